"""A wipe: refused while anything is only here, each reason by itself; then nothing can be read."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import AppError, BadInput, NotUnlocked, Refused, StoreProblem
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.models.words.values import Value
from app.services.entry import entries, volumes
from app.services.exchange import wiping
from app.services.exchange.wiping import Consent
from app.services.office import audit, backing_up, unlocking
from app.services.office.password_tries import PasswordTries
from app.services.office.unlocking import unlock
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE
from tests.unit.documents.conftest import pages, squeezed
from tests.unit.services.exchange.arrivals import acknowledge, delivered_from
from tests.unit.services.exchange.parties import KDF, PASSWORD, Commune, Made
from tests.unit.services.office.sticks import back_up, restore, tree

LEAD, POLICED = Consent("hoa.bv", PASSWORD), Consent("dung.tv", PASSWORD)


@pytest.fixture(scope="module")
def delivered_commune(exported_commune: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A commune of which everything has left and arrived; made once."""
    return delivered_from(exported_commune, tmp_path_factory.mktemp("delivered"))


@pytest.fixture
def delivered(delivered_commune: Made, tmp_path: Path) -> Iterator[Commune]:
    """A copy of it, backed up."""
    commune = Commune(delivered_commune, tmp_path)
    back_up(commune)
    yield commune
    commune.store.close()


def wipe(commune: Commune, **changes: object) -> wiping.Wiped:
    given = {
        "leader": LEAD,
        "police": POLICED,
        "typed": commune.store_id[:8],
        "tries": PasswordTries(commune.folder),
        "now": commune.clock,
    }
    target = changes.pop("target", commune.stick)
    assert isinstance(target, Path)
    return wiping.wipe(commune.store, target, **{**given, **changes})  # type: ignore[arg-type]


def obstacles(commune: Commune) -> str:
    with commune.store.read() as session:
        return "; ".join(map(str, wiping.obstacles(session, at=commune.clock())))


def still_there(commune: Commune) -> bool:
    """Tell whether nothing of the store went: it opens and is whole."""
    return unlock(commune.folder, LEAD.login, PASSWORD).store_key == commune.store_key and not (
        commune.store.check()
    )


# -- the wipe -----------------------------------------------------------------------------------------


def test_nothing_of_the_store_is_left(delivered: Commune) -> None:
    delivered.store.close()
    (delivered.folder / "packages").mkdir(exist_ok=True)
    (delivered.folder / "packages" / "x.htpkg").write_bytes(b"sealed")
    (delivered.folder / "work.db.before-2").write_bytes(b"old")
    (delivered.folder / "keyfile.json.bak").write_bytes(b"old keys")
    (delivered.folder / "thu-phuc-hoi-x").mkdir()
    delivered.store = type(delivered.store)(delivered.folder, delivered.store_key)
    assert wipe(delivered).stayed == ()
    assert not delivered.folder.exists()


def test_what_is_not_ours_stays_and_is_named(delivered: Commune) -> None:
    (delivered.folder / "ảnh.jpg").write_bytes(b"x")
    assert wipe(delivered).stayed == ("ảnh.jpg",)
    assert tree(delivered.folder) == {"ảnh.jpg": b"x"}


def test_the_keys_are_overwritten_not_only_removed(delivered: Commune, tmp_path: Path) -> None:
    """Another name of the same bytes on the disk tells what became of them."""
    size = (delivered.folder / "keyfile.json").stat().st_size
    (tmp_path / "same").hardlink_to(delivered.folder / "keyfile.json")
    wipe(delivered)
    assert (tmp_path / "same").read_bytes() == bytes(size)


def test_the_record_says_what_was_on_the_pc(delivered: Commune) -> None:
    last = delivered.rows("audit_event")[-1]
    wiped = wipe(delivered)
    assert wiped.path.read_bytes() == wiped.record
    assert wiped.path == delivered.stick / f"bien_ban_xoa_kho_{delivered.store_id[:8]}.pdf"
    text = squeezed("".join(pages(wiped.record, "-raw")))
    for words in (
        delivered.store_id,
        COMMUNE,
        f"{ENTRY_STATE_LABELS[EntryState.EXPORTED]}3",
        "Gói đã chuyển, số cuối2",
        last["h"][:12],
        LEADER.full_name,
        POLICE.full_name,
        "CÔNG AN XÃ",
    ):
        assert squeezed(words) in text, words


def test_a_record_of_before_is_not_overwritten(delivered: Commune) -> None:
    before = delivered.stick / f"bien_ban_xoa_kho_{delivered.store_id[:8]}.pdf"
    before.write_bytes(b"precious")
    assert wipe(delivered).path != before
    assert before.read_bytes() == b"precious"


def test_a_wiped_store_comes_back_from_its_backup(delivered: Commune, tmp_path: Path) -> None:
    wipe(delivered)
    place = delivered.stick / backing_up.ROOT / delivered.store_id[:8]
    (source,) = backing_up.generations(place)
    assert restore(delivered, source.path, tmp_path / "again").times == 1


@pytest.mark.parametrize("left", [1, 2, 5])
def test_an_interrupted_wipe_goes_on_at_the_next_start(delivered: Commune, left: int) -> None:
    delivered.store.close()
    assert not wiping.finish(delivered.folder)
    names = sorted(path.name for path in delivered.folder.iterdir())
    (delivered.folder / "xoa-kho.dang-do").touch()
    for name in [n for n in names if n.startswith("keyfile")] + [n for n in names if "key" not in n][:left]:
        path = delivered.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert wiping.finish(delivered.folder)
    assert not delivered.folder.exists()


# -- who, and with which words ------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "login"), [("leader", "hoa.bv"), ("police", "dung.tv")])
def test_a_wrong_password_delays_the_next_as_on_every_screen(
    delivered: Commune, who: str, login: str
) -> None:
    tries = PasswordTries(delivered.folder)
    for _ in range(2):
        with pytest.raises(NotUnlocked):
            wipe(delivered, **{who: Consent(login, "sai mật khẩu rồi")}, tries=tries)
    with pytest.raises(Refused, match="Thử lại sau 1 giây"):
        wipe(delivered, tries=tries)
    assert tries.untold() == {login: {"wipe": 2}}
    assert still_there(delivered)
    delivered.clock.move(seconds=1)
    wipe(delivered, tries=tries)


def test_a_password_that_was_replaced_wipes_nothing(delivered: Commune) -> None:
    """The file of keys from before opens its old slot, which counts no more."""
    keys = {name: (delivered.folder / name).read_bytes() for name in ("keyfile.json", "keyfile.json.bak")}
    police = delivered.officer(POLICE.uid)
    unlocking.change_password(
        delivered.store,
        delivered.folder,
        police,
        (PASSWORD, "bốn từ mới hẳn"),
        kdf=KDF,
        now=delivered.clock,
        random=delivered.random,
    )
    back_up(delivered)
    for name, content in keys.items():
        (delivered.folder / name).write_bytes(content)
    with pytest.raises(NotUnlocked, match="Công an"):
        wipe(delivered)
    assert still_there(delivered)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"leader": Consent("hoa.bv", "sai mật khẩu rồi")}, NotUnlocked, "Mật khẩu của lãnh đạo không đúng"),
        ({"police": Consent("dung.tv", "sai mật khẩu rồi")}, NotUnlocked, "Mật khẩu của Công an không đúng"),
        ({"leader": Consent("nhan.ct", PASSWORD)}, Refused, "chỉ Lãnh đạo"),
        ({"police": Consent("nhan.ct", PASSWORD)}, Refused, "chỉ Công an"),
        ({"police": LEAD}, Refused, "chỉ Công an"),
        ({"typed": ""}, BadInput, "Mã kho"),
        ({"typed": "00000000"}, BadInput, "Mã kho"),
    ],
    ids=[
        "leader's password",
        "police's",
        "no leader",
        "no police",
        "one person",
        "nothing typed",
        "wrong code",
    ],
)
def test_each_condition_by_itself(
    delivered: Commune, changes: dict[str, object], error: type[AppError], words: str
) -> None:
    with pytest.raises(error, match=words):
        wipe(delivered, **changes)
    assert still_there(delivered)
    assert not list(delivered.stick.glob("*.pdf"))


def test_one_person_with_both_roles_is_not_two(delivered: Commune) -> None:
    kept = next(row["sql"] for row in delivered.rows("sqlite_master") if row["name"] == "account_kept")
    delivered.execute(
        "DROP TRIGGER account_kept",
        'UPDATE account SET roles = \'["justice", "leader", "police"]\' WHERE uid = :u',
        kept,  # without it the store would not be whole
        u=BOTH.uid,
    )
    one = Consent(delivered.officer(BOTH.uid).login, PASSWORD)
    with pytest.raises(Refused, match="hai người khác nhau"):
        wipe(delivered, leader=one, police=one)
    assert still_there(delivered)


def test_the_code_may_be_typed_in_small_letters_and_with_spaces(delivered: Commune) -> None:
    wipe(delivered, typed=f" {delivered.store_id[:8].lower()} ")
    assert not delivered.folder.exists()


def test_a_consent_never_shows_its_password() -> None:
    assert PASSWORD not in repr(LEAD)


# -- what is only here --------------------------------------------------------------------------------


def test_nothing_is_in_the_way_of_a_delivered_and_backed_up_store(delivered: Commune) -> None:
    assert obstacles(delivered) == ""


def refused(commune: Commune, words: str) -> None:
    assert words in obstacles(commune)
    with pytest.raises(Refused, match="chỉ có trên máy này") as found:
        wipe(commune)
    assert words in str(found.value)
    assert still_there(commune)
    assert not list(commune.stick.glob("*.pdf"))


def test_approved_and_entered_entries_are_in_the_way(commune: Commune) -> None:
    back_up(commune)
    refused(commune, "2 trường hợp “Công an đã duyệt” chưa xuất")
    assert "1 trường hợp “Đã nhập” chưa xuất" in obstacles(commune)


def new_entry(commune: Commune) -> str:
    with commune.store.write() as session:
        (volume,) = volumes.inventory(session)
        return entries.create(session, volume.id, by=JUSTICE, at=AT, random=commune.random)


def test_a_draft_is_in_the_way_once_a_word_is_in_it(delivered: Commune) -> None:
    entry_id = new_entry(delivered)
    back_up(delivered)
    assert obstacles(delivered) == ""
    with delivered.store.write() as session:
        entries.save(session, entry_id, "child_name", Value.of("Hà Văn B"), by=JUSTICE, at=AT)
    back_up(delivered)
    refused(delivered, "1 trường hợp “Đang nhập” chưa xuất")


def test_a_package_without_a_receipt_is_in_the_way(exported: Commune) -> None:
    back_up(exported)
    refused(exported, "Gói số 1 chưa có xác nhận")
    acknowledge(exported, 1)
    assert "Gói số" not in obstacles(exported)


def test_a_store_never_backed_up_is_in_the_way(delivered_commune: Made, tmp_path: Path) -> None:
    commune = Commune(delivered_commune, tmp_path)
    refused(commune, "Chưa sao lưu lần nào")
    commune.store.close()


def test_work_after_the_last_backup_is_in_the_way(delivered: Commune) -> None:
    new_entry(delivered)
    with delivered.store.write() as session:
        audit.record(session, "account_closed", subject="x", by="x", at=AT)
    refused(delivered, "Có việc làm sau lần sao lưu cuối (20 giờ 41 phút ngày 17/10/2023)")


def test_a_record_that_cannot_be_written_stops_the_wipe(delivered: Commune) -> None:
    with pytest.raises(BadInput, match="Chưa xóa gì"):
        wipe(delivered, target=delivered.stick / "gone")
    assert still_there(delivered)


def test_a_file_that_does_not_go_is_named(delivered: Commune) -> None:
    """Nothing else stays, and the next start tries again."""
    let_go = make_stubborn(delivered.folder / "packages")
    try:
        with pytest.raises(StoreProblem, match="packages"):
            wipe(delivered)
        assert not (delivered.folder / "keyfile.json").exists()
    finally:
        let_go()
    assert wiping.finish(delivered.folder)
    assert not delivered.folder.exists()


def make_stubborn(folder: Path) -> Callable[[], object]:
    """Make a folder that cannot be removed, a mount; return what lets it go."""
    folder.mkdir(exist_ok=True)
    if subprocess.run(
        ["mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode:
        pytest.skip("needs the right to mount")
    return lambda: subprocess.run(["umount", str(folder)], check=True)
