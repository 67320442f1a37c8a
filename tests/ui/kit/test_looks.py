"""One thing has one icon and one colour, on whatever screen it is shown."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from app.matching.result import Line, Result
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Mark
from app.ui.entry.panels import lines_table
from app.ui.kit import icons, result_cells, theme
from app.ui.kit.looks import BRANCH_LOOK, MARK_LOOK, RESOLUTION_LOOK

UI = Path(__file__).parents[3] / "app" / "ui"


def looks_by_code(tree):
    """Yield the name of the codes for each table that gives each of them several words: word, tone, icon."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and node.keys:
            codes = {
                k.value.id
                for k in node.keys
                if isinstance(k, ast.Attribute) and isinstance(k.value, ast.Name)
            }
            if len(codes) == 1 and all(isinstance(value, ast.Tuple) for value in node.values):
                texts = [part for value in node.values for part in value.elts]
                if all(isinstance(part, ast.Constant) for part in texts):
                    yield codes.pop()


def test_no_code_has_two_tables_of_looks():
    found = Counter()
    for path in sorted(UI.rglob("*.py")):
        found.update(looks_by_code(ast.parse(path.read_text(encoding="utf-8"))))
    assert {"Branch", "Mark", "Resolution", "ItemState", "PackageState"} <= set(found)
    assert {code for code, times in found.items() if times > 1} == set()


@pytest.mark.parametrize(
    ("codes", "looks"), [(Branch, BRANCH_LOOK), (Mark, MARK_LOOK), (Resolution, RESOLUTION_LOOK)]
)
def test_every_code_has_a_look_that_can_be_drawn(themed, codes, looks):
    assert set(looks) == set(codes)
    for word, tone, icon in looks.values():
        assert word
        assert theme.color(tone).isValid()
        assert not icons.icon(icon, tone).isNull()


@pytest.mark.parametrize("resolution", list(Resolution))
def test_a_resolution_looks_the_same_where_it_is_chosen_and_where_it_is_approved(resolution):
    line = Line("full_name", "child_name", "Họ tên", "a", "b", Result.DIFFERENT)
    chosen = lines_table.columns()[-1].cell(lines_table.LineRow(line, resolution, "", narrow=False))
    approved = result_cells.resolution_cell(resolution)
    assert (chosen.text, chosen.tone, chosen.icon) == (approved.text, approved.tone, approved.icon)


@pytest.mark.parametrize("result", list(Result))
@pytest.mark.parametrize("mark", [None, *Mark])
def test_a_result_looks_the_same_where_it_is_decided_and_where_it_is_approved(result, mark):
    line = Line("full_name", "child_name", "Họ tên", "", "", result, mark=mark)
    decided = lines_table.columns()[3].cell(lines_table.LineRow(line, "", "", narrow=False))
    approved = result_cells.result_cell(line)
    assert (decided.text, decided.tone, decided.icon) == (approved.text, approved.tone, approved.icon)
    assert decided.weight == approved.weight
