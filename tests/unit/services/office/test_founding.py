"""Founding a store and taking its certificates: whole or nothing, each reason in its own words."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import select

from app.crypto.key_file import KeyFile
from app.crypto.signing import certificate_request, new_signing_key
from app.errors import AppError, BadInput, Refused
from app.models.store.store import Store
from app.models.store.tables import Meta, Setting, Trusted
from app.models.store.times import stamp
from app.models.words.roles import Role
from app.services.exchange import certificates
from app.services.office import accounts, audit, dated_settings, founding, unlocking
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, numbered
from tests.unit.services.exchange.parties import DESK, KDF, PASSWORD, Commune, PoliceSide, found

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, founding.Founded]:
    """A founded store without certificates; made once."""
    made = found(tmp_path_factory.mktemp("founded") / "kho")
    made.store.close()
    return made.store.folder, made


@pytest.fixture
def fresh(founded_folder: tuple[Path, founding.Founded], tmp_path: Path) -> Iterator[Store]:
    """A copy of it for one test."""
    folder, made = founded_folder
    shutil.copytree(folder, tmp_path / "kho")
    store = Store(tmp_path / "kho", made.store_key)
    yield store
    store.close()


@pytest.fixture(scope="module")
def desk() -> PoliceSide:
    return PoliceSide()


def request_of(store: Store) -> bytes:
    with store.read() as session:
        return founding.request_file(session, on=AT.date())


def take(store: Store, content: object, by: Officer = LEADER, **changes: Any) -> int:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with store.write() as session:
        return founding.take_certificates(session, data, by=by, **{"at": AT, "demo": True, **changes})


def everything(store: Store) -> object:
    commune = Commune.__new__(Commune)
    commune.store, commune.folder = store, store.folder
    return commune.everything()


# -- founding -----------------------------------------------------------------------------------------


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
            founding.store_key(session)
        with pytest.raises(Refused, match="chưa nhận chứng thư"):
            founding.trust_store(session, demo=True)
        with pytest.raises(Refused, match="Chưa có chứng thư của Công an"):
            founding.receiver(session)
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
        officers=[founding.NewOfficer(o, PASSWORD) for o in (BOTH, POLICE, LEADER)],
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
ALONE = replace(BOTH, roles=frozenset({Role.JUSTICE, Role.POLICE, Role.LEADER}))


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"commune": " "}, BadInput, "Cần tên xã"),
        ({"people": (POLICE, LEADER, TYPIST)}, BadInput, ROLES),
        ({"people": (JUSTICE, LEADER, TYPIST)}, BadInput, ROLES),
        ({"people": (JUSTICE, POLICE, TYPIST)}, BadInput, ROLES),
        ({"people": (ALONE,)}, BadInput, "hai người khác nhau"),
        ({"people": (BOTH, LEADER, TYPIST)}, BadInput, "hai người khác nhau"),
        ({"password": "mười một chữ"[:11]}, Refused, "ít nhất 12 ký tự"),
        ({"people": (JUSTICE, POLICE, LEADER, JUSTICE)}, BadInput, "đã có tài khoản"),
        ({"people": (JUSTICE, POLICE, replace(LEADER, uid="12"))}, BadInput, "đủ 12 chữ số"),
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


# -- the request --------------------------------------------------------------------------------------


def test_the_request_asks_for_whoever_has_no_certificate(fresh: Store, desk: PoliceSide) -> None:
    asked = json.loads(request_of(fresh))
    assert (asked["schema"], asked["commune"]) == ("vn.hotich.yeu_cau_chung_thu/1", COMMUNE)
    with fresh.read() as session:
        assert asked["store_id"] == dated_settings.store_id(session)
    assert {o["uid"]: o["roles"] for o in asked["officers"]} == {
        o.uid: sorted(o.roles) for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH)
    }
    assert asked["officers"][0]["name"] in {o.full_name for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH)}
    request = x509.load_pem_x509_csr(asked["store_request"].encode())
    names = {a.oid: a.value for a in request.subject}
    assert names[x509.NameOID.USER_ID] == asked["store_id"]
    with fresh.write() as session:
        accounts.deactivate(session, TYPIST.uid, by=LEADER, at=AT)
    take(fresh, desk.certify(request_of(fresh)) | {"officers": []})
    with fresh.write() as session:
        accounts.set_request(session, BOTH.uid, "", by=BOTH.uid, at=AT)
    assert {o["uid"] for o in json.loads(request_of(fresh))["officers"]} == {
        JUSTICE.uid,
        POLICE.uid,
        LEADER.uid,
    }
    take(fresh, desk.certify(request_of(fresh)))
    assert json.loads(request_of(fresh))["officers"] == []


# -- taking certificates ------------------------------------------------------------------------------


def test_certificates_are_kept_and_the_root_is_pinned_once(fresh: Store, desk: PoliceSide) -> None:
    answer = desk.certify(request_of(fresh))
    assert take(fresh, answer) == 5
    with fresh.read() as session:
        rows = list(session.scalars(select(Trusted).order_by(Trusted.id)))
        assert [(r.kind, r.party_id, r.name, r.certificate_pem, r.added_at, r.added_by) for r in rows] == [
            ("root", "", "Chứng thư gốc", desk.root, stamp(AT), LEADER.uid),
            ("issuing", "", "Chứng thư cấp phát", desk.issuing, stamp(AT), LEADER.uid),
            ("receiver", DESK, "Công an huyện", desk.certificate_pem, stamp(AT), LEADER.uid),
        ]
        events = audit.since(session, 0)
        trusted = [(e["subject"], e["data"]["kind"]) for e in events if e["kind"] == "trusted"]
        assert [kind for _, kind in trusted] == ["root", "issuing", "receiver"]
        shown = certificates.trusted(session)
        assert [v.kind for v in shown] == ["gốc", "cấp phát", "nơi nhận gói"]
        assert [v.fingerprint.replace(" ", "").lower() for v in shown] == [s for s, _ in trusted]
        assert founding.receiver(session).party_id == DESK
        assert founding.store_key(session).certificate_pem == answer["store_certificate"]
        assert accounts.get(session, POLICE.uid).cert_sha256
        assert len(founding.trust_store(session, demo=True).issuing) == 1
        assert founding.pinned(session).issuing
        with pytest.raises(Refused, match="chỉ để thử"):
            founding.trust_store(session, demo=False)
    before = everything(fresh)
    assert take(fresh, answer | {"root": desk.root + "\n", "officers": []}, by=JUSTICE) == 0
    assert everything(fresh) == before, "nothing is pinned twice"


def test_a_later_file_adds_a_receiver_and_an_issuing_certificate(fresh: Store, desk: PoliceSide) -> None:
    answer = desk.certify(request_of(fresh))
    take(fresh, answer)
    _key, newer = desk.authority.issue_encryption("Công an khác", "ca-2", at=AT)
    receiver = {"id": "ca-2", "name": "Công an khác", "certificate": newer}
    take(fresh, answer | {"receiver": receiver, "officers": []})
    with fresh.read() as session:
        assert founding.receiver(session).party_id == "ca-2"
        assert founding.receiver(session, DESK).party_id == DESK
        assert [one.party_id for one in founding.receivers(session)] == ["ca-2", DESK]
        with pytest.raises(Refused, match="Chưa có chứng thư của Công an nhận gói"):
            founding.receiver(session, "ca-3")
        assert [r.kind for r in session.scalars(select(Trusted))] == [
            "root",
            "issuing",
            "receiver",
            "receiver",
        ]


FORM, UNREADABLE = "không đúng định dạng", "không đọc được"


def put(*path: Any, value: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        *inner, last = path
        for step in inner:
            content = content[step]
        content[last] = value

    return change


def drop(*path: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        *inner, last = path
        for step in inner:
            content = content[step]
        del content[last]

    return change


TEXTS = [
    ("store_id",),
    ("root",),
    ("store_certificate",),
    ("issuing", 0),
    ("receiver", "id"),
    ("receiver", "name"),
    ("receiver", "certificate"),
    ("officers", 0, "uid"),
    ("officers", 0, "certificate"),
]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        *((put(*path, value=5), FORM) for path in TEXTS),
        *((drop(*path), UNREADABLE) for path in TEXTS if path != ("issuing", 0)),
        *((drop(key), UNREADABLE) for key in ("schema", "issuing", "receiver", "officers")),
        (put("officers", value=5), UNREADABLE),
        (put("schema", value="vn.hotich.chung_thu/2"), "phiên bản khác"),
        (put("store_id", value="b" * 32), "cấp cho một máy khác"),
        (put("root", value="x"), "Chứng thư không đọc được"),
        (put("store_certificate", value="x"), "Chứng thư không đọc được"),
        (put("receiver", "certificate", value="x"), "Chứng thư không đọc được"),
    ],
)
def test_a_certificates_file_of_another_form_changes_nothing(
    fresh: Store, desk: PoliceSide, change: Change, words: str
) -> None:
    content = desk.certify(request_of(fresh))
    change(content)
    before = everything(fresh)
    with pytest.raises(BadInput, match=words):
        take(fresh, content)
    assert everything(fresh) == before


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff"])
def test_what_is_no_certificates_file_changes_nothing(fresh: Store, data: bytes) -> None:
    with pytest.raises(BadInput, match=UNREADABLE):
        take(fresh, data)
    with pytest.raises(BadInput, match=UNREADABLE):
        founding.root_fingerprint(data)


@pytest.mark.parametrize("by", [POLICE, TYPIST])
def test_leader_and_justice_take_certificates(fresh: Store, desk: PoliceSide, by: Officer) -> None:
    content = desk.certify(request_of(fresh))
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo"):
        take(fresh, content, by=by)
    assert take(fresh, content, by=JUSTICE) == 5


def test_another_root_than_the_pinned_one_is_refused(fresh: Store, desk: PoliceSide) -> None:
    take(fresh, desk.certify(request_of(fresh)))
    with pytest.raises(Refused, match="khác chứng thư gốc đã ghim"):
        take(fresh, PoliceSide().certify(request_of(fresh)))


def test_a_test_root_is_refused_outside_the_demo(fresh: Store, desk: PoliceSide) -> None:
    with pytest.raises(Refused, match="chỉ để thử"):
        take(fresh, desk.certify(request_of(fresh)), demo=False)


def test_each_certificate_must_fit_its_use_its_key_and_its_time(fresh: Store, desk: PoliceSide) -> None:
    asked = json.loads(request_of(fresh))
    good = desk.certify(request_of(fresh))
    wrong_use = "không được cấp cho việc này"
    officers = good["officers"]
    key = new_signing_key()
    foreign = certificate_request(key, common_name="x", uid=officers[0]["uid"], organisation="x")
    store_key = certificate_request(key, common_name="x", uid=asked["store_id"], organisation="x")
    issue = desk.authority.issue
    sign = issue(asked["store_request"], usage="sign", at=AT)
    encrypt = issue(asked["officers"][0]["request"], usage="encrypt", at=AT)
    stranger = PoliceSide()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"store_certificate": sign}, wrong_use),
        ({"receiver": good["receiver"] | {"certificate": sign}}, wrong_use),
        ({"receiver": good["receiver"] | {"certificate": stranger.certificate_pem}}, "tin cậy"),
        ({"store_certificate": issue(store_key, usage="encrypt", at=AT)}, "cấp cho một khóa khác"),
        ({"officers": [officers[0] | {"certificate": encrypt}, *officers[1:]]}, wrong_use),
        (
            {"officers": [officers[0] | {"certificate": issue(foreign, usage="sign", at=AT)}]},
            "cấp cho một khóa khác",
        ),
        ({"officers": [officers[0] | {"uid": officers[1]["uid"]}]}, "UID không khớp"),
        ({"officers": [officers[0] | {"uid": "038099990099"}]}, "Không có tài khoản"),
        ({"issuing": []}, "tin cậy"),
    ]
    before = everything(fresh)
    for change, words in cases:
        with pytest.raises(AppError, match=words):
            take(fresh, good | change)
        assert everything(fresh) == before
    with pytest.raises(BadInput, match="hết hạn"):
        take(fresh, good, at=AT + timedelta(days=1826))
    with pytest.raises(BadInput, match="chưa đến ngày"):
        take(fresh, good, at=AT - timedelta(days=1))
    assert everything(fresh) == before


def test_the_root_is_shown_in_groups_to_compare_with_paper(fresh: Store, desk: PoliceSide) -> None:
    data = json.dumps(desk.certify(request_of(fresh))).encode()
    shown = founding.root_fingerprint(data)
    assert shown == certificates.certificate_fingerprint(desk.root)
    assert [len(group) for group in shown.split(" ")] == [4] * 16
    assert shown == shown.upper()


def test_the_newest_key_of_the_store_counts(commune: Commune) -> None:
    commune.execute(
        "INSERT INTO store_key (private_pem, request_pem, certificate_pem, created_at)"
        " SELECT 'new', 'request', 'certificate', created_at FROM store_key"
    )
    with commune.store.read() as session:
        assert founding.store_key(session).private_pem == "new"
        assert json.loads(founding.request_file(session, on=AT.date()))["store_request"] == "request"
        assert session.get(Meta, "store_id") is not None
