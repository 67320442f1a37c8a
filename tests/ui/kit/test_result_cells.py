import pytest

from app.matching.result import Line, Result
from app.models.words.codes import Resolution
from app.models.words.values import Mark
from app.ui.kit import result_cells
from app.ui.kit.icons import Sign


def test_differing_letters_are_found_unless_nothing_is_alike():
    assert result_cells.differing("Bùi Thị Thuỷ", "BÙI THỊ THUÝ") == (((11, 12),), ((11, 12),))
    assert result_cells.differing("Mường", "Kinh") == ((), ())


@pytest.mark.parametrize("result", list(Result))
def test_every_result_has_a_sign_and_a_word(result):
    line = Line("full_name", "child_name", "Họ tên", "a", "b", result)
    cell = result_cells.result_cell(line)
    assert cell.icon in list(Sign)
    assert cell.text


def test_every_resolution_has_a_chip():
    assert all(result_cells.resolution_cell(code).chip for code in Resolution)
    assert result_cells.resolution_cell("").text == ""


def test_the_cell_says_why_there_are_no_words():
    line = Line("birth_date", "x", "Ngày sinh", "", "1999", Result.ILLEGIBLE, mark=Mark.TORN)
    assert result_cells.book_cell(line).text == "(rách, mất trang)"
