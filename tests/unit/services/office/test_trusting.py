"""Certificates asked for, taken and pinned: whole or nothing, each reason in its own words."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import select

from app.crypto.signing import certificate_request, new_signing_key
from app.errors import AppError, BadInput, Refused
from app.models.store.store import Store
from app.models.store.tables import Meta, Trusted
from app.models.store.times import stamp
from app.services.exchange import certificates
from app.services.office import accounts, audit, dated_settings, trusting
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.parties import DESK, Commune, PoliceSide

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def desk() -> PoliceSide:
    return PoliceSide()


def request_of(store: Store) -> bytes:
    with store.read() as session:
        return trusting.request_file(session, on=AT.date())


def take(store: Store, content: object, by: Officer = LEADER, **changes: Any) -> int:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with store.write() as session:
        return trusting.take_certificates(session, data, by=by, **{"at": AT, "demo": True, **changes})


def everything(store: Store) -> object:
    commune = Commune.__new__(Commune)
    commune.store, commune.folder = store, store.folder
    return commune.everything()


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
        assert trusting.receiver(session).party_id == DESK
        assert trusting.store_key(session).certificate_pem == answer["store_certificate"]
        assert accounts.get(session, POLICE.uid).cert_sha256
        assert len(trusting.trust_store(session, demo=True).issuing) == 1
        assert trusting.pinned(session).issuing
        with pytest.raises(Refused, match="chỉ để thử"):
            trusting.trust_store(session, demo=False)
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
        assert trusting.receiver(session).party_id == "ca-2"
        assert trusting.receiver(session, DESK).party_id == DESK
        assert [one.party_id for one in trusting.receivers(session)] == ["ca-2", DESK]
        with pytest.raises(Refused, match="Chưa có chứng thư của Công an nhận gói"):
            trusting.receiver(session, "ca-3")
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
        trusting.root_fingerprint(data)


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
    shown = trusting.root_fingerprint(data)
    assert shown == certificates.certificate_fingerprint(desk.root)
    assert [len(group) for group in shown.split(" ")] == [4] * 16
    assert shown == shown.upper()


def test_the_newest_key_of_the_store_counts(commune: Commune) -> None:
    commune.execute(
        "INSERT INTO store_key (private_pem, request_pem, certificate_pem, created_at)"
        " SELECT 'new', 'request', 'certificate', created_at FROM store_key"
    )
    with commune.store.read() as session:
        assert trusting.store_key(session).private_pem == "new"
        assert json.loads(trusting.request_file(session, on=AT.date()))["store_request"] == "request"
        assert session.get(Meta, "store_id") is not None
