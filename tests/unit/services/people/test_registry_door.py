"""The door of registry data: what comes in, what is left out, and what is said of it."""

from collections.abc import Mapping

import pytest

from app.errors import BadInput
from app.readers.rows import Refusal
from app.services.people.registry_door import LEARNED, Door, DoorReport

GOOD = {"personal_id": "038198900103", "full_name": "Trương Thị Mai Hiên", "birth_date": "1998-03-12"}


def let_in(*rows: Mapping[str, str]) -> tuple[list[Mapping[str, str]], DoorReport]:
    """Let rows in as lines 2, 3 …; return them with what was met."""
    door = Door()
    return list(door.let_in(enumerate(rows, 2), "tệp CSDL")), door.report()


def test_rows_in_the_form_of_the_registry_come_in_unchanged():
    assert let_in(GOOD, GOOD) == ([GOOD, GOOD], DoorReport())


def test_a_blank_of_a_program_is_no_value():
    people, met = let_in(GOOD | {"death_date": "NULL", "cmnd": "-"})
    assert people == [GOOD | {"death_date": "", "cmnd": ""}]
    assert met == DoorReport()


def test_an_unread_value_stays_as_it_is_written_and_is_counted():
    people, met = let_in(*[GOOD] * 9, GOOD | {"birth_date": "3/12/98"}, GOOD | {"birth_date": "hôm qua"})
    assert [row["birth_date"] for row in people[9:]] == ["3/12/98", "hôm qua"]
    (one,) = met.unread
    assert (one.column, one.count, one.of, one.line, one.example) == ("birth_date", 2, 11, 11, "3/12/98")
    assert met.sentences() == ("Ngày sinh: 2 trong 11 ô chưa đọc được, như dòng 11: “3/12/98”",)


def test_the_share_is_that_of_the_values_and_not_of_the_rows():
    rows = [*[GOOD] * 30, *[GOOD | {"death_date": "2020"}] * 26, *[GOOD | {"death_date": "?"}] * 3]
    let_in(*rows, GOOD | {"death_date": "2020"})
    with pytest.raises(BadInput, match=r"Ngày mất: 3 trong 29 ô chưa đọc được, như dòng 58: “\?”"):
        let_in(*rows)


def test_a_few_unread_values_of_a_small_file_are_no_reason_to_refuse_it():
    people, met = let_in(GOOD, *[GOOD | {"birth_date": "?"}] * 2)
    assert (len(people), met.unread[0].count) == (3, 2)
    with pytest.raises(BadInput):
        let_in(GOOD, *[GOOD | {"birth_date": "?"}] * 3)


def test_of_a_small_file_half_the_rows_may_not_be_left_out():
    nobody = {"personal_id": "Tổng cộng", "full_name": "2 người"}
    people, met = let_in(GOOD, GOOD, nobody)
    assert (people, met.left_out) == ([GOOD, GOOD], 1)
    with pytest.raises(BadInput, match="1 trong 2 dòng bị bỏ"):
        let_in(GOOD, nobody)


SHIFTED = Refusal(3, "Dòng 3 của tệp CSDL có 4 ô.")


def test_a_row_that_its_reader_refused_is_left_out_counted_and_named_by_its_line():
    door = Door()
    people = list(door.let_in([(2, GOOD), SHIFTED, (4, GOOD)], "tệp CSDL"))
    assert people == [GOOD, GOOD]
    assert door.report().left_out == 1
    said = "1 trong 3 dòng bị bỏ vì không đọc được, trước hết: Dòng 3 của tệp CSDL có 4 ô"
    assert door.report().sentences() == (said,)


def test_of_the_refused_the_first_is_named_and_too_many_refuse_the_file():
    later = Refusal(9, "Dòng 9 của tệp CSDL khác.")
    door = Door()
    list(door.let_in([*[(2, GOOD)] * 30, SHIFTED, later, later], "tệp CSDL"))
    assert [(one.count, one.of, one.line) for one in door.report().unread] == [(3, 33, 3)]
    with pytest.raises(BadInput) as refused:
        list(Door().let_in([*[(2, GOOD)] * 26, SHIFTED, later, later], "tệp CSDL"))
    assert str(refused.value) == (
        "Không dùng được tệp CSDL, vì có quá nhiều dòng không đọc được. "
        "3 trong 29 dòng bị bỏ vì không đọc được, trước hết: Dòng 3 của tệp CSDL có 4 ô. "
        "Hãy xuất lại tệp thành bảng Excel (.xlsx), hoặc CSV có ngoặc kép quanh mọi ô."
    )
    with pytest.raises(BadInput, match="1 trong 2 dòng bị bỏ vì không đọc được"):
        list(Door().let_in([(2, GOOD), SHIFTED], "tệp CSDL"))


def test_a_refused_row_and_one_of_nobody_are_told_apart_and_both_left_out():
    door = Door()
    list(door.let_in([*[(2, GOOD)] * 5, SHIFTED, (4, {"personal_id": "Tổng"})], "tệp CSDL"))
    assert [one.is_of_rows for one in door.report().unread] == [True, True]
    assert door.report().left_out == 2
    assert "bị bỏ vì không đọc được" in door.report().sentences()[0]
    assert "“Tổng”" in door.report().sentences()[1]


@pytest.mark.parametrize("missing", ["personal_id", "full_name"])
@pytest.mark.parametrize("blank", ["", " ", "NULL", "N/A", "không rõ"])
def test_a_row_without_number_or_name_is_left_out(missing, blank):
    people, met = let_in(GOOD, GOOD, GOOD | {missing: blank})
    assert people == [GOOD, GOOD]
    assert (met.left_out, met.unread[0].line) == (1, 4)


def test_what_the_first_rows_show_holds_for_all_rows():
    first = [GOOD | {"birth_date": "03/25/1998"}] * (LEARNED - 1)
    people, met = let_in(*first, GOOD, GOOD | {"birth_date": "03/12/1998"})
    assert people[-1]["birth_date"] == "1998-03-12"
    (one,) = met.mended
    assert (one.count, one.line, one.example, one.now) == (LEARNED, 2, "03/25/1998", "1998-03-25")
    people, met = let_in(
        *[GOOD] * LEARNED, GOOD | {"birth_date": "03/25/1998"}, GOOD | {"birth_date": "03/12/1998"}
    )
    assert people[-1]["birth_date"] == "03/12/1998"
    assert met.unread[0].example == "03/12/1998"


@pytest.mark.parametrize("column", ["birth_date", "death_date"])
@pytest.mark.parametrize("written", ["03/12/1998", "3-1-1998", "01/05/1999 00:00:00"])
def test_a_date_of_either_order_is_named_as_such_with_what_to_do(column, written):
    rows = [GOOD | {column: written}] * 3
    with pytest.raises(BadInput) as refused:
        let_in(*rows)
    label = {"birth_date": "Ngày sinh", "death_date": "Ngày mất"}[column]
    assert str(refused.value) == (
        "Không dùng được tệp CSDL, vì có quá nhiều chỗ chưa đọc được. "
        f"{label}: 3 trong 3 ô không rõ ngày hay tháng đứng trước, như dòng 2: “{written}”. "
        "Hãy xuất lại tệp với ngày dạng 1998-12-31."
    )


@pytest.mark.parametrize("written", ["13/13/1998", "3/12/98", "00/05/1999", "31-02/1999"])
def test_other_unread_dates_are_no_question_of_order(written):
    _, met = let_in(*[GOOD] * 5, GOOD | {"birth_date": written})
    assert "chưa đọc được, như dòng 7" in met.sentences()[0]


def test_an_example_is_short_and_has_no_control_characters():
    _, met = let_in(GOOD, GOOD, GOOD | {"birth_date": "x\x1b" + "9" * 200})
    assert met.sentences()[0].endswith("như dòng 4: “x\ufffd" + "9" * 38 + "…”")


def test_the_report_comes_in_the_order_of_the_columns_rows_first():
    wrong = {"sex": "?", "birth_date": "?", "full_name": "?"}
    _, met = let_in(*[GOOD] * 5, GOOD | wrong, {"personal_id": "?"})
    assert [one.column for one in met.unread] == ["", "full_name", "sex", "birth_date"]
