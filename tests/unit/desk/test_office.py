"""Who a desk is: asked for the first time, the same from then on, a real authority for real PCs."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from app.commands import desk
from app.crypto.certificate import load, name_of, organisation_of, uid_of
from app.crypto.trust import TrustStore
from app.desk.home import DeskHome
from app.desk.office import Office, checked
from app.errors import BadInput, Refused
from tests.conftest import AT, POLICE_OFFICE, Clock, numbered

REAL = Office("Công an xã Cẩm Lương", "Lê Thị Thảo", "038070990000")
GIVEN = {"--office": REAL.name, "--issuer-name": REAL.issuer_name, "--issuer-uid": REAL.issuer_uid}


@pytest.fixture
def keys(certified, tmp_path, monkeypatch) -> Any:
    """Run ``desk keys`` in a new folder, or in the one made before."""

    def run(given: dict[str, str], *more: str) -> tuple[int, str]:
        certified.said()
        request = certified.folders.stick / "yeu-cau-chung-thu.json"
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 5))
        words = ["--home", str(tmp_path / "desk"), "keys", str(request), "--out", str(tmp_path / "C.json")]
        options = [word for pair in given.items() for word in pair]
        status = desk.run([*words, *options, *more], now=Clock(), random=numbered("desk"))
        return status, certified.said()

    return run


@pytest.mark.parametrize("more", [(), ("--no-authority",)])
def test_the_issuing_officer_is_the_person_that_was_named(keys, tmp_path, more):
    assert keys(GIVEN, *more)[0] == 0
    home = DeskHome(tmp_path / "desk")
    issuer = load(home.issuer_certificate())
    assert (name_of(issuer), uid_of(issuer), organisation_of(issuer)) == (
        REAL.issuer_name,
        REAL.issuer_uid,
        REAL.name,
    )
    assert home.name() == name_of(load(home.receiver_certificate())) == REAL.name


def test_its_root_is_accepted_outside_the_demo(keys, tmp_path):
    assert keys(GIVEN)[0] == 0
    root, issuing = DeskHome(tmp_path / "desk").authority_pems()
    TrustStore([root.encode()], issuing, allow_test_roots=False)
    assert organisation_of(load(root)) == REAL.name


def test_the_root_of_an_invented_office_is_for_the_demo_alone(tmp_path):
    home = DeskHome(tmp_path)
    home.ensure(POLICE_OFFICE, AT, authority=True)
    root, issuing = home.authority_pems()
    with pytest.raises(Refused, match="chỉ để thử"):
        TrustStore([root.encode()], issuing, allow_test_roots=False)


@pytest.mark.parametrize("gone", GIVEN)
@pytest.mark.parametrize("blank", [True, False])
def test_what_is_missing_is_named_before_anything_is_asked(keys, tmp_path, gone, blank):
    given = {key: word for key, word in GIVEN.items() if key != gone} | ({gone: " "} if blank else {})
    status, said = keys(given)
    assert status == 1
    assert said.endswith(f"Còn thiếu: {gone}. Không cấp gì.\n")
    assert "[có/không]" not in said
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer_uid": "03807099000"}, "12 chữ số"),
        ({"issuer_uid": "0380709900000"}, "12 chữ số"),
        ({"issuer_uid": "٠٣٨٠٧٠٩٩٠٠٠٠"}, "12 chữ số"),
        ({"issuer_uid": "03807099000x"}, "12 chữ số"),
        ({"name": "x" * 101}, "--office dài quá 100"),
        ({"issuer_name": "x" * 101}, "--issuer-name dài quá 100"),
        ({"name": "a\nb"}, "--office dài quá"),
        ({"issuer_name": "a\x1bb"}, "--issuer-name dài quá"),
        ({"name": "Công an (test only)"}, "máy của xã sẽ không nhận"),
    ],
)
def test_what_is_wrong_is_said(changes, words):
    with pytest.raises(BadInput, match="Không cấp gì") as caught:
        checked(replace(REAL, **changes))
    assert words in str(caught.value)


def test_the_longest_names_make_certificates(tmp_path):
    home = DeskHome(tmp_path)
    home.ensure(replace(REAL, name="ố" * 100, issuer_name="ễ" * 100), AT, authority=True)
    home.trust().verify(load(home.issuer_certificate()), at=AT, usage="sign")
    assert home.check(replace(REAL, name="ố" * 100, issuer_name="ễ" * 100), authority=True)


def test_names_are_composed_and_bare():
    given = Office(" Co\u0302ng an ", " Le\u0302 Thi\u0323 ", " 038070990000 ")
    assert checked(given) == Office("Công an", "Lê Thị", "038070990000")


def test_the_next_time_nobody_is_named_or_the_same(keys):
    assert keys(GIVEN)[0] == 0
    assert keys({})[0] == 0
    assert keys(GIVEN | {"--office": f" {REAL.name} "})[0] == 0
    assert keys({"--office": "Co\u0302ng an xa\u0303 Ca\u0302\u0309m Lu\u031bo\u031bng"})[0] == 0


@pytest.mark.parametrize(
    "other", [{"--office": "Công an khác"}, {"--issuer-name": "Ai Đó"}, {"--issuer-uid": "038070990001"}]
)
def test_another_office_needs_another_folder(keys, tmp_path, other):
    assert keys(GIVEN)[0] == 0
    before = (tmp_path / "desk" / "desk.json").read_bytes()
    status, said = keys(other)
    assert status == 1
    assert f"là bàn của {REAL.name}, cán bộ phát hành {REAL.issuer_name} (số định danh" in said
    assert "[có/không]" not in said
    assert (tmp_path / "desk" / "desk.json").read_bytes() == before


def test_a_desk_from_before_goes_on(keys, certified, tmp_path):
    """It was made for an invented officer, whose root only the demo accepts."""
    data = json.loads((certified.folders.desk / "desk.json").read_text(encoding="utf-8"))
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.json").write_text(json.dumps(data), encoding="utf-8")
    assert keys({})[0] == 0
