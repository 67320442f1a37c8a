"""A number that another person of the registry bears never agrees."""

import pytest

from app.matching import number_owner
from app.matching.result import Candidate, Line, Result
from app.models.registry.person import Person

HIEN = Person("038178000001", "Quách Thị Hiên", birth_date="1978-03-12")
LOI = Person("038071000002", "Hà Văn Lợi", birth_date="1971-05-06", cmnd="171222333")
AGAIN = Person("038178000003", "Quách Thị Hiên", birth_date="1978-03-12", cmnd="171222444")


def line(field: str, book: str, result: Result = Result.REGISTRY_BLANK) -> Line:
    return Line(field, f"own_{field}", field, book, "", result, "")


def among(*people: Person, same_as: str = "") -> list[Candidate]:
    return [Candidate(person, 0.5, "", same_as=same_as) for person in people]


@pytest.mark.parametrize(
    ("field", "book", "result"),
    [
        ("cmnd", "171 222 333", Result.REGISTRY_BLANK),
        ("cmnd", "CMND 171222333", Result.DIFFERENT),
        ("personal_id", "038071000002", Result.DIFFERENT),
        ("personal_id", "38071000002", Result.DIFFERENT),
        ("personal_id", "171222333", Result.REGISTRY_BLANK),
    ],
)
def test_the_number_of_another_is_different_and_says_whose(field, book, result):
    (found,) = number_owner.judged((line(field, book, result),), HIEN, among(HIEN, LOI))
    assert (found.result, found.detail) == (Result.DIFFERENT, "là số của Hà Văn Lợi, 06/05/1971")
    assert found.book_spans == ((0, len(book)),)


@pytest.mark.parametrize(
    ("field", "book", "result"),
    [
        ("cmnd", "171222334", Result.REGISTRY_BLANK),
        ("cmnd", "17122233", Result.UNREAD),
        ("cmnd", "", Result.BOOK_BLANK),
        ("full_name", "171222333", Result.UNREAD),
        ("cmnd", "171222333", Result.EQUAL),
        ("cmnd", "171222333", Result.EQUAL_FORMAT),
        ("cmnd", "171222333", Result.EQUAL_VARIANT),
    ],
)
def test_other_lines_stay(field, book, result):
    lines = (line(field, book, result),)
    assert number_owner.judged(lines, HIEN, among(HIEN, LOI)) == lines


def test_the_persons_own_row_is_no_other():
    lines = (line("cmnd", "171222333"),)
    assert number_owner.judged(lines, LOI, among(LOI, HIEN)) == lines


def test_another_row_of_the_same_person_is_no_other():
    lines = (line("cmnd", "171222444"),)
    first = [Candidate(HIEN, 0.5, ""), Candidate(AGAIN, 0.5, "", same_as=HIEN.personal_id)]
    assert number_owner.judged(lines, HIEN, first) == lines
    second = [Candidate(HIEN, 0.5, "", same_as=AGAIN.personal_id), Candidate(AGAIN, 0.5, "")]
    assert number_owner.judged(lines, HIEN, second) == lines


def test_whose_number_it_is():
    assert number_owner.owner("171.222.333", among(HIEN, LOI)) == Candidate(LOI, 0.5, "")
    assert number_owner.owner("3.8E+10", among(HIEN, LOI)) is None
    assert (
        number_owner.called(Candidate(Person("1", "Lò Thị Sen", birth_date="1979"), 0.5, ""))
        == "Lò Thị Sen, 1979"
    )
    assert number_owner.called(Candidate(Person("1", "Lò Thị Sen"), 0.5, "")) == "Lò Thị Sen"
