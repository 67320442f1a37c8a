"""Certificates asked for, taken and pinned: whole or nothing, each reason in its own words."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import select

from app.crypto import canonical
from app.crypto.certificate import fingerprint, load
from app.crypto.certificates_file import CertificatesFile, Revoked
from app.crypto.signing import (
    SoftwareSigner,
    cades_sign,
    certificate_request,
    load_key_pem,
    new_signing_key,
)
from app.crypto.trust import Ended
from app.errors import AppError, BadInput, Refused
from app.models.store.store import Store
from app.models.store.tables import Meta, StoreKey, Trusted
from app.models.store.times import stamp
from app.models.words.roles import Role
from app.services.exchange import certificates
from app.services.office import accounts, audit, dated_settings, revoking, trusting
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.parties import DESK, Commune, PoliceSide, pem_of


@pytest.fixture(scope="module")
def desk() -> PoliceSide:
    return PoliceSide()


def request_of(store: Store) -> bytes:
    with store.read() as session:
        return trusting.request_file(session, on=AT.date())


def take(store: Store, data: bytes, by: Officer = LEADER, **changes: Any) -> int:
    with store.write() as session:
        return trusting.take_certificates(session, data, by=by, **{"at": AT, "demo": True, **changes})


def everything(store: Store) -> object:
    commune = Commune.__new__(Commune)
    commune.store, commune.folder = store, store.folder
    return commune.everything()


# -- the request --------------------------------------------------------------------------------------


def test_the_request_asks_for_whoever_has_no_certificate(fresh: Store, desk: PoliceSide) -> None:
    asked = json.loads(request_of(fresh))
    assert (asked["schema"], asked["commune"]) == ("vn.hotich.yeu_cau_chung_thu/2", COMMUNE)
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
    take(fresh, desk.signed(replace(desk.certify(request_of(fresh)), officers=())))
    with fresh.write() as session:
        accounts.set_request(session, BOTH.uid, "", by=BOTH.uid, at=AT)
    assert {o["uid"] for o in json.loads(request_of(fresh))["officers"]} == {
        JUSTICE.uid,
        POLICE.uid,
        LEADER.uid,
    }
    take(fresh, desk.signed(desk.certify(request_of(fresh))))
    assert json.loads(request_of(fresh))["officers"] == []


def test_the_request_reports_what_ended_here(fresh: Store, desk: PoliceSide) -> None:
    assert json.loads(request_of(fresh))["revoked"] == []
    take(fresh, desk.signed(desk.certify(request_of(fresh))))
    with fresh.write() as session:
        old = {o.uid: o.cert_sha256 for o in accounts.every(session)}
        accounts.set_request(session, POLICE.uid, "", by=LEADER.uid, at=AT)
        accounts.deactivate(session, TYPIST.uid, by=LEADER, at=AT + timedelta(hours=1))
    assert json.loads(request_of(fresh))["revoked"] == [
        {
            "cert_sha256": old[uid],
            "uid": uid,
            "since": since,
            "reason": reason,
            "compromised": False,
        }
        for uid, since, reason in (
            (POLICE.uid, "2023-10-17T13:41:07.000+00:00", "Đã đặt lại mật khẩu, khóa ký cũ đã bỏ"),
            (TYPIST.uid, "2023-10-17T14:41:07.000+00:00", "Đã khóa tài khoản"),
        )
    ]


# -- taking certificates ------------------------------------------------------------------------------


def test_certificates_are_kept_and_what_they_rest_on_is_pinned_once(fresh: Store, desk: PoliceSide) -> None:
    file = desk.certify(request_of(fresh))
    data = desk.signed(file)
    with fresh.read() as session:
        assert trusting.changes(session, data) == [], "the first file changes nothing that was there"
    assert take(fresh, data) == 5
    with fresh.read() as session:
        rows = list(session.scalars(select(Trusted).order_by(Trusted.id)))
        assert [(r.kind, r.party_id, r.name, r.certificate_pem) for r in rows] == [
            ("root", "", "Chứng thư gốc", desk.root),
            ("issuer", DESK, "Công an huyện", pem_of(desk.issuer)),
            ("receiver", DESK, "Công an huyện", desk.certificate_pem),
            ("issuing", fingerprint(load(desk.issuing)), "Chứng thư cấp phát", desk.issuing),
        ]
        assert {(r.added_at, r.added_by, r.confirmed_by) for r in rows} == {(stamp(AT), LEADER.uid, "")}
        assert all(r.mandate == {} for r in rows), "the authority says what they may do"
        events = audit.since(session, 0)
        trusted = [(e["subject"], e["data"]["kind"]) for e in events if e["kind"] == "trusted"]
        assert [kind for _, kind in trusted] == [r.kind for r in rows]
        shown = certificates.trusted(session)
        assert [v.kind for v in shown] == ["gốc", "cán bộ phát hành", "nơi nhận gói", "cấp phát"]
        assert [v.fingerprint.replace(" ", "").lower() for v in shown] == [s for s, _ in trusted]
        assert trusting.receiver(session).party_id == DESK
        assert trusting.issuers(session, DESK) == {fingerprint(load(pem_of(desk.issuer)))}
        assert trusting.issuers(session, "ca-khac") == frozenset()
        assert trusting.store_key(session).certificate_pem == file.store_certificate
        assert accounts.get(session, POLICE.uid).cert_sha256
        assert len(trusting.trust_store(session, demo=True).issuing) == 1
        assert trusting.pinned(session).issuing
        with pytest.raises(Refused, match="chỉ để thử"):
            trusting.trust_store(session, demo=False)
    before = everything(fresh)
    assert take(fresh, data) == 5
    assert take(fresh, desk.signed(replace(file, root=desk.root + "\n")), by=JUSTICE) == 5
    assert everything(fresh) == before, "the same file again changes nothing, whoever takes it"


@pytest.mark.parametrize("by", [POLICE, TYPIST])
def test_leader_and_justice_take_certificates(fresh: Store, desk: PoliceSide, by: Officer) -> None:
    data = desk.signed(desk.certify(request_of(fresh)))
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo"):
        take(fresh, data, by=by)


def test_only_a_leader_takes_the_first_file(fresh: Store, desk: PoliceSide) -> None:
    data = desk.signed(desk.certify(request_of(fresh)))
    before = everything(fresh)
    with pytest.raises(Refused, match="chỉ Lãnh đạo"):
        take(fresh, data, by=JUSTICE)
    assert everything(fresh) == before
    take(fresh, data)
    with fresh.write() as session:
        accounts.set_request(session, JUSTICE.uid, own_request(JUSTICE.uid), by=LEADER.uid, at=AT)
    assert take(fresh, desk.signed(desk.certify(request_of(fresh))), by=JUSTICE) == 1


def own_request(uid: str) -> str:
    return certificate_request(new_signing_key(), common_name="x", uid=uid, organisation="x")


# -- the signature of the file ------------------------------------------------------------------------


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    outer = json.loads(data)
    change(outer["content"])
    return json.dumps(outer).encode()


def put(*path: Any, value: object) -> Callable[[Any], object]:
    def change(content: Any) -> None:
        *inner, last = path
        for step in inner:
            content = content[step]
        content[last] = value

    return change


def test_nothing_in_a_signed_file_can_be_changed(fresh: Store, desk: PoliceSide) -> None:
    data = desk.signed(desk.certify(request_of(fresh)))
    other = PoliceSide()
    before = everything(fresh)
    for change in (
        put("receiver", "certificate", value=other.certificate_pem),
        put("receiver", "id", value="ca-khac"),
        put("receiver", "name", value="Công an khác"),
        put("root", value=other.root),
        put("root", value=""),
        put("issuing", value=[]),
        put("issuer", value=pem_of(other.issuer)),
        put("officers", value=[]),
        put("officers", 0, "uid", value=POLICE.uid[::-1]),
        put("store_certificate", value=desk.certificate_pem),
        put("revoked", value=[1]),
    ):
        with pytest.raises(BadInput, match="Chữ ký của tệp chứng thư không đúng"):
            take(fresh, changed(data, change))
    assert everything(fresh) == before


def test_the_issuer_in_the_file_signs_it_and_nobody_else(fresh: Store, desk: PoliceSide) -> None:
    file = desk.certify(request_of(fresh))
    another = desk.officer("038070990001", "issuer")
    with pytest.raises(BadInput, match="không do chính cán bộ phát hành"):
        take(fresh, desk.signed(file, another))
    take(fresh, desk.signed(replace(file, issuer=pem_of(another)), another))


@pytest.mark.parametrize("roles", [("police",), ("receiver",), ("leader", "police"), ()])
def test_only_an_issuer_of_the_receiver_signs_a_file(
    fresh: Store, desk: PoliceSide, roles: tuple[str, ...]
) -> None:
    file = desk.certify(request_of(fresh))
    for signer in (
        desk.officer("038070990001", *roles),
        desk.officer("038070990001", "issuer", store_id="x"),
    ):
        with pytest.raises(BadInput, match="vai trò hoặc đơn vị khác"):
            take(fresh, desk.signed(replace(file, issuer=pem_of(signer)), signer))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff",
        b"{}",
        b'{"content": 5}',
        b'{"content": {}}',
        b"[" * 100_000,
        b'{"content": {"schema": "vn.hotich.chung_thu/1"}, "signature": ""}',
        b'{"content": {"schema": "vn.hotich.chung_thu/2"}, "signature": 5}',
        b'{"content": {"schema": "vn.hotich.chung_thu/2"}, "signature": "!"}',
        b'{"content": {"schema": "vn.hotich.chung_thu/2", "x": "\\ud800"}, "signature": ""}',
        b'{"content": {"schema": "vn.hotich.chung_thu/2", "x": 1.5}, "signature": ""}',
        b'{"content": {"schema": "vn.hotich.chung_thu/2"}, "signature": "", "more": 1}',
    ],
)
def test_what_is_no_certificates_file_changes_nothing(fresh: Store, data: bytes) -> None:
    before = everything(fresh)
    for read in (lambda: take(fresh, data), lambda: trusting.trust_anchor(data)):
        with pytest.raises(BadInput):
            read()
    assert everything(fresh) == before


@pytest.mark.parametrize(
    "content",
    [
        {"store_id": 5},
        {"root": None},
        {"issuing": [5]},
        {"issuing": "x"},
        {"issuer": 5},
        {"receiver": {}},
        {"receiver": {"id": 1, "name": "x", "certificate": "x"}},
        {"officers": [{"uid": "1"}]},
        {"officers": [5]},
        {"store_certificate": []},
        {"revoked": [{}]},
        {"more": 1},
    ],
    ids=str,
)
def test_a_signed_file_of_another_form_is_refused(
    fresh: Store, desk: PoliceSide, content: dict[str, Any]
) -> None:
    """The issuer's own program might be at fault: correctly signed is not enough."""
    whole = desk.certify(request_of(fresh)).content() | content
    signature = base64.b64encode(cades_sign(desk.issuer, canonical.dumps(whole), AT)).decode()
    data = json.dumps({"content": whole, "signature": signature}).encode()
    before = everything(fresh)
    with pytest.raises(BadInput):
        take(fresh, data)
    assert everything(fresh) == before


REVOKED: dict[str, Any] = {
    "cert_sha256": "a" * 64,
    "uid": "x",
    "since": "2023-10-17T13:41:07+00:00",
    "reason": "mất máy",
    "compromised": True,
}


@pytest.mark.parametrize(
    "change",
    [
        {"cert_sha256": "A" * 64},
        {"cert_sha256": "a" * 63},
        {"since": "2023-10-17T13:41:07"},
        {"since": "hôm qua"},
        {"reason": " "},
        {"reason": "x" * 201},
        {"reason": "x\n"},
        {"compromised": 1},
        {"uid": None},
    ],
    ids=str,
)
def test_an_end_of_another_form_is_refused(change: dict[str, Any]) -> None:
    assert Revoked.from_json(REVOKED).to_json()["reason"] == "mất máy"
    with pytest.raises(BadInput):
        Revoked.from_json(REVOKED | change)


# -- changes of what is pinned ------------------------------------------------------------------------


def new_root(file: CertificatesFile, desk: PoliceSide) -> tuple[CertificatesFile, SoftwareSigner]:
    return replace(file, root=PoliceSide().root), desk.issuer


def new_issuer(file: CertificatesFile, desk: PoliceSide) -> tuple[CertificatesFile, SoftwareSigner]:
    signer = desk.officer("038070990001", "issuer")
    return replace(file, issuer=pem_of(signer)), signer


def new_receiver_key(file: CertificatesFile, desk: PoliceSide) -> tuple[CertificatesFile, SoftwareSigner]:
    return replace(file, receiver=desk.receiving(DESK)[1]), desk.issuer


def new_receiver(file: CertificatesFile, desk: PoliceSide) -> tuple[CertificatesFile, SoftwareSigner]:
    signer = desk.officer("038070990001", "issuer", store_id="ca-2")
    other = {"receiver_id": "ca-2", "receiver_name": "Công an khác", "receiver": desk.receiving("ca-2")[1]}
    return replace(file, issuer=pem_of(signer), **other), signer


CHANGES = [
    (new_root, ["root"]),
    (new_issuer, ["issuer"]),
    (new_receiver_key, ["receiver"]),
    (new_receiver, ["issuer", "receiver"]),
]


@pytest.mark.parametrize(("make", "kinds"), CHANGES)
def test_a_change_of_what_is_pinned_needs_the_leader_and_a_police_officer(
    fresh: Store, desk: PoliceSide, make: Any, kinds: list[str]
) -> None:
    file = replace(desk.certify(request_of(fresh)), officers=())
    take(fresh, desk.signed(file))
    data = desk.signed(*make(file, desk))
    with fresh.read() as session:
        found = trusting.changes(session, data)
    assert [change.kind for change in found] == kinds
    old = {"root": desk.root, "issuer": pem_of(desk.issuer), "receiver": desk.certificate_pem}
    for change in found:
        assert change.before == certificates.certificate_fingerprint(old[change.kind])
        assert change.after != change.before
    before = everything(fresh)
    for by, police, words in (
        (LEADER, None, "lãnh đạo và Công an cùng xác nhận"),
        (LEADER, JUSTICE, "chỉ Công an"),
        (LEADER, LEADER, "chỉ Công an"),
        (LEADER, replace(POLICE, active=False), "chỉ Công an"),
        (JUSTICE, POLICE, "chỉ Lãnh đạo"),
        (
            replace(LEADER, roles=frozenset({Role.LEADER, Role.POLICE})),
            replace(LEADER, roles=frozenset({Role.LEADER, Role.POLICE})),
            "hai người khác nhau",
        ),
    ):
        with pytest.raises(Refused, match=words):
            take(fresh, data, by=by, police=police)
    assert everything(fresh) == before
    take(fresh, data, police=POLICE)
    with fresh.read() as session:
        rows = [r for r in session.scalars(select(Trusted)) if r.confirmed_by]
        assert [(r.kind, r.added_by, r.confirmed_by) for r in rows] == [
            (kind, LEADER.uid, POLICE.uid) for kind in kinds
        ]
        event = [e for e in audit.since(session, 0) if e["kind"] == "trusted"][-1]
        told = {key: event["data"][key] for key in ("kind", "confirmed_by")}
        assert told == {"kind": kinds[-1], "confirmed_by": POLICE.uid}
        assert trusting.changes(session, data) == []
    after = everything(fresh)
    take(fresh, data)
    assert everything(fresh) == after


def test_the_receiver_before_is_a_change_again(fresh: Store, desk: PoliceSide) -> None:
    """An old file must not bring back a receiver that was replaced."""
    file = replace(desk.certify(request_of(fresh)), officers=())
    first, second = desk.signed(file), desk.signed(*new_receiver_key(file, desk))
    take(fresh, first)
    take(fresh, second, police=POLICE)
    with fresh.read() as session:
        assert [change.kind for change in trusting.changes(session, first)] == ["receiver"]
    with pytest.raises(Refused, match="cùng xác nhận"):
        take(fresh, first)


def test_of_several_receivers_each_has_its_newest_certificate(fresh: Store, desk: PoliceSide) -> None:
    file = replace(desk.certify(request_of(fresh)), officers=())
    take(fresh, desk.signed(file))
    take(fresh, desk.signed(*new_receiver(file, desk)), police=POLICE)
    with fresh.read() as session:
        assert trusting.receiver(session).party_id == "ca-2"
        assert trusting.receiver(session, DESK).party_id == DESK
        assert [one.party_id for one in trusting.receivers(session)] == ["ca-2", DESK]
        with pytest.raises(Refused, match="Chưa có chứng thư của Công an nhận gói"):
            trusting.receiver(session, "ca-3")


# -- every certificate of a file ----------------------------------------------------------------------


def test_a_file_for_another_store_is_refused(fresh: Store, desk: PoliceSide) -> None:
    with pytest.raises(BadInput, match="cấp cho một máy khác"):
        take(fresh, desk.signed(replace(desk.certify(request_of(fresh)), store_id="b" * 32)))


def test_a_test_root_is_refused_outside_the_demo(fresh: Store, desk: PoliceSide) -> None:
    with pytest.raises(Refused, match="chỉ để thử"):
        take(fresh, desk.signed(desk.certify(request_of(fresh))), demo=False)


def test_each_certificate_must_fit_its_use_its_holder_its_key_and_its_time(
    fresh: Store, desk: PoliceSide
) -> None:
    asked = json.loads(request_of(fresh))
    good = desk.certify(request_of(fresh))
    store_id, (first, second, *_more) = good.store_id, asked["officers"]
    wrong_use, wrong_role = "không được cấp cho việc này", "vai trò hoặc đơn vị khác"
    request = asked["store_request"]
    issue, stranger = desk.issue, PoliceSide()

    def officers(*changed: tuple[str, str]) -> dict[str, Any]:
        return {"officers": (*changed, *good.officers[len(changed) :])}

    def one(uid: str = first["uid"], roles: Any = first["roles"], **given: Any) -> dict[str, Any]:
        pem = issue(given.pop("request", first["request"]), roles, given.pop("store_id", store_id), **given)
        return officers((uid, pem))

    def store(**given: Any) -> dict[str, Any]:
        values = {"request": request, "roles": ["store"], "store_id": store_id, "usage": "encrypt"} | given
        return {"store_certificate": issue(**values)}

    foreign, foreign_store = own_request(first["uid"]), own_request(store_id)
    cases: list[tuple[dict[str, Any], str]] = [
        (store(usage="sign"), wrong_use),
        (store(roles=["receiver"]), wrong_role),
        (store(store_id="b" * 32), wrong_role),
        (store(request=foreign_store), "cấp cho một khóa khác"),
        ({"receiver": issue(request, ["receiver"], DESK)}, wrong_use),
        ({"receiver": issue(request, ["store"], DESK, "encrypt")}, wrong_role),
        ({"receiver": issue(request, ["receiver"], "ca-9", "encrypt")}, wrong_role),
        ({"receiver": stranger.certificate_pem}, "tin cậy"),
        (one(usage="encrypt"), wrong_use),
        (one(roles=["leader", "justice"]), wrong_role),
        (one(roles=["police", "justice"]), "vừa là tư pháp vừa là Công an"),
        (one(roles=[]), wrong_role),
        (one(store_id="b" * 32), wrong_role),
        (one(request=foreign), "cấp cho một khóa khác"),
        (officers((second["uid"], good.officers[0][1])), "UID không khớp|vai trò"),
        (one(uid="038099990099"), "Không có tài khoản"),
        (officers((first["uid"], stranger.issue(first["request"], first["roles"], store_id))), "tin cậy"),
        ({"issuing": ()}, "tin cậy"),
        ({"root": "x"}, "Chứng thư không đọc được"),
        ({"store_certificate": "x"}, "Chứng thư không đọc được"),
        (
            {"revoked": (Revoked(sha_of(good.officers[0][1]), "x", Ended(AT, "mất", compromised=False)),)},
            "thu hồi",
        ),
    ]
    before = everything(fresh)
    for change, words in cases:
        with pytest.raises(AppError, match=words):
            take(fresh, desk.signed(replace(good, **change)))
        assert everything(fresh) == before
    for days, words in ((1826, "hết hạn"), (-1, "chưa đến ngày")):
        with pytest.raises(BadInput, match=words):
            take(fresh, desk.signed(good), at=AT + timedelta(days=days))
    assert everything(fresh) == before


def sha_of(pem: str) -> str:
    return fingerprint(load(pem))


def test_a_store_certificate_of_another_number_is_refused(fresh: Store, desk: PoliceSide) -> None:
    good = desk.certify(request_of(fresh))
    with fresh.read() as session:
        key = load_key_pem(session.scalars(select(StoreKey)).one().private_pem)
    other = certificate_request(key, common_name="x", uid="b" * 32, organisation="x")
    pem = desk.issue(other, ["store"], good.store_id, "encrypt")
    with pytest.raises(BadInput, match="vai trò hoặc đơn vị khác"):
        take(fresh, desk.signed(replace(good, store_certificate=pem)))


# -- ends of certificates -----------------------------------------------------------------------------


def test_the_ends_in_a_file_are_kept_and_count(fresh: Store, desk: PoliceSide) -> None:
    file = desk.certify(request_of(fresh))
    take(fresh, desk.signed(file))
    uid, pem = file.officers[0]
    gone = Revoked(sha_of(pem), uid, Ended(AT + timedelta(hours=1), "mất máy", compromised=False))
    later = desk.signed(replace(file, officers=(), revoked=(gone,)))
    take(fresh, later, by=JUSTICE)
    with fresh.read() as session:
        assert revoking.every(session) == [gone]
        trust = trusting.trust_store(session, demo=True)
        event = audit.since(session, 0)[-1]
    assert (event["kind"], event["subject"]) == ("certificate_ended", gone.cert_sha256)
    told = {key: event["data"][key] for key in ("since", "compromised")}
    assert told == {"since": stamp(gone.end.since), "compromised": False}
    trust.verify(load(pem), at=AT, usage="sign")
    with pytest.raises(BadInput, match="mất máy"):
        trust.verify(load(pem), at=AT + timedelta(hours=1), usage="sign")
    before = everything(fresh)
    take(fresh, later, by=JUSTICE)
    assert everything(fresh) == before


def test_the_earliest_end_counts_and_a_compromised_key_stays_so() -> None:
    early = Revoked("a", "x", Ended(AT, "một", compromised=False))
    late = Revoked("a", "x", Ended(AT + timedelta(days=1), "hai", compromised=True))
    for ends in ([early, late], [late, early]):
        assert revoking.by_certificate(ends) == {"a": Ended(AT, "một", compromised=True)}
    assert revoking.by_certificate([]) == {}


def test_a_certificate_ends_once(fresh: Store) -> None:
    for hours in (0, 1):
        with fresh.write() as session:
            at = AT + timedelta(hours=hours)
            revoking.end(session, "a" * 64, "x", Ended(at, " khóa ", compromised=False), by=LEADER.uid, at=at)
    with fresh.read() as session:
        (one,) = revoking.every(session)
    assert one.end == Ended(AT, "khóa", compromised=False)


@pytest.mark.parametrize(
    ("hours", "compromised", "counts"),
    [
        (1, False, Ended(AT, "một", compromised=False)),
        (-1, False, Ended(AT - timedelta(hours=1), "hai", compromised=False)),
        (1, True, Ended(AT, "một", compromised=True)),
        (-1, True, Ended(AT - timedelta(hours=1), "hai", compromised=True)),
    ],
)
def test_an_end_that_says_more_counts_too(fresh: Store, hours: int, compromised: bool, counts: Ended) -> None:
    """That the key was stolen is often known later than that its holder has left."""
    second = Ended(AT + timedelta(hours=hours), "hai", compromised)
    with fresh.write() as session:
        for told in (Ended(AT, "một", compromised=False), second, second):
            revoking.end(session, "a" * 64, "x", told, by=LEADER.uid, at=AT + timedelta(days=1))
        ends = revoking.every(session)
    assert revoking.by_certificate(ends) == {"a" * 64: counts}
    assert len(ends) == (2 if counts != Ended(AT, "một", compromised=False) else 1)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Ended(AT, " ", compromised=True), "Cần ghi lý do"),
        (Ended(AT + timedelta(seconds=1), "nghỉ", compromised=False), "chưa đến"),
        (Ended(AT, "x" * 201, compromised=False), "dài 201 ký tự"),
    ],
)
def test_an_end_that_nobody_could_report_is_refused(fresh: Store, told: Ended, words: str) -> None:
    with fresh.write() as session:
        with pytest.raises(AppError, match=words):
            revoking.end(session, "a" * 64, "x", told, by=LEADER.uid, at=AT)
        assert revoking.every(session) == []
        longest = Ended(AT, "lý do\n" + "x" * 194, compromised=False)
        revoking.end(session, "a" * 64, "x", longest, by=LEADER.uid, at=AT)
        (one,) = revoking.every(session)
    assert Revoked.from_json(one.to_json()) == one  # as the desk reads it


def test_an_end_counts_whatever_its_reason_holds_and_once(fresh: Store) -> None:
    told = Revoked("a" * 64, "x", Ended(AT, "mất\x00 khóa\u202e", compromised=True))
    for _ in range(2):
        with fresh.write() as session:
            revoking.take(session, [told], by=LEADER.uid, at=AT)
    with fresh.read() as session:
        (one,) = revoking.every(session)
    assert one.end == Ended(AT, "mất\ufffd khóa\ufffd", compromised=True)


# -- what the paper is compared with ------------------------------------------------------------------


def test_the_root_is_shown_in_groups_to_compare_with_paper(fresh: Store, desk: PoliceSide) -> None:
    shown = trusting.trust_anchor(desk.signed(desk.certify(request_of(fresh))))
    assert shown.authority
    assert shown.fingerprint == certificates.certificate_fingerprint(desk.root)
    assert [len(group) for group in shown.fingerprint.split(" ")] == [4] * 16
    assert shown.fingerprint == shown.fingerprint.upper()


def test_the_newest_key_of_the_store_counts(commune: Commune) -> None:
    commune.execute(
        "INSERT INTO store_key (private_pem, request_pem, certificate_pem, created_at)"
        " SELECT 'new', 'request', 'certificate', created_at FROM store_key"
    )
    with commune.store.read() as session:
        assert trusting.store_key(session).private_pem == "new"
        assert json.loads(trusting.request_file(session, on=AT.date()))["store_request"] == "request"
        assert session.get(Meta, "store_id") is not None
