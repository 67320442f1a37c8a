"""The snapshot the desk makes of a table, as the commune takes it in."""

import io
import json
import os
import unicodedata
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.demo import commune as demo
from app.desk.home import DeskHome
from app.desk.snapshot import make_snapshot
from app.errors import BadInput
from app.models.registry.person import PERSON_COLUMNS, PERSON_LABELS
from app.models.registry.reading import people_of
from app.models.store.tables import Snapshot
from app.progress import silent
from app.services.exchange import snapshots
from app.services.office import accounts
from tests.conftest import AT, Clock, numbered
from tests.invented import Invented

PEOPLE = list(Invented(3).people(12))
LINES = [";".join(row.get(column, "") for column in PERSON_COLUMNS) for row in PEOPLE]
CSV = "\n".join([";".join(PERSON_COLUMNS), *LINES, ""])
BLANK = len(PERSON_COLUMNS) - 2  # cells after number and name


def workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["DANH SÁCH NHÂN KHẨU"])
    book.active.append([PERSON_LABELS[column] for column in PERSON_COLUMNS])
    for row in PEOPLE:
        book.active.append([row.get(column) for column in PERSON_COLUMNS])
    book.save(file)
    return file.getvalue()


def taken(desk) -> list[dict[str, str]]:
    """Take the package in and return the people the commune has."""
    with desk.store.read() as session:
        police = accounts.get(session, demo.POLICE.uid)
    around = {"now": Clock(), "random": numbered("take"), "progress": silent, "demo": True}
    snapshots.receive(desk.store, desk.folders.store, desk.folders.stick / "S.htpkg", by=police, **around)
    with desk.store.read() as session:
        row = session.scalars(select(Snapshot)).one()
        _, people = people_of(desk.folders.store / row.file_name, row.key)
        return [{key: word for key, word in person.items() if word} for person in people]


def make(desk, content: bytes) -> tuple[str, ...]:
    source = desk.folders.desk / "R"
    source.write_bytes(content)
    return "snapshot", str(source), "--out", str(desk.folders.stick / "S.htpkg")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CSV.encode(), id="semicolons"),
        pytest.param(CSV.replace(";", "\t").encode("utf-16"), id="tabs in UTF-16"),
        pytest.param(unicodedata.normalize("NFD", CSV).encode(), id="letters taken apart"),
        pytest.param("\n".join(map(json.dumps, PEOPLE)).encode(), id="JSONL"),
        pytest.param(workbook(), id="workbook"),
    ],
)
def test_a_table_of_any_kind_arrives(certified, content):
    assert certified.run(*make(certified, content)) == 0
    assert "Đã ghi bản sao CSDL 12 người" in certified.said()
    assert taken(certified) == PEOPLE


def test_columns_that_are_not_known_are_left_out_and_named(certified):
    content = CSV.replace("\n", ";x\n").replace(";x", ";Tôn giáo", 1)
    assert certified.run(*make(certified, content.encode())) == 0
    assert "bỏ qua các cột không dùng tới: Tôn giáo\n" in certified.said()
    assert taken(certified) == PEOPLE


def unread(name: str = "Nguy?n V?n A") -> bytes:
    """Return the table with one name of lost letters."""
    return CSV.replace(PEOPLE[4]["full_name"], name, 1).encode()


def test_nothing_is_signed_before_the_unread_is_accepted(certified, monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or "n")
    said = certified.refused(*make(certified, unread()))
    first, listed, last = said.split("\n")
    assert first == "Chưa đọc được: Họ tên: 1 trong 12 ô chưa đọc được, như dòng 6: “Nguy?n V?n A”"
    assert listed.startswith("Dấu của danh sách này: ")
    assert last == "Chưa ký gì. Hãy sửa những chỗ chưa đọc được trong tệp rồi làm lại."
    assert asked == ["Vẫn ký bản sao có những chỗ chưa đọc được này? [có/không] "]


@pytest.mark.parametrize("other", ["file", "link", "pipe", "nothing"])
def test_what_was_opened_is_what_leaves(certified, monkeypatch, other):
    """While the question stands, somebody lays another thing under the name of the file."""
    given = make(certified, unread())
    source = Path(given[1])

    def swap(_prompt):
        source.unlink()
        if other == "file":
            source.write_bytes("\n".join(CSV.split("\n")[:3]).encode())
        elif other == "link":
            source.symlink_to(certified.folders.desk / "desk.json")
        elif other == "pipe":
            os.mkfifo(source)
        return "có"

    monkeypatch.setattr("builtins.input", swap)
    assert certified.run(*given) == 0
    names = [person.get("full_name") for person in taken(certified)]
    assert len(names) == 12
    assert names[:4] == [person["full_name"] for person in PEOPLE[:4]]


def test_nobody_at_the_terminal_signs_nothing(certified, monkeypatch):
    def nobody(_prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert "Chưa ký gì" in certified.refused(*make(certified, unread()))


def test_the_unread_is_accepted_by_a_word_or_by_the_mark_of_its_list(certified, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: "n")
    said = certified.refused(*make(certified, unread()))
    mark = said.split("Dấu của danh sách này: ")[1].split("\n")[0]
    other = certified.refused(*make(certified, unread("L? V?n B")), "--confirm", mark)
    assert "Chưa ký gì" in other, "the mark is that of another list"
    assert certified.run(*make(certified, unread()), "--confirm", mark) == 0
    assert [row["full_name"] for row in taken(certified)][4] == "Nguy?n V?n A"


def test_the_person_at_the_terminal_accepts(certified, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: "có")
    assert certified.run(*make(certified, unread())) == 0


def test_a_row_that_is_no_person_is_asked_about_and_left_out(certified, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: "y")
    assert certified.run(*make(certified, CSV.encode() + f"Tổng cộng;12{';' * BLANK}\n".encode())) == 0
    said = "Chưa đọc được: 1 trong 13 dòng bị bỏ vì không có số định danh hoặc họ tên đọc được, như dòng 14: "
    assert said + "“Tổng cộng”" in certified.said()
    assert taken(certified) == PEOPLE


@pytest.mark.parametrize("row", ["1;A;x", f"1;A{';' * 40}x", f"1;{'A' * 1001}{{}}"])
def test_a_row_that_cannot_be_used_is_asked_about_and_left_out(certified, monkeypatch, row):
    content = (CSV + row.format(";" * BLANK) + "\n").encode()
    monkeypatch.setattr("builtins.input", lambda _prompt: "n")
    said = certified.refused(*make(certified, content))
    first = "Chưa đọc được: 1 trong 13 dòng bị bỏ vì không đọc được, trước hết: Dòng 14 của tệp CSDL có "
    assert said.startswith(first)
    monkeypatch.setattr("builtins.input", lambda _prompt: "y")
    assert certified.run(*make(certified, content)) == 0
    assert taken(certified) == PEOPLE


UNDATED = "Tệp không có ngày sinh của người nào"


def without_births(heading: str, written: str = "") -> bytes:
    """Return the table with another heading over the births, and other words in their place."""
    content = CSV.replace("birth_date", heading, 1)
    for person in PEOPLE:
        content = content.replace(f";{person['birth_date']};", f";{written};", 1)
    return content.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            without_births("NgaySinhDL", "x1"), "; các cột không hiểu: NgaySinhDL", id="strange column"
        ),
        pytest.param(without_births("birth_date"), "", id="blank column"),
        pytest.param(
            f"personal_id,full_name\n{PEOPLE[0]['personal_id']},Lê Tám".encode(), "", id="no column"
        ),
    ],
)
def test_a_table_without_births_is_asked_about_as_such(certified, monkeypatch, content, said):
    asked = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or "không")
    first, _mark, last = certified.refused(*make(certified, content)).split("\n")[-3:]
    assert first == f"{UNDATED}{said}"
    assert last == "Chưa ký gì. Hãy xuất lại tệp có cột ngày sinh rồi làm lại."
    assert asked == ["Vẫn ký bản sao không có ngày sinh này? [có/không] "]


def test_a_table_without_births_and_with_unread_words_is_asked_about_both(certified, monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or "không")
    content = without_births("birth_date").replace(PEOPLE[4]["full_name"].encode(), b"Nguy?n V?n A", 1)
    unread_, undated, _mark, last = certified.refused(*make(certified, content)).split("\n")
    assert unread_.startswith("Chưa đọc được: Họ tên: 1 trong 12 ô")
    assert undated == UNDATED
    assert last == "Chưa ký gì. Hãy xuất lại tệp có cột ngày sinh, sửa những chỗ chưa đọc được rồi làm lại."
    assert asked == ["Vẫn ký bản sao không có ngày sinh và có những chỗ chưa đọc được này? [có/không] "]


def test_a_table_with_the_birth_of_one_is_not_asked_about(certified, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: pytest.fail("nothing to ask"))
    ids = [person["personal_id"] for person in PEOPLE[:2]]
    content = f"personal_id,full_name,birth_date\n{ids[0]},Lê Tám,\n{ids[1]},Lê Chín,1999\n"
    assert certified.run(*make(certified, content.encode())) == 0


def test_a_number_of_two_people_is_refused_before_anything_is_signed(certified):
    other = LINES[3].replace(PEOPLE[3]["personal_id"], PEOPLE[7]["personal_id"], 1)
    said = certified.refused(*make(certified, CSV.replace(LINES[3], other).encode()))
    number = PEOPLE[7]["personal_id"]
    assert said == f"Số định danh {number} có ở hai dòng của tệp CSDL. Hãy bỏ dòng thừa rồi làm lại."
    assert not (certified.folders.stick / "S.htpkg").exists()


def test_what_is_certain_is_read_told_and_not_asked_about(certified, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: pytest.fail("nothing to ask"))
    content = CSV.replace("\n0", "\n")
    for person in PEOPLE:
        content = content.replace(f";{person['birth_date']};", f";{person['birth_date']}T00:00:00;", 1)
    assert certified.run(*make(certified, content.encode())) == 0
    said = certified.said()
    first = PEOPLE[0]
    assert f"như dòng 2: “{first['personal_id'][1:]}” là {first['personal_id']}\n" in said
    assert f"“{first['birth_date']}T00:00:00” là {first['birth_date']}\n" in said
    assert taken(certified) == PEOPLE


def test_a_table_of_which_too_much_is_unread_is_refused(certified):
    content = CSV
    for person in PEOPLE[1:5]:
        number = person["personal_id"]
        content = content.replace(f"{number};{person['full_name']};", f"{number};Nguy?n V?n A;", 1)
    assert certified.refused(*make(certified, content.encode())) == (
        "Không dùng được tệp CSDL, vì có quá nhiều chỗ chưa đọc được. "
        "Họ tên: 4 trong 12 ô chưa đọc được, như dòng 3: “Nguy?n V?n A”. "
        "Hãy xuất lại tệp: ngày dạng 31/12/1998 hoặc 1998-12-31, số dạng chữ."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(
            b"name\nA\n", "Tệp CSDL phải có dòng đầu với các cột personal_id và full_name.", id="columns"
        ),
        pytest.param(b"personal_id,full_name\n", "Tệp CSDL không có người nào.", id="nobody"),
        pytest.param(CSV.encode() + b"\xff", "Dòng 14 của tệp CSDL không phải là chữ UTF-8", id="no UTF-8"),
        pytest.param(CSV.encode() + b'"', "Dòng 14 của tệp CSDL không phải là CSV", id="open quotation"),
        pytest.param(workbook()[:-40], "Tệp CSDL không phải là tệp Excel (.xlsx) lành lặn", id="damaged"),
    ],
)
def test_a_table_that_cannot_be_used(certified, content, sentence):
    said = certified.refused(*make(certified, content))
    assert said.startswith(sentence)
    assert "\n" not in said


def test_a_table_that_changes_while_it_is_packed_is_refused(certified):
    """It is read again for each step, so that a table of any size needs little memory."""
    source, out = certified.folders.desk / "T.csv", certified.folders.stick / "S.htpkg"
    source.write_text(CSV, encoding="utf-8")
    home = DeskHome(certified.folders.desk)

    def now() -> datetime:
        with source.open("a", encoding="utf-8") as file:
            file.write(LINES[0] + "\n")
        return AT

    with pytest.raises(BadInput, match="bị đổi trong lúc đóng gói"):
        make_snapshot(home, source, out, store="", now=now, random=numbered("snapshot"), ask=pytest.fail)
    assert not out.exists()
    assert home.chain(home.partner("").store_id, out_going=True).no == 0


def test_a_folder_is_no_name_of_a_package(certified):
    source, out = certified.folders.desk / "T.csv", certified.folders.stick
    source.write_text(CSV, encoding="utf-8")
    home = DeskHome(certified.folders.desk)
    with pytest.raises(BadInput, match="là một thư mục"):
        make_snapshot(
            home, source, out, store="", now=lambda: AT, random=numbered("s"), ask=lambda _question: True
        )
    assert home.chain(home.partner("").store_id, out_going=True).no == 0
