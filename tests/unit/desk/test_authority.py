"""The desk is a gate: what is asked for is shown, compared and confirmed, and nothing else is certified."""

import base64
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.commands import desk
from app.crypto import certificates_file
from app.crypto.certificate import fingerprint, groups, key_fingerprint, load, load_request
from app.crypto.mandate import mandate_of
from app.crypto.signing import certificate_request, new_signing_key
from app.demo import commune as demo
from app.desk import request_file
from app.desk.home import DeskHome
from app.errors import BadInput
from app.models.words.roles import Role
from app.services.office import accounts, founding, trusting
from app.services.office.founding import NewOfficer
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, Clock, numbered
from tests.unit.crypto.test_trust import CA, END, SIGN, built

WORDS = "bốn từ bất kỳ"
OTHER_STORE = "b" * 32
NEW_UID = "038099990077"


@pytest.fixture
def asked(certified) -> dict[str, Any]:
    """The request that the store sent, as it can be changed on the way."""
    path = certified.folders.stick / "yeu-cau-chung-thu.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def keys(certified, monkeypatch):
    """Run ``desk keys`` on a request, answering yes so many times; return status, words and answer."""

    def run(content: dict[str, Any], *more: object, yes: int = 99, home: Path | None = None):
        source, out = certified.folders.desk / "R.json", certified.folders.desk / "C.json"
        out.unlink(missing_ok=True)
        source.write_text(json.dumps(content), encoding="utf-8")
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * yes))
        words = ["--home", str(home or certified.folders.desk), "keys", str(source), "--out", str(out)]
        status = desk.run([*words, *map(str, more)], now=Clock(), random=numbered("desk"))
        assert out.exists() == (status == 0)
        return status, certified.said(), out

    return run


def request_of(uid: str, name: str = "Người Mới", key: Any = None, unit: str = "UBND xã") -> str:
    return certificate_request(key or new_signing_key(), common_name=name, uid=uid, organisation=unit)


def officer(uid: str = NEW_UID, roles: Any = ("typist",), **given: Any) -> dict[str, Any]:
    name = given.get("name", "Người Mới")
    return {"uid": uid, "name": name, "roles": list(roles), "request": request_of(uid, **given)}


def of(content: dict[str, Any], officer_of: Any) -> dict[str, Any]:
    return next(o for o in content["officers"] if o["uid"] == officer_of.uid)


def data_of(certified) -> bytes:
    return (certified.folders.desk / "desk.json").read_bytes()


# -- what is shown and asked --------------------------------------------------------------------------


def test_the_same_request_again_is_certified_again_without_a_reissue(certified, keys, asked):
    status, said, out = keys(asked)
    assert status == 0
    assert "Đã cấp 4 chứng thư cán bộ và 1 chứng thư của kho" in said
    again = certificates_file.read(out.read_bytes())
    first = certificates_file.read((certified.folders.stick / "chung-thu.json").read_bytes())
    assert again.root == first.root, "the authority is made once"
    assert f"Dấu vân tay chứng thư gốc: {groups(fingerprint(load(first.root)))}" in said
    assert {uid for uid, _pem in again.officers} == {uid for uid, _pem in first.officers}
    assert again.revoked == ()


def test_every_request_is_shown_with_what_stands_on_the_paper(keys, asked):
    _status, said, _out = keys(asked)
    assert said.count("Đúng như phiếu yêu cầu đã ký? [có/không]") == 5
    for one, role in ((demo.JUSTICE, "Tư pháp"), (demo.POLICE, "Công an"), (demo.LEADER, "Lãnh đạo")):
        request = load_request(of(asked, one)["request"])
        lines = (one.full_name, one.uid, role, one.organisation, groups(key_fingerprint(request)))
        shown = said[said.index(f"Tên: {one.full_name}") :]
        for line in lines:
            assert line in shown[:400]
    assert asked["store_id"] in said
    assert groups(key_fingerprint(load_request(asked["store_request"]))) in said


@pytest.mark.parametrize("yes", range(5))
def test_one_no_and_nothing_is_issued(certified, keys, asked, yes):
    before = data_of(certified)
    status, said, _out = keys(asked, yes=yes)
    assert status == 1
    assert "Chưa xác nhận đủ từng mục" in said
    assert data_of(certified) == before


def test_fingerprints_compared_before_may_be_given_each(certified, keys, asked):
    requests = [asked["store_request"], *(o["request"] for o in asked["officers"])]
    shown = [groups(key_fingerprint(load_request(pem))) for pem in requests]
    words = [word for one in shown for word in ("--confirm", one)]
    assert keys(asked, *words, yes=0)[0] == 0
    before = data_of(certified)
    for gone in range(5):
        left = words[: 2 * gone] + words[2 * gone + 2 :]
        assert keys(asked, *left)[0] == 1, "one that was not given is not asked about either"
    assert data_of(certified) == before


def test_a_certificate_says_who_what_and_for_which_store(keys, asked):
    _status, _said, out = keys(asked)
    file = certificates_file.read(out.read_bytes())
    for uid, pem in file.officers:
        mandate = mandate_of(load(pem))
        roles = next(o["roles"] for o in asked["officers"] if o["uid"] == uid)
        assert (mandate.store_id, sorted(mandate.roles)) == (asked["store_id"], roles)
    assert mandate_of(load(file.store_certificate)).lets("store", asked["store_id"])
    assert mandate_of(load(file.issuer)).lets("issuer", file.receiver_id)
    assert mandate_of(load(file.receiver)).lets("receiver", file.receiver_id)


BLANKS = ("\t", "\xa0", "\u3000", "  ")
HIDDEN = ("\u200b", "\xad", "\ufeff", "\u200f", "\ue000")


def founded_as(folder: Path, commune: str = COMMUNE, **changes: str) -> request_file.Request:
    """Found a store as it is typed, and read its request as the desk does."""
    officers = [
        NewOfficer(replace(JUSTICE, **changes), WORDS),
        *(NewOfficer(o, WORDS) for o in (POLICE, LEADER)),
    ]
    made = founding.found(
        folder / "kho",
        commune=commune,
        header_lines=["UBND XÃ"],
        officers=officers,
        at=AT,
        random=numbered("founded"),
        kdf=demo.KDF,
    )
    with made.store.read() as session:
        content = trusting.request_file(session, on=AT.date())
    made.store.close()
    (folder / "R.json").write_bytes(content)
    return request_file.read(folder / "R.json")


@pytest.mark.parametrize("blank", BLANKS)
def test_what_the_wizard_takes_the_desk_reads(tmp_path, blank):
    read = founded_as(
        tmp_path, f" xã{blank}Cẩm Lương", full_name=f"Cao{blank}Thị Nhàn", organisation=f"UBND{blank}xã"
    )
    store, justice = read.asked[0], next(one for one in read.asked if one.uid == JUSTICE.uid)
    assert (read.commune, store.unit) == ("xã Cẩm Lương", "xã Cẩm Lương")
    assert (justice.name, justice.unit) == ("Cao Thị Nhàn", "UBND xã")


@pytest.mark.parametrize("sign", HIDDEN)
@pytest.mark.parametrize("where", ["commune", "full_name", "title", "organisation"])
def test_what_no_desk_certifies_no_store_is_founded_with(tmp_path, where, sign):
    with pytest.raises(BadInput, match="ký tự ẩn"):
        founded_as(tmp_path, **{where: f"Cẩm{sign} Lương"})
    assert not list(tmp_path.rglob("work.db"))


# -- what cannot be asked for -------------------------------------------------------------------------


def change(**changes: Any):
    return lambda content: content | changes


def first(**changes: Any):
    return lambda content: (
        content | {"officers": [content["officers"][0] | changes, *content["officers"][1:]]}
    )


def another_name(content):
    pem = request_of(NEW_UID, name="Người Khác")
    return content | {"officers": [officer() | {"request": pem}]}


def forged_signature(content):
    """A request whose number was changed after its key had signed it."""
    der = x509.load_pem_x509_csr(request_of("038099990078").encode()).public_bytes(Encoding.DER)
    text = base64.encodebytes(der.replace(b"038099990078", NEW_UID.encode())).decode()
    pem = f"-----BEGIN CERTIFICATE REQUEST-----\n{text}-----END CERTIFICATE REQUEST-----\n"
    return content | {"officers": [officer() | {"request": pem}]}


KEY = new_signing_key()
ODD = {
    "two of one number": change(officers=[officer(), officer()]),
    "two of one key": change(officers=[officer(key=KEY), officer("038099990078", key=KEY)]),
    "an officer with the number of a store": first(uid=OTHER_STORE),
    "a number of another": first(uid=NEW_UID),
    "a number of other digits": change(officers=[officer("０３８０９９９９００７７")]),
    "a short number": change(officers=[officer("03809999007")]),
    "another name": another_name,
    "a name with control letters": change(officers=[officer(name="Hà\x1b[2KAn")]),
    "a name from right to left": change(officers=[officer(name="Hà\u202eAn")]),
    "no name": change(officers=[officer() | {"name": " "}]),
    "a unit with control letters": change(officers=[officer(unit="x\ny")]),
    "no role": change(officers=[officer(roles=())]),
    "an unknown role": change(officers=[officer(roles=("issuer",))]),
    "a role of another kind": change(officers=[officer(roles=({},))]),
    "justice and police": change(officers=[officer(roles=("justice", "police"))]),
    "a store with another number": change(store_id=OTHER_STORE),
    "a store that is an officer": change(store_request=request_of(NEW_UID), store_id=NEW_UID),
    "a commune with control letters": change(commune="xã\x07"),
    "no commune": change(commune=""),
    "a damaged request": first(request="x"),
    "a request that another key signed": forged_signature,
    "a lone surrogate": first(name="\ud800"),
    "another schema": change(schema="vn.hotich.yeu_cau_chung_thu/1"),
    "no list of officers": change(officers={}),
    "an officer that is a number": change(officers=[5]),
    "one field more": change(more=1),
    "an end without zone": change(
        revoked=[
            {
                "cert_sha256": "a" * 64,
                "uid": "x",
                "since": "2023-10-17T13:41:07",
                "reason": "x",
                "compromised": False,
            }
        ]
    ),
    "an end of another form": change(revoked=[{}]),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_refused_before_anybody_is_asked(certified, keys, asked, odd):
    before = data_of(certified)
    status, said, _out = keys(odd(asked))
    assert status == 1
    assert "[có/không]" not in said
    assert "Tệp đưa vào không đúng định dạng" not in said, "said in words of its own"
    assert data_of(certified) == before


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff", b"[" * 100_000, b"null", b" " * (5 << 20)])
def test_what_is_no_request_is_refused(certified, content):
    path = certified.folders.desk / "R.json"
    path.write_bytes(content)
    said = certified.refused("keys", path, "--out", certified.folders.stick / "C.json")
    assert said == "Không đọc được R.json: không phải tệp yêu cầu cấp chứng thư."


# -- known holders ------------------------------------------------------------------------------------


def another_key(content):
    return first(request=request_of(content["officers"][0]["uid"], name=content["officers"][0]["name"]))(
        content
    )


def another_store_key(content):
    return content | {"store_request": request_of(content["store_id"], name="Kho")}


def another_store(content):
    pem = request_of(OTHER_STORE, name="Kho khác")
    return content | {"store_id": OTHER_STORE, "store_request": pem}


def more_roles(content):
    return first(roles=["leader", "typist"])(content)


KNOWN = {
    "another key": another_key,
    "another key of the store": another_store_key,
    "officers of another store": another_store,
    "other roles": more_roles,
}


@pytest.mark.parametrize("changed", KNOWN.values(), ids=KNOWN.keys())
def test_a_known_holder_gets_no_second_certificate_without_a_reissue(certified, keys, asked, changed):
    before = data_of(certified)
    status, said, _out = keys(changed(asked))
    assert status == 1
    assert "đã được cấp chứng thư cho khóa, vai trò hoặc kho khác" in said
    assert "[có/không]" not in said
    assert data_of(certified) == before


def test_a_key_belongs_to_one_holder(certified, keys, asked):
    home = DeskHome(certified.folders.desk)
    police = of(asked, demo.POLICE)
    assert home.holding(key_fingerprint(load_request(police["request"])))
    stored = json.loads(data_of(certified))
    stored["issued"] = [o | {"uid": NEW_UID} if o["uid"] == demo.POLICE.uid else o for o in stored["issued"]]
    (certified.folders.desk / "desk.json").write_text(json.dumps(stored))
    status, said, _out = keys(asked)
    assert (status, "đã thuộc về người hoặc kho khác" in said) == (1, True)


@pytest.mark.parametrize("compromised", [False, True])
@pytest.mark.parametrize("changed", [another_key, another_store_key], ids=["an officer", "the store"])
def test_a_reissue_ends_the_old_certificate_with_day_and_reason(certified, keys, asked, changed, compromised):
    old = certificates_file.read((certified.folders.stick / "chung-thu.json").read_bytes())
    more = ["--reissue", "mất máy", *(["--compromised"] if compromised else [])]
    status, said, out = keys(changed(asked), *more)
    assert status == 0
    assert "CẤP LẠI, thu hồi chứng thư cũ" in said
    assert "Lý do: mất máy" in said
    (end,) = certificates_file.read(out.read_bytes()).revoked
    pems = {old.store_certificate, *(pem for _uid, pem in old.officers)}
    assert end.cert_sha256 in {fingerprint(load(pem)) for pem in pems}
    assert (end.end.since, end.end.reason, end.end.compromised) == (Clock()(), "mất máy", compromised)
    trust = DeskHome(certified.folders.desk).trust()
    (ended,) = [load(pem) for pem in pems if fingerprint(load(pem)) == end.cert_sha256]
    usage = "encrypt" if changed is another_store_key else "sign"
    with pytest.raises(Exception, match="đã bị thu hồi"):
        trust.verify(ended, at=Clock()(), usage=usage)


def test_an_officer_who_moves_belongs_to_the_new_store_alone(certified, keys, asked):
    assert keys(another_store(asked), "--reissue", "chuyển xã")[0] == 0
    home = DeskHome(certified.folders.desk)
    (now,) = home.in_force(demo.JUSTICE.uid)
    assert now.store_id == OTHER_STORE
    assert {one.uid for one in home.ends_of(asked["store_id"])} == {o["uid"] for o in asked["officers"]}
    assert home.ends_of(OTHER_STORE) == []
    assert home.in_force(asked["store_id"]), "the old store is still a partner"


def test_a_reissue_changes_only_whom_it_concerns(certified, keys, asked):
    assert keys(another_key(asked), "--reissue", "mất máy")[0] == 0
    home = DeskHome(certified.folders.desk)
    changed = asked["officers"][0]["uid"]
    assert {end.uid for end in home.ends_of(asked["store_id"])} == {changed}


# -- ends that a commune reports ----------------------------------------------------------------------


def reported(certified, uid: str, **changes: Any) -> dict[str, Any]:
    (issued,) = DeskHome(certified.folders.desk).in_force(uid)
    given = {
        "cert_sha256": issued.sha256,
        "uid": uid,
        "since": "2023-10-17T13:00:00.000+00:00",
        "reason": "Đã khóa tài khoản",
        "compromised": False,
    }
    return given | changes


@pytest.mark.parametrize("reason", ["x" * 201, " ", "mất\nmáy", "mất\0máy", "mất\u202emáy", "mất\udc80"])
def test_a_reissue_for_a_reason_that_no_file_carries_ends_nothing(certified, keys, asked, reason):
    """A desk that kept it could read its own list of ends no more."""
    of(asked, demo.POLICE)["request"] = request_of(demo.POLICE.uid, demo.POLICE.full_name)
    before = data_of(certified)
    status, said, _out = keys(asked, "--reissue", reason)
    assert status == 1
    assert "Lý do thu hồi chứng thư" in said
    assert data_of(certified) == before


def test_the_longest_reason_of_a_reissue_is_kept(certified, keys, asked):
    of(asked, demo.POLICE)["request"] = request_of(demo.POLICE.uid, demo.POLICE.full_name)
    assert keys(asked, "--reissue", "x" * 200)[0] == 0
    assert DeskHome(certified.folders.desk).ends_of(asked["store_id"])[0].end.reason == "x" * 200


def test_a_reported_end_is_asked_about_and_kept(certified, keys, asked):
    end = reported(certified, demo.POLICE.uid)
    content = asked | {"officers": [], "revoked": [end]}
    before = data_of(certified)
    assert keys(content, yes=1)[0] == 1
    assert data_of(certified) == before
    status, said, out = keys(content, yes=2)
    assert status == 0
    assert f"Xã báo thu hồi chứng thư của {demo.POLICE.full_name}" in said
    assert "Đã khóa tài khoản" in said
    assert [one.to_json() for one in certificates_file.read(out.read_bytes()).revoked] == [end]
    assert keys(content, yes=1)[0] == 0, "what is known is not asked again"


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_end_on_a_day_that_some_zone_does_not_have_is_refused(certified, keys, asked, since):
    end = reported(certified, demo.POLICE.uid) | {"since": since}
    status, said, _out = keys(asked | {"officers": [], "revoked": [end]})
    assert (status, "Thời điểm thu hồi chứng thư không đọc được" in said) == (1, True)


def test_a_compromised_key_is_said_when_it_is_reported(certified, keys, asked):
    end = reported(certified, demo.POLICE.uid, compromised=True)
    assert "(khóa đã lộ)" in keys(asked | {"officers": [], "revoked": [end]})[1]


def test_a_commune_cannot_end_what_is_not_its_own(certified, keys, asked):
    assert keys(another_store(asked), "--reissue", "chuyển xã")[0] == 0
    before = data_of(certified)
    content = asked | {"officers": [], "revoked": [reported(certified, demo.POLICE.uid)]}
    status, said, _out = keys(content)
    assert (status, "chứng thư của kho hoặc người khác" in said) == (1, True)
    wrong = reported(certified, demo.POLICE.uid) | {"uid": demo.JUSTICE.uid}
    assert keys(another_store(asked) | {"officers": [], "revoked": [wrong]})[0] == 1
    assert data_of(certified) == before


def test_the_end_of_a_certificate_from_elsewhere_is_passed_over(certified, keys, asked):
    end = reported(certified, demo.POLICE.uid, cert_sha256="a" * 64)
    status, _said, out = keys(asked | {"revoked": [end]})
    assert status == 0
    assert certificates_file.read(out.read_bytes()).revoked == ()


def test_after_a_reset_the_old_certificate_has_ended_and_the_new_one_is_a_reissue(certified, keys, asked):
    old = of(asked, demo.POLICE)
    with certified.store.write() as session:
        pem = request_of(demo.POLICE.uid, name=demo.POLICE.full_name)
        accounts.set_request(session, demo.POLICE.uid, pem, by=demo.LEADER.uid, at=Clock()())
    with certified.store.read() as session:
        content = json.loads(trusting.request_file(session, on=Clock()().date()))
    assert [o["uid"] for o in content["officers"]] == [demo.POLICE.uid] != old
    assert keys(content)[0] == 1
    status, _said, out = keys(content, "--reissue", "đặt lại mật khẩu")
    assert status == 0
    (end,) = certificates_file.read(out.read_bytes()).revoked
    assert end.end.reason == "Đã đặt lại mật khẩu, khóa ký cũ đã bỏ", "as the commune reported it"
    with certified.store.write() as session:
        leader = accounts.get(session, demo.LEADER.uid)
        trusting.take_certificates(session, out.read_bytes(), by=leader, at=Clock()(), demo=True)
    with certified.store.read() as session:
        new = accounts.get(session, demo.POLICE.uid)
    assert new.cert_sha256
    assert new.cert_sha256 != end.cert_sha256


# -- others -------------------------------------------------------------------------------------------


def test_a_desk_without_an_authority_says_so(certified, tmp_path):
    words = ["--home", str(tmp_path), "snapshot", "R.csv", "--out", str(tmp_path / "S")]
    assert desk.run(words, now=Clock(), random=numbered()) == 1
    assert certified.said() == "Thư mục này chưa có cơ quan cấp chứng thư: chạy lệnh keys trước.\n"
    assert list(tmp_path.glob("S*")) == []


def test_the_desk_accepts_no_certificate_of_its_root_without_a_role(certified):
    """The attack of a desk that certified any JSON: a certificate alone is no permission."""
    _key, certificate = built(CA.issuing.subject, CA.issuing_key, END, SIGN)
    home = DeskHome(certified.folders.desk)
    assert home.certificate(hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()) is None
    for one in demo.OFFICERS:
        (issued,) = home.in_force(one.uid)
        mandate = home.trust().verify(load(issued.certificate), at=Clock()(), usage="sign")
        assert mandate.roles == one.roles
        assert mandate.lets(Role.POLICE, issued.store_id) == (Role.POLICE in one.roles)
