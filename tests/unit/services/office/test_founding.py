"""Founding a store: whole or nothing, each reason in its own words."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2
from sqlalchemy import select

from app.crypto.key_file import KeyFile
from app.errors import AppError, BadInput, Refused, StoreProblem
from app.models.store.cipher_file import prepare
from app.models.store.store import Store
from app.models.store.tables import Setting
from app.models.words.roles import APART, Role
from app.services.office import accounts, audit, dated_settings, founding, trusting, unlocking
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, numbered
from tests.unit.services.exchange.parties import KDF, PASSWORD


def test_a_founded_store_knows_its_commune_and_its_officers(
    fresh: Store, founded_folder: tuple[Path, founding.Founded]
) -> None:
    _folder, made = founded_folder
    with fresh.read() as session:
        values = {k: dated_settings.get(session, k, on=AT.date()) for k in ("commune", "unit_code", "place")}
        assert values == {"commune": COMMUNE, "unit_code": "14923", "place": "Cẩm Lương"}
        lines = dated_settings.get(session, "header_lines", on=date(1900, 1, 1))
        assert lines == ["ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"]
        assert {o.uid: o.roles for o in accounts.every(session)} == {
            o.uid: o.roles for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH)
        }
        store_id = dated_settings.store_id(session)
        assert audit.first_broken(session) is None
        last = audit.since(session, audit.checkpoint(session).seq - 1)[0]
        assert (last["kind"], last["subject"], last["uid"]) == ("founded", store_id, JUSTICE.uid)
        with pytest.raises(Refused, match="chưa có chứng thư giải mã"):
            trusting.store_key(session)
        with pytest.raises(Refused, match="chưa nạp chứng thư"):
            trusting.trust_store(session, demo=True)
        with pytest.raises(Refused, match="Chưa có chứng thư của Công an"):
            trusting.receiver(session)
    file = KeyFile.load(fresh.folder / unlocking.KEY_FILE)
    assert file.store_id == store_id
    assert len(file.logins) == 5
    assert file.recover(*made.halves).store_key == made.store_key


@pytest.mark.parametrize("there", [True, False])
def test_what_is_left_empty_is_not_kept(tmp_path: Path, there: bool) -> None:
    """An empty folder is as good as none, and none may be missing above it."""
    folder = tmp_path / "trên" / "kho"
    if there:
        folder.mkdir(parents=True)
    made = founding.found(
        folder,
        commune=" xã A ",
        header_lines=[],
        officers=[founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)],
        at=AT,
        random=numbered("small"),
        kdf=KDF,
    )
    with made.store.read() as session:
        found_keys = session.scalars(select(Setting.key))
        assert set(found_keys) == {"commune", "header_lines"}
        assert dated_settings.get(session, "commune", on=AT.date()) == "xã A"
    made.store.close()


ROLES = "ít nhất một cán bộ tư pháp, một cán bộ Công an và một lãnh đạo"
ALONE, SHARED = replace(BOTH, roles=frozenset(Role)), replace(BOTH, roles=APART)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"commune": " "}, BadInput, "Cần tên xã"),
        ({"people": (POLICE, LEADER, TYPIST)}, BadInput, ROLES),
        ({"people": (JUSTICE, LEADER, TYPIST)}, BadInput, ROLES),
        ({"people": (JUSTICE, POLICE, TYPIST)}, BadInput, ROLES),
        ({"people": (ALONE,)}, BadInput, "vừa là tư pháp vừa là Công an"),
        ({"people": (JUSTICE, POLICE, LEADER, SHARED)}, BadInput, "vừa là tư pháp vừa là Công an"),
        ({"password": "mười một chữ"[:11]}, Refused, "ít nhất 12 ký tự"),
        ({"people": (JUSTICE, POLICE, LEADER, JUSTICE)}, BadInput, "đã có tài khoản"),
        ({"people": (JUSTICE, POLICE, replace(LEADER, uid="12"))}, BadInput, "đủ 12 chữ số"),
        ({"people": (JUSTICE, POLICE, replace(LEADER, organisation=" "))}, BadInput, "đơn vị"),
    ],
)
def test_a_store_that_cannot_be_founded_leaves_nothing(
    tmp_path: Path, changes: dict[str, Any], error: type[AppError], words: str
) -> None:
    people = changes.get("people", (JUSTICE, POLICE, LEADER))
    password = changes.get("password", PASSWORD)
    with pytest.raises(error, match=words):
        founding.found(
            tmp_path / "kho",
            commune=changes.get("commune", COMMUNE),
            header_lines=[],
            officers=[founding.NewOfficer(o, password) for o in people],
            at=AT,
            random=numbered("no"),
            kdf=KDF,
        )
    left = {p.name for p in tmp_path.rglob("*") if p.is_file()}
    assert left <= {"store.lock"}, "the key file's earlier copy holds slots too"


@contextlib.contextmanager
def read_meanwhile(folder: Path, random: Callable[[int], bytes]) -> Iterator[Callable[[int], bytes]]:
    """Give random bytes; once the work store is made apart, somebody begins to read it."""
    drawn: list[bytes] = []
    waiting = threading.Event()
    with contextlib.ExitStack() as reading:

        def draw(count: int) -> bytes:
            drawn.append(random(count))
            for path in () if waiting.is_set() else folder.glob("founding-*/work.db"):
                waiting.set()
                store_id = bytes.fromhex(path.parent.name.removeprefix("founding-"))
                raw: Any = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
                reading.callback(raw.close)
                prepare(raw, drawn[drawn.index(store_id) + 1])  # the store's key is drawn next
                raw.execute("BEGIN")
                assert raw.execute("SELECT count(*) FROM meta").fetchone()
            return drawn[-1]

        yield draw


def test_a_store_of_which_a_part_is_still_in_its_log_is_not_put_in_place(tmp_path: Path) -> None:
    """As when the disk is full in the moment of closing: the log does not move, so nothing moves."""
    folder = tmp_path / "kho"
    people = [founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)]
    facts: dict[str, Any] = {"commune": COMMUNE, "header_lines": [], "officers": people, "at": AT, "kdf": KDF}
    with (
        read_meanwhile(folder, numbered("held")) as random,
        pytest.raises(StoreProblem, match=r"Chưa ghi trọn.*chưa tạo kho.*vẫn còn trên màn hình.*tạo lại"),
    ):
        founding.found(folder, random=random, **facts)
    assert [p.name for p in folder.rglob("*")] == ["store.lock"]
    made = founding.found(folder, random=numbered("again"), **facts)
    with made.store.read() as session:
        assert len(accounts.every(session)) == 3
    made.store.close()
