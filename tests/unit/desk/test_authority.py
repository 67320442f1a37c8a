"""Certificates: what is asked for is certified, and only that."""

import json

import pytest

from app.commands import desk
from tests.conftest import Clock, numbered


def test_a_request_is_answered_with_the_fingerprint_of_the_root(certified):
    request = certified.folders.stick / "yeu-cau-chung-thu.json"
    assert certified.run("keys", request, "--out", certified.folders.stick / "again.json") == 0
    said = certified.said()
    assert "Đã cấp 4 chứng thư cán bộ và 1 chứng thư của kho" in said
    assert "Dấu vân tay chứng thư gốc: " in said
    first, again = (
        json.loads((certified.folders.stick / name).read_text(encoding="utf-8"))
        for name in ("chung-thu.json", "again.json")
    )
    assert again["root"] == first["root"], "the authority is made once"
    assert {o["uid"] for o in again["officers"]} == {o["uid"] for o in first["officers"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("{", "Không đọc được R.json.", id="no JSON"),
        pytest.param("[1]", "Không đọc được R.json.", id="no object"),
        pytest.param("{}", "Không phải tệp yêu cầu cấp chứng thư của phần mềm này.", id="another file"),
        pytest.param(
            None, "Tệp đưa vào không đúng định dạng. Không ghi gì ra; hãy xin lại tệp.", id="no officers"
        ),
    ],
)
def test_a_request_that_cannot_be_used(certified, content, sentence):
    request = json.loads((certified.folders.stick / "yeu-cau-chung-thu.json").read_text(encoding="utf-8"))
    del request["store_id"]
    path = certified.folders.desk / "R.json"
    path.write_text(json.dumps(request) if content is None else content, encoding="utf-8")
    assert certified.refused("keys", path, "--out", certified.folders.stick / "C.json") == sentence


def test_a_desk_without_an_authority_says_so(certified, tmp_path):
    words = ["--home", str(tmp_path), "snapshot", "R.csv", "--out", str(tmp_path / "S")]
    assert desk.run(words, now=Clock(), random=numbered()) == 1
    assert certified.said() == "Thư mục này chưa có cơ quan cấp chứng thư: chạy lệnh keys trước.\n"
    assert list(tmp_path.glob("S*")) == []
