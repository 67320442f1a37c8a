"""Answers the desk sends, and those it refuses with their line."""

import json
import unicodedata

import pytest

from app.demo import commune as demo
from app.progress import silent
from app.services.exchange import returns
from app.services.office import accounts
from tests.conftest import Clock

ANSWER = {
    "entry_id": "6f0c6c6e-0000-4000-8000-000000000001",
    "version": 1,
    "section": "child",
    "code": "number_assigned",
    "personal_id": "038199990001",
    "message": "",
}
BAD = "Dòng 3 của tệp trả lời "


def reply(desk, content: bytes) -> tuple[str, ...]:
    source = desk.folders.desk / "A.jsonl"
    source.write_bytes(content)
    return "reply", str(source), "--out", str(desk.folders.stick / "T.htpkg")


def test_answers_arrive_and_those_to_no_entry_are_kept_aside(certified):
    content = json.dumps(ANSWER).encode() + b"\n\n" + json.dumps(ANSWER | {"section": "father"}).encode()
    assert certified.run(*reply(certified, content)) == 0
    assert "Đã ghi 2 trả lời" in certified.said()
    with certified.store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
    report = returns.receive(
        certified.store,
        certified.folders.stick / "T.htpkg",
        by=justice,
        now=Clock(),
        progress=silent,
        demo=True,
    )
    assert (report.applied, len(report.aside)) == (0, 2)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param(b"{", "không phải là một trả lời JSON viết bằng UTF-8.", id="no JSON"),
        pytest.param(b"17", "không phải là một trả lời JSON viết bằng UTF-8.", id="no object"),
        pytest.param(b"[" * 100_000, "không phải là một trả lời JSON viết bằng UTF-8.", id="deep"),
        pytest.param(b'{"code": "\xff"}', "không phải là một trả lời JSON viết bằng UTF-8.", id="no UTF-8"),
        pytest.param(b'{"version": 1}', "không phải là một trả lời JSON viết bằng UTF-8.", id="no code"),
        pytest.param(b'{"code": 7}', "không phải là một trả lời JSON viết bằng UTF-8.", id="code of digits"),
        pytest.param(b'{"code": "lost"}', "có mã không có trong danh mục: lost.", id="unknown code"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named_by_its_line(certified, line, sentence):
    content = json.dumps(ANSWER).encode() + b"\n\n" + line + b"\n"
    assert certified.refused(*reply(certified, content)) == BAD + sentence


FORM = "Dòng 3 của tệp trả lời thiếu hoặc thừa mục, hay có mục không đúng dạng: cần "


@pytest.mark.parametrize(
    "change",
    [
        *({key: None} for key in ANSWER if key != "code"),
        *({key: 5} for key in ANSWER if key not in ("code", "version")),
        *({"version": bad} for bad in (True, "1", -1, 1 << 60, 1.5)),
        *({"message": bad} for bad in ("a\0", "a\ud800", "a\u202e", "a" * 4001)),
        {"more": ""},
    ],
    ids=str,
)
def test_an_answer_the_commune_would_refuse_is_named_by_its_line(certified, change):
    content = json.dumps(ANSWER).encode() + b"\n\n" + json.dumps(ANSWER | change).encode() + b"\n"
    assert certified.refused(*reply(certified, content)).startswith(FORM)


def test_a_file_without_answers_is_refused(certified):
    assert certified.refused(*reply(certified, b"\n \n")).startswith(
        "Bảng trả lời phải có dòng đầu với các cột"
    )


def test_decomposed_letters_of_an_answer_are_sent_whole(certified):
    decomposed = unicodedata.normalize("NFD", "Đã cập nhật")
    content = "\ufeff".encode() + json.dumps(ANSWER | {"message": decomposed}).encode()
    assert certified.run(*reply(certified, content)) == 0
