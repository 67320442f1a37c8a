"""Results at the desk: every file known, every entry once and approved by that commune's police officer."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.crypto import canonical
from app.crypto.certificate import load
from app.crypto.package import ChainState, Recipient, write_package
from app.crypto.signing import SoftwareSigner, sign_approval
from app.demo import commune as demo
from app.desk.home import DeskHome
from app.models.store.store import Store
from app.models.store.times import stamp
from app.models.words.purpose import Purpose, SignedAs
from app.services.office import accounts, audit, dated_settings, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import AT, numbered

ENTRY = "6f0c6c6e-0000-4000-8000-00000000000{0}"
SCAN = b"\xff\xd8 a page"


class Results:
    """Packages of the commune as its officers, or somebody with their keys, might write them."""

    def __init__(self, desk: Any, signers: dict[str, SoftwareSigner]) -> None:
        self.desk, self.signers = desk, signers
        with desk.store.read() as session:
            self.store_id = dated_settings.store_id(session)
            self.events = audit.since(session, 0)
            self.mark = audit.checkpoint(session)

    def entry(self, number: int = 1, **changes: Any) -> dict[str, Any]:
        """Return a frozen entry without its approval."""
        given = {
            "entry_id": ENTRY.format(number),
            "version": 1,
            "book_type": "khai_sinh",
            "typed_by": [demo.JUSTICE.uid],
            "decided_by": [demo.JUSTICE.uid],
            "values": {},
            "persons": [],
        }
        return given | changes

    def approved(self, entry: dict[str, Any], by: str = demo.POLICE.uid, **changes: Any) -> dict[str, Any]:
        """Return the entry with an approval by somebody's key, correct in itself."""
        signer = self.signers[by]
        statement = {
            "store_id": self.store_id,
            "entry_id": entry["entry_id"],
            "version": entry["version"],
            "entry_sha256": hashlib.sha256(canonical.dumps(entry)).hexdigest(),
            "uid": by,
            "at": stamp(AT),
            "seq": 1,
        } | changes
        signed = sign_approval(signer, **statement)
        digest = hashlib.sha256(signer.certificate).hexdigest()
        approval = statement | {"cert_sha256": digest, "alg": signed.alg, "signature": signed.signature}
        return entry | {"approval": approval}

    def write(self, *entries: dict[str, Any], **changes: Any) -> str:
        """Write a package of entries; ``files`` add to its files or (None) take one away."""
        home = DeskHome(self.desk.folders.desk)
        point = {"store_id": self.store_id, "seq": self.mark.seq, "h": self.mark.h, "ts": stamp(AT)}
        files: dict[str, Any] = {
            "data/khai_sinh.jsonl": lines(entries),
            "data/sai_lech.jsonl": b"",
            "data/audit.jsonl": lines(self.events),
            "data/audit_checkpoint.json": canonical.dumps(point | changes.pop("point", {})),
        }
        files |= changes.pop("files", {})
        roles = changes.pop("roles", (demo.JUSTICE.uid, demo.POLICE.uid))
        path = self.desk.folders.stick / "goi.htpkg"
        path.unlink(missing_ok=True)
        given: dict[str, Any] = {
            "purpose": Purpose.RESULTS,
            "sender_id": self.store_id,
            "receiver_id": home.desk_id(),
            "chain": ChainState(0, "0" * 64),
            "files": sorted((name, content) for name, content in files.items() if content is not None),
            "counts": {},
            "extra": {"audit": {"seq": self.mark.seq, "h": self.mark.h}},
            "signers": [
                (SignedAs.JUSTICE, self.signers[roles[0]]),
                (SignedAs.POLICE, self.signers[roles[1]]),
            ],
            "recipients": [Recipient(load(home.receiver_certificate()))],
            "at": AT,
            "random": numbered("results"),
            "issuing": home.trust().issuing,
        }
        write_package(path, **given | changes)
        return str(path)


def lines(rows: Any) -> bytes:
    return b"".join(canonical.dumps(row) + b"\n" for row in rows)


@pytest.fixture(scope="package")
def signers(founded) -> dict[str, SoftwareSigner]:
    folder = demo.DemoFolders.under(founded).store
    store = Store(folder, unlocking.unlock(folder, "nhan.ct", DEMO_PASSWORD).store_key)
    with store.read() as session:
        officers = accounts.every(session)
    store.close()
    return {o.uid: unlocking.signer(folder, o, DEMO_PASSWORD) for o in officers}


@pytest.fixture
def results(certified, signers) -> Results:
    return Results(certified, signers)


@pytest.fixture
def refused(certified, results) -> Callable[[str], str]:
    """Open what must be refused; see that nothing was written or counted, and return what is said."""

    def refuse(path: str) -> str:
        out = certified.folders.desk / "goi"
        said = certified.refused("open", path, "--out", out)
        assert not out.exists()
        return said

    return refuse


def test_a_good_result_opens_once(certified, results):
    good = results.approved(results.entry())
    digest = hashlib.sha256(SCAN).hexdigest()
    more = {f"scans/{digest}.jpg": SCAN, "data/khai_sinh.xlsx": b"PK", "data/ket_hon.jsonl": b""}
    path = results.write(good, files=more)
    out = certified.folders.desk / "goi"
    assert certified.run("open", path, "--out", out) == 0
    assert "Đã mở 1 trường hợp" in certified.said()
    assert json.loads((out / "data" / "khai_sinh.jsonl").read_text(encoding="utf-8")) == good
    assert certified.run("open", path, "--out", out) == 1
    assert "đã nhận trước đây" in certified.said()


def test_an_entry_comes_once(results, refused):
    good = results.approved(results.entry())
    assert "có hai lần trong gói" in refused(results.write(good, good))
    later = results.approved(results.entry(version=2))
    assert "có hai lần trong gói" in refused(results.write(good, later))


def test_an_entry_comes_once_in_all_books(results, refused):
    birth, death = (results.approved(results.entry(book_type=key)) for key in ("khai_sinh", "khai_tu"))
    said = refused(results.write(birth, files={"data/khai_tu.jsonl": lines([death])}))
    assert "có hai lần trong gói" in said


def test_an_entry_stands_in_the_file_of_its_book(results, refused):
    assert "không phải trường hợp đã được" in refused(
        results.write(results.approved(results.entry(book_type="khai_tu")))
    )


@pytest.mark.parametrize(
    "name",
    [
        "data/khac.jsonl",
        "data/khai_sinh.csv",
        "data/them.xlsx",
        "data/audit.json",
        "scans/khai_sinh.jpg",
        f"scans/{'a' * 64}.jpg",
        f"scans/{hashlib.sha256(SCAN).hexdigest()}.png",
        f"data/{hashlib.sha256(SCAN).hexdigest()}.jpg",
    ],
)
def test_a_file_that_the_format_does_not_name_is_refused(results, refused, name):
    said = refused(results.write(results.approved(results.entry()), files={name: SCAN}))
    assert f"Gói có tệp lạ: {name}" in said


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"data/audit.jsonl": None}},
        {"files": {"data/audit_checkpoint.json": None}},
        {"files": {"data/audit.jsonl": b""}},
        {"files": {"data/audit_checkpoint.json": b"{}"}},
        {"files": {"data/audit_checkpoint.json": b"\xff"}},
        {"files": {"data/audit_checkpoint.json": b"[" * 50_000}},
        {"point": {"store_id": "b" * 32}},
        {"point": {"seq": 1}},
        {"point": {"h": "0" * 64}},
        {"point": {"more": 1}},
        {"extra": {}},
        {"extra": {"audit": {"seq": 1, "h": "0" * 64}}},
        {"extra": {"audit": {"seq": 0, "h": []}}},
        {"files": {"data/audit.jsonl": b'{"seq":1}\n'}},
    ],
    ids=str,
)
def test_an_audit_that_is_broken_or_not_the_signed_one_is_refused(results, refused, changes):
    said = refused(results.write(results.approved(results.entry()), **changes))
    assert "Nhật ký trong gói thiếu, hỏng hoặc khác" in said


@pytest.mark.parametrize("content", [b"x\n", b"{}", b"[1]\n", b'{"a":1.5}\n', b'{"a": 1}\n'])
def test_an_audit_that_cannot_be_read_is_refused(results, refused, content):
    refused(results.write(results.approved(results.entry()), files={"data/audit.jsonl": content}))


@pytest.mark.parametrize(
    "roles",
    [
        (demo.POLICE.uid, demo.JUSTICE.uid),
        (demo.LEADER.uid, demo.POLICE.uid),
        (demo.JUSTICE.uid, demo.LEADER.uid),
        (demo.JUSTICE.uid, demo.TYPIST.uid),
    ],
)
def test_swapped_or_missing_roles_are_refused(results, refused, roles):
    said = refused(results.write(results.approved(results.entry()), roles=roles))
    assert "không cho ký với vai trò này" in said


@pytest.mark.parametrize("by", [demo.LEADER.uid, demo.JUSTICE.uid, demo.TYPIST.uid])
def test_only_a_police_officer_approves(results, refused, by):
    entry = results.entry(typed_by=[], decided_by=[])
    assert "không hợp lệ" in refused(results.write(results.approved(entry, by=by)))


@pytest.mark.parametrize("part", ["typed_by", "decided_by"])
def test_whoever_typed_or_decided_does_not_approve(results, refused, part):
    entry = results.entry(**{part: [demo.JUSTICE.uid, demo.POLICE.uid]})
    assert "không hợp lệ" in refused(results.write(results.approved(entry)))


@pytest.mark.parametrize(
    "changes",
    [
        {"store_id": "b" * 32},
        {"entry_id": ENTRY.format(2)},
        {"version": 2},
        {"entry_sha256": "0" * 64},
        {"at": stamp(AT)[:-1]},
        {"at": "hôm qua"},
        {"at": stamp(AT - timedelta(days=9))},
        {"at": stamp(AT + timedelta(days=1826))},
    ],
    ids=str,
)
def test_an_approval_of_something_else_is_refused(results, refused, changes):
    said = refused(results.write(results.approved(results.entry(), **changes)))
    assert "Chữ ký duyệt của trường hợp" in said


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry.pop("approval"),
        lambda entry: entry.update(approval={}),
        lambda entry: entry.update(approval=[]),
        lambda entry: entry["approval"].pop("signature"),
        lambda entry: entry["approval"].update(cert_sha256="0" * 64),
        lambda entry: entry["approval"].update(cert_sha256=[]),
        lambda entry: entry["approval"].update(seq=2),
        lambda entry: entry["approval"].update(alg=5),
        lambda entry: entry["values"].update(child_name={"text": "khác"}),
        lambda entry: entry.pop("typed_by"),
        lambda entry: entry.update(typed_by="x"),
        lambda entry: entry.update(decided_by=None),
        lambda entry: entry.update(entry_id=5),
        lambda entry: entry.update(version="1"),
        lambda entry: entry.pop("book_type"),
    ],
)
def test_an_entry_of_another_form_or_changed_after_approval_is_refused(results, refused, spoil):
    entry = results.approved(results.entry(values={}))
    spoil(entry)
    said = refused(results.write(entry))
    assert "Tệp đưa vào không đúng định dạng" not in said, "said in words of its own"


def test_the_police_officer_of_another_commune_approves_nothing(certified, results, refused):
    """Certified here, with the role: but for another store."""
    path = certified.folders.desk / "desk.json"
    stored = json.loads(path.read_text())
    stored["issued"] = [one | {"store_id": "b" * 32} for one in stored["issued"]]
    path.write_text(json.dumps(stored))
    assert "không hợp lệ" in refused(results.write(results.approved(results.entry())))


@pytest.mark.parametrize(
    ("since", "compromised", "good"), [(1, False, True), (0, False, False), (1, True, False)]
)
def test_what_was_approved_before_the_end_holds_unless_the_key_is_compromised(
    certified, results, refused, since, compromised, good
):
    """The officer who approved is not the one who signs the package: that one's end is another test."""
    home = DeskHome(certified.folders.desk)
    (issued,) = home.in_force(demo.POLICE.uid)
    end = {
        "cert_sha256": issued.sha256,
        "uid": issued.uid,
        "since": (AT + timedelta(hours=since)).isoformat(),
        "reason": "mất máy",
        "compromised": compromised,
    }
    path = certified.folders.desk / "desk.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"revoked": [end]}))
    written = results.write(results.approved(results.entry()))
    if good:
        assert certified.run("open", written, "--out", certified.folders.desk / "goi") == 0
    else:
        assert "đã bị thu hồi" in refused(written)


@pytest.mark.parametrize(
    ("event", "good"),
    [
        ({"subject": ENTRY.format(1), "data": {"version": 2}}, False),
        ({"subject": ENTRY.format(1), "data": {"version": 1}}, True),
        ({"subject": ENTRY.format(2), "data": {"version": 2}}, True),
        ({"subject": ENTRY.format(1), "data": {"version": "2"}}, True),
        ({"subject": ENTRY.format(1), "data": [2]}, True),
        ({"subject": [1], "data": {"version": 2}}, True),
    ],
)
def test_an_approval_that_the_audit_says_is_void_is_refused(results, refused, event, good):
    """Whoever has the store's key can set version and state of an entry back, not what was anchored."""
    path = results.write(
        results.approved(results.entry()), files={"data/audit.jsonl": lines([event, *results.events])}
    )
    said = refused(path)
    assert ("lần duyệt đó đã bị hủy" in said) is not good
