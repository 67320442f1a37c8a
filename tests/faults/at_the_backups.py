"""Backup, restore and wipe that a stop may hit.

After every stop each backup with a name is whole and one that was told restores; a folder holds a whole store
or none; a wipe is finished by the next start or has not begun.
"""

from collections.abc import Sequence
from pathlib import Path

from app.models.store.store import file_sha256
from app.progress import silent
from app.services.exchange import wiping
from app.services.exchange.wiping import Consent
from app.services.office import backing_up, restoring
from app.services.office.backing_up import GENERATIONS, PART, Backup
from app.services.office.home import look
from app.services.office.password_tries import PasswordTries
from tests.conftest import Clock
from tests.faults.communes import at_work, copied, delivered, exported, started
from tests.faults.scenarios import Said, Scenario
from tests.unit.services.exchange.parties import PASSWORD, Commune, Made
from tests.unit.services.office.sticks import BY_PASSWORD, back_up

LEADER, POLICE = Consent("hoa.bv", PASSWORD), Consent("dung.tv", PASSWORD)


def _backed_up(made: Made, folder: Path, times: int) -> Path:
    """Copy a commune and back it up so often, an hour apart; return the last backup."""
    with copied(made, folder) as commune:
        for _ in range(times):
            last = back_up(commune)
            commune.clock.move(hours=1)
    return last.path


def _prepare_backups(folder: Path) -> None:
    _backed_up(exported(), folder, GENERATIONS)


def _prepare_restore(folder: Path) -> None:
    """Let the folder and the one above it be missing."""
    _backed_up(exported(), folder, 1)


def _prepare_restore_in_place(folder: Path) -> None:
    _prepare_restore(folder)
    _target(folder).mkdir(parents=True)
    (_target(folder) / "loi.log").write_text("what went wrong before\n")


def _target(folder: Path) -> Path:
    return folder / "moi" / "kho moi"


def _prepare_wipe(folder: Path) -> None:
    _backed_up(delivered(), folder, 1)


# -- the works -------------------------------------------------------------------------------------------


def _back_up(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        commune.clock.move(days=1)
        said(back_up(commune).path.name)


def _restore(folder: Path, said: Said) -> None:
    restoring.restore(_source(folder), _target(folder), opener=BY_PASSWORD, now=Clock(), progress=silent)
    said("restored")


def _wipe(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        _wipe_now(commune)
        said("wiped")


def _wipe_now(commune: Commune) -> None:
    tries = PasswordTries(commune.folder)
    given = {"leader": LEADER, "police": POLICE, "typed": commune.store_id[:8], "now": commune.clock}
    wiping.wipe(commune.store, commune.stick, tries=tries, **given)


# -- what must hold --------------------------------------------------------------------------------------


def _place(folder: Path) -> Path:
    (place,) = (folder / "usb" / backing_up.ROOT).iterdir()
    return place


def _source(folder: Path) -> Path:
    return backing_up.generations(_place(folder))[0].path


def _is_whole(backup: Backup) -> bool:
    """Tell whether every file of a backup is as its list says."""
    files = [(backup.path / file.name, file.sha256) for file in backup.facts.files]
    return all(path.is_file() and file_sha256(path) == sha256 for path, sha256 in files)


def _restores(backup: Backup, folder: Path) -> None:
    restoring.restore(backup.path, folder, opener=BY_PASSWORD, now=Clock(), progress=silent)
    _holds_the_store(folder)


def _holds_the_store(folder: Path) -> None:
    assert look(folder).missing == ()
    with started(exported(), _beside(folder)) as commune:
        assert {row["state"] for row in commune.rows("entry") if row["id"] in commune.entry_ids} == {
            "exported"
        }
        assert len(commune.kept()) == 1


def _beside(folder: Path) -> Path:
    """Give a restored folder the place of a commune's store."""
    place = folder.with_name(f"{folder.name}-noi")
    (place / "usb").mkdir(parents=True)
    (place / "kho").symlink_to(folder)
    return place


def _are_backed_up(folder: Path, said: Sequence[str]) -> None:
    place = _place(folder)
    found = backing_up.generations(place)
    named = {path.name for path in place.iterdir() if path.suffix != PART}
    assert {one.path.name for one in found} == named
    assert all(map(_is_whole, found))
    assert {*said} <= named
    assert len(found) >= GENERATIONS
    _restores(found[0], _target(folder))
    with started(exported(), folder) as commune:
        commune.clock.move(days=2)
        again = back_up(commune)
    assert {path.name for path in place.iterdir()} >= {again.path.name, found[0].path.name}
    assert not list(place.glob(f"*{PART}"))
    assert len(list(place.iterdir())) == GENERATIONS


def _is_restored(folder: Path, said: Sequence[str]) -> None:
    target = _target(folder)
    if look(target).empty:
        assert not said
        _restore(folder, lambda _words: None)
    _holds_the_store(target)
    assert not list(folder.rglob(".kho moi*"))


def _is_wiped(folder: Path, said: Sequence[str]) -> None:
    home = folder / "kho"
    wiping.finish(home)
    if not home.exists() or not list(home.iterdir()):  # an empty folder may come back
        (record,) = (folder / "usb").glob("bien_ban_xoa_kho_*.pdf")
        assert record.read_bytes().rstrip().endswith(b"%%EOF")
    else:
        assert not said
        with started(delivered(), folder) as commune:
            _back_up_and_wipe(commune)
        assert not home.exists()
    kept = backing_up.generations(_place(folder))
    assert kept
    assert all(map(_is_whole, kept))


def _back_up_and_wipe(commune: Commune) -> None:
    """Wipe to the end; what was recorded of the first try is backed up before."""
    commune.clock.move(days=1)
    back_up(commune)
    _wipe_now(commune)


SCENARIOS = (
    Scenario("backup", _prepare_backups, _back_up, _are_backed_up),
    Scenario("restore", _prepare_restore, _restore, _is_restored),
    Scenario("restore_in_place", _prepare_restore_in_place, _restore, _is_restored),
    Scenario("wipe", _prepare_wipe, _wipe, _is_wiped),
)
