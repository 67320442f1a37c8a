"""Whatever file a command is given, it is taken, or refused in a sentence; nothing hangs.

The quick share runs with the other tests; ./test soak makes 90 times as many attacks.
"""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from hypothesis import strategies as st

from app.commands import desk, verify
from app.crypto import canonical
from app.crypto.package import Recipient, write_package
from app.demo import commune as demo
from app.desk import work_list
from app.desk.home import DeskHome
from app.documents import excel
from app.errors import AppError
from app.models.store.store import Store
from app.models.words.purpose import Purpose, SignedAs
from app.services.office import accounts, founding, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import AT, Clock, numbered
from tests.faults.hostile import (
    MANY,
    VALUES,
    attack,
    canonical_rows,
    changed,
    files,
    no_hang,
    odd_files,
    rows,
    spoiled,
    written,
)
from tests.invented import Invented
from tests.unit.desk.test_answering import ANSWER
from tests.unit.desk.test_snapshot import CSV, workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of Unix")
XLSX = workbook()
ANSWERED = excel.write_rows("Viec", (work_list.LINE, work_list.ANSWER), [("e/1/child", "Từ chối")])


# -- files for the desk and for verify ----------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """A commune and its desk, in folders of which each attack has what it needs."""

    folders: demo.DemoFolders
    package: bytes

    @property
    def home(self) -> Path:
        return self.folders.desk


@dataclass(frozen=True)
class Door:
    """A file that a command reads: where it lies, a good one, others, and the command."""

    path: str
    good: Callable[[Desk], bytes]
    others: Callable[[bytes], st.SearchStrategy[bytes]]
    command: Callable[[Desk, Path], int]
    beside: Callable[[Desk, Path], None] = lambda _desk, _folder: None


def at_desk(*words: str, out: str = "out") -> Callable[[Desk, Path], int]:
    """Return a desk command on a folder; {} in its words is the folder."""

    def run(given: Desk, folder: Path) -> int:
        home = folder / "home"
        if not home.exists():
            shutil.copytree(given.home, home)
        argv = [word.format(folder) for word in words]
        return desk.run(
            ["--home", str(home), *argv, "--out", str(folder / out)], now=Clock(), random=numbered("desk")
        )

    return run


def agreeing(command: Callable[[Desk, Path], int]) -> Callable[[Desk, Path], int]:
    """Return the command with a person who answers every question with yes."""

    def run(given: Desk, folder: Path) -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO("y\n" * 100))
            return command(given, folder)

    return run


def verifying(_given: Desk, folder: Path) -> int:
    return verify.run([str(folder / "S.htpkg")], now=Clock())


def verifying_with(name: str) -> Callable[[Desk, Path], int]:
    return lambda _given, folder: verify.run(
        [str(folder / "S.htpkg"), "--key", str(folder / "keys" / name)], now=Clock()
    )


def keys_beside(given: Desk, folder: Path) -> None:
    home = DeskHome(given.home)
    (folder / "keys").mkdir()
    (folder / "keys" / "receiver-key.pem").write_text(home.receiver_key())
    (folder / "keys" / "receiver-cert.pem").write_text(home.receiver_certificate())
    (folder / "keys" / "root.pem").write_text(home.root())
    (folder / "S.htpkg").write_bytes(given.package)


def key_file(given: Desk) -> bytes:
    return DeskHome(given.home).receiver_key().encode()


def entry_row() -> dict[str, Any]:
    person = {"section": "child", "branch": "match", "personal_id": "038099000001", "provisional_id": None}
    return {
        "book_type": "khai_sinh",
        "entry_id": "e",
        "persons": [person],
        "version": 1,
        "values": {"registration_no": {"text": "7"}},
        "volume": {"book_no": "01/1998", "registration_place": "xã Cẩm Lương"},
    }


DOORS = {
    "verify a package": Door("S.htpkg", lambda d: d.package, changed, verifying, keys_beside),
    "verify with a key": Door("keys/receiver-key.pem", key_file, changed, verifying, keys_beside),
    "verify with a named key": Door("keys/k.pem", key_file, changed, verifying_with("k.pem"), keys_beside),
    "verify with a P12": Door("keys/k.p12", key_file, changed, verifying_with("k.p12"), keys_beside),
    "verify with a certificate": Door(
        "keys/receiver-cert.pem",
        lambda d: DeskHome(d.home).receiver_certificate().encode(),
        changed,
        verifying,
        keys_beside,
    ),
    "verify with roots": Door(
        "keys/root.pem", lambda d: DeskHome(d.home).root().encode(), changed, verifying, keys_beside
    ),
    "desk keys": Door(
        "r.json",
        lambda d: (d.folders.stick / "yeu-cau-chung-thu.json").read_bytes(),
        files,
        agreeing(at_desk("keys", "{}/r.json")),
    ),
    "desk home": Door(
        "home/desk.json",
        lambda d: (d.home / "desk.json").read_bytes(),
        files,
        at_desk("reply", "{}/a"),
        lambda d, folder: (
            shutil.copytree(d.home, folder / "home") and (folder / "a").write_bytes(written(ANSWER))
        ),
    ),
    "desk snapshot": Door("t", lambda _d: CSV.encode(), changed, at_desk("snapshot", "{}/t")),
    "desk snapshot of a workbook": Door("t", lambda _d: XLSX, changed, at_desk("snapshot", "{}/t")),
    "desk snapshot of rows": Door(
        "t",
        lambda _d: b"\n".join(json.dumps(row).encode() for row in Invented(3).people(3)),
        rows,
        at_desk("snapshot", "{}/t"),
    ),
    "desk reply": Door("a", lambda _d: written(ANSWER), rows, at_desk("reply", "{}/a")),
    "desk reply of a workbook": Door("a", lambda _d: ANSWERED, changed, at_desk("reply", "{}/a")),
    "desk open": Door("S.htpkg", lambda d: d.package, changed, at_desk("open", "{}/S.htpkg")),
    "desk ack": Door("S.htpkg", lambda d: d.package, changed, at_desk("ack", "{}/S.htpkg")),
    "desk work-list": Door(
        "opened/data/khai_sinh.jsonl",
        lambda _d: canonical.dumps(entry_row()) + b"\n",
        rows,
        at_desk("work-list", "{}/opened"),
    ),
}


@pytest.fixture(scope="module")
def desk_side(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A commune without a registry, its certificates, and a snapshot package for it."""
    folders = demo.DemoFolders.under(tmp_path_factory.mktemp("hostile"))
    made = founding.found(
        folders.store,
        commune=demo.COMMUNE,
        header_lines=demo.HEADER,
        officers=[founding.NewOfficer(o, DEMO_PASSWORD) for o in demo.OFFICERS],
        at=Clock()(),
        random=numbered("found"),
        kdf=demo.KDF,
    )
    demo.certify(made.store, folders, now=Clock())
    made.store.close()
    table, package = folders.stick / "t.csv", folders.stick / "S.htpkg"
    table.write_text(CSV, encoding="utf-8")
    words = ["--home", str(folders.desk), "snapshot", str(table), "--out", str(package)]
    assert desk.run(words, now=Clock(), random=numbered("desk")) == 0
    return Desk(folders, package.read_bytes())


def laid(door: Door, given: Desk, folder: Path) -> Path:
    """Make the folder of an attack and return where its file goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    door.beside(given, folder)
    path = folder / door.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def assert_answered(status: int, said: str) -> None:
    assert status in (0, 1)
    assert said.strip()
    assert "Traceback" not in said
    assert "Error" not in said


@MANY
@pytest.mark.parametrize("name", DOORS)
def test_a_command_takes_or_refuses_whatever_file_it_is_given(name, many, desk_side, tmp_path, capsys):
    door, folder = DOORS[name], tmp_path / "attack"

    def try_one(content: bytes) -> None:
        path = laid(door, desk_side, folder)
        path.write_bytes(content)
        with no_hang():
            status = door.command(desk_side, folder)
        assert_answered(status, capsys.readouterr().out)

    attack(door.others(door.good(desk_side)), 12, many, try_one)


@pytest.mark.parametrize("odd", odd_files())
@pytest.mark.parametrize("name", DOORS)
def test_a_command_refuses_what_is_no_plain_file(name, odd, desk_side, tmp_path, capsys):
    door, folder = DOORS[name], tmp_path / "attack"
    path = laid(door, desk_side, folder)
    odd_files()[odd](path)
    with no_hang():
        status = door.command(desk_side, folder)
    assert_answered(status, capsys.readouterr().out)
    if (name, odd) != ("desk work-list", "empty"):  # a result may have a file without rows
        assert status == 1
        assert not (folder / "out").exists()


@pytest.mark.parametrize("name", DOORS)
def test_the_good_file_of_each_door_is_taken(name, desk_side, tmp_path, capsys):
    """So that the others are refused for what is in them, not because the command is wrong."""
    door = DOORS[name]
    path = laid(door, desk_side, tmp_path / "attack")
    path.write_bytes(door.good(desk_side))
    status = door.command(desk_side, tmp_path / "attack")
    said = capsys.readouterr().out
    if name.startswith("verify") or name in (
        "desk open",
        "desk ack",
    ):  # a package for the commune, not for us
        assert "✗" in said or "Gói" in said
    else:
        assert status == 0, said


# -- packages that were sealed by who may, with hostile rows ------------------------------------------


@dataclass(frozen=True)
class Sealing:
    """Packages of the commune for its desk."""

    given: Desk
    store_id: str
    signers: list[tuple[SignedAs, Any]]
    recipient: Recipient

    def write(self, path: Path, content: list[tuple[str, bytes]], extra: dict[str, Any]) -> None:
        home = DeskHome(self.given.home)
        path.unlink(missing_ok=True)
        write_package(
            path,
            purpose=Purpose.RESULTS,
            sender_id=self.store_id,
            receiver_id=home.desk_id(),
            chain=home.chain(self.store_id, out_going=False),
            files=content,
            counts={},
            extra=extra,
            signers=self.signers,
            recipients=[self.recipient],
            at=AT,
            random=numbered("sealed"),
            issuing=home.trust().issuing,
        )


@pytest.fixture(scope="module")
def sealing(desk_side: Desk) -> Sealing:
    folder, home = desk_side.folders.store, DeskHome(desk_side.home)
    store = Store(folder, unlocking.unlock(folder, "nhan.ct", DEMO_PASSWORD).store_key)
    with store.read() as session:
        officers = {o.uid: o for o in accounts.every(session)}
    store.close()
    signers = [
        (role, unlocking.signer(folder, officers[who.uid], DEMO_PASSWORD))
        for role, who in ((SignedAs.JUSTICE, demo.JUSTICE), (SignedAs.POLICE, demo.POLICE))
    ]
    certificate = x509.load_pem_x509_certificate(home.receiver_certificate().encode())
    request = json.loads((desk_side.folders.stick / "yeu-cau-chung-thu.json").read_bytes())
    return Sealing(desk_side, request["store_id"], signers, Recipient(certificate))


APPROVED = entry_row() | {
    "version": 1,
    "typed_by": ["1"],
    "decided_by": [],
    "approval": {
        "store_id": "s",
        "entry_id": "e",
        "version": 1,
        "entry_sha256": "0",
        "uid": "2",
        "cert_sha256": "0",
        "at": "2023-10-17T13:41:07Z",
        "seq": 1,
        "alg": "ES256",
        "signature": "x",
    },
}


@MANY
@pytest.mark.parametrize("command", ["open", "ack"])
def test_the_desk_takes_or_refuses_whatever_an_officer_signed(
    command, many, desk_side, sealing, tmp_path, capsys
):
    folder = tmp_path / "attack"

    def try_one(attacked: tuple[list[Any], Any]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        content = [("data/khai_sinh.jsonl", canonical_rows(attacked[0]))]
        try:
            sealing.write(folder / "S.htpkg", content, {"snapshot": attacked[1]})
        except AppError:
            return  # what no writer writes is an attack on the bytes, above
        with no_hang():
            status = at_desk(command, "{}/S.htpkg")(desk_side, folder)
        assert_answered(status, capsys.readouterr().out)

    attack(st.tuples(st.lists(spoiled(APPROVED), max_size=2), VALUES), 15, many, try_one)
