"""What people read is looked up by its Vietnamese text when it is shown."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from pickle import dumps, loads

import pytest

from app import errors, texts
from app.errors import AppError, Refused
from app.texts import Text, tr

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))


@pytest.fixture(autouse=True)
def vietnamese():
    yield
    texts.use(None)


def test_without_a_catalogue_a_text_is_its_own_words():
    assert tr("Thống nhất") == "Thống nhất"
    assert str(Text("Còn {0} mục", 3)) == "Còn 3 mục"


def test_a_catalogue_gives_the_words_until_another_is_used():
    label = Text("Thống nhất")
    texts.use({"Thống nhất": "Agrees"})
    assert (tr("Thống nhất"), str(label), tr("Khác")) == ("Agrees", "Agrees", "Khác")
    texts.use(None)
    assert (tr("Thống nhất"), str(label)) == ("Thống nhất", "Thống nhất")


def test_a_catalogue_that_changes_after_it_was_used_changes_nothing():
    catalogue = {"Thống nhất": "Agrees"}
    texts.use(catalogue)
    catalogue.clear()
    assert tr("Thống nhất") == "Agrees"


def test_a_row_that_repeats_keeps_its_number():
    texts.use({"Con": "Child", "Con 3": "Third child"})
    assert [tr(name) for name in ("Con", "Con 2", "Con 3", "Con nuôi", "Cha 2", "")] == [
        "Child",
        "Child 2",
        "Third child",
        "Con nuôi",
        "Cha 2",
        "",
    ]


def test_a_gap_may_hold_a_text_and_stand_elsewhere():
    texts.use({"{0} chưa có {1}": "no {1} for {0}", "Con": "the child"})
    assert str(Text("{0} chưa có {1}", Text("Con"), "Con")) == "no Con for the child"


def test_braces_of_a_text_without_values_are_shown():
    assert str(Text("{0}")) == "{0}"


@pytest.mark.parametrize("words", ["two {0} {1}", "none", "{1}"])
def test_a_catalogue_with_other_gaps_is_refused_and_the_one_before_stays(words):
    texts.use({"Con": "Child"})
    with pytest.raises(ValueError, match="other gaps"):
        texts.use({"Con": "Kid", "một {0}": words})
    assert tr("Con") == "Child"


def test_an_error_is_looked_up_then_filled_whenever_it_is_read():
    error = Refused("Còn {0} mục khác nhau", 2)
    assert str(error) == "Còn 2 mục khác nhau"
    texts.use({"Còn {0} mục khác nhau": "{0} fields differ"})
    assert (str(error), f"{error}") == ("2 fields differ", "2 fields differ")
    assert str(loads(dumps(error))) == "2 fields differ"
    assert str(Refused("Chưa ký: {0}", error)) == "Chưa ký: 2 fields differ"


# -- what can never be in a catalogue ------------------------------------------------------------------


def kinds_of_error():
    """Return the names of every error that an officer is told, wherever it is declared."""
    for path in SOURCES:
        if "(BadInput)" in (source := path.read_text(encoding="utf-8")) or "(StoreProblem)" in source:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, left = set(), [AppError]
    while left:
        kind = left.pop()
        found.add(kind.__name__)
        left += kind.__subclasses__()
    return found


def calls():
    """Return every call in the program: where it stands, the name called, its arguments."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                at = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                yield at, ast.unparse(node.func), node.args


def is_constant(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_made_up(node):
    """Tell whether a text is put together where it stands, or one of those it is chosen from."""
    if isinstance(node, ast.IfExp):
        return is_made_up(node.body) or is_made_up(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(map(is_made_up, node.values))
    if isinstance(node, ast.Call):  # from a table
        return not (isinstance(node.func, ast.Attribute) and node.func.attr == "get")
    return not is_constant(node) and not isinstance(
        node, ast.Name | ast.Attribute | ast.Subscript | ast.Starred
    )


CODED = {"PackageProblem", "Untrusted"}
"""Errors that are named by a code: the text stands in a table, or comes second."""


def test_no_error_is_made_of_pieces():
    kinds = kinds_of_error()
    assert {"Refused", "KeyedOtherwise", *CODED} <= kinds
    assert {n for n, _ in inspect.getmembers(errors, inspect.isclass) if n != "Text"} <= kinds
    told = [call for call in calls() if call[1] in kinds - {"PackageProblem"}]
    made = [(at, args[name == "Untrusted"]) for at, name, args in told]
    assert len(made) > 150
    assert [at for at, text in made if is_made_up(text)] == []
    names = {at: text.id for at, text in made if isinstance(text, ast.Name)}
    assert [at for at, name in names.items() if name != name.upper()] == []


def test_no_text_is_made_of_pieces():
    made = [(at, args[0]) for at, name, args in calls() if name in {"Text", "tr"}]
    assert len(made) > 50
    assert [at for at, text in made if is_made_up(text)] == []


def test_what_a_screen_says_is_written_where_it_says_it():
    said = [(at, args) for at, name, args in calls() if name in {"self.tr", "QCoreApplication.translate"}]
    assert len(said) > 400
    assert [at for at, args in said if not all(map(is_constant, args))] == []


# -- how it is written ---------------------------------------------------------------------------------


WRITINGS = {
    "app/demo/clerk.py",
    "app/matching/text.py",
    "app/matching/places/place.py",
    "app/matching/places/place_text.py",
    "app/matching/places/place_tokens.py",
    "app/ui/form/syllable.py",
}
"""What people write in books is read there, in either style."""
RECORDS = ("app/commands/link.py", "app/readers/", "app/services/people/bulk.py", "app/services/people/flat_")
"""Files of lines from elsewhere are read there: what stands on a line is a record, no act of a book."""
TERMINAL = ("app/commands/", "app/process/private_folder.py", "app/readers/")
"""Said to whoever types commands."""
LATE_TONE = re.compile(r"(?i)(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")


def written():
    """Return every string of the program that is no docstring: where it stands, and its words."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loose = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree):
            if is_constant(node) and id(node) not in loose:
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node.value


@pytest.mark.parametrize("word", ["hoà", "HOÀ", "khoẻ", "thuỷ", "Thuý", "uỷ", "xoá"])
def test_a_late_tone_is_known(word):
    assert LATE_TONE.search(f"a {word}, b")


@pytest.mark.parametrize(
    "word", ["hòa", "khỏe", "thủy", "ủy", "quý", "quỹ", "hoàn", "toán", "huyện", "khuỷu"]
)
def test_words_without_a_choice_and_early_tones_are_no_late_ones(word):
    assert not LATE_TONE.search(f"a {word}, b")


def test_tones_are_written_in_one_style():
    """The registry writes hòa, thủy: the tone on the first vowel."""
    late = [(at, t) for at, t in written() if at.split(":")[0] not in WRITINGS and LATE_TONE.search(t)]
    assert late == []


@pytest.mark.parametrize(
    "word",
    [
        *("bản ghi", "để lại vì", "ít hơn", "ngày tuổi", "để riêng", "ngồi máy"),
        *("chỉ mục", "lược đồ", "xác thực", "d.mục", "ống dẫn"),
    ],
)
def test_an_officer_would_not_say(word):
    """The words officers use instead: trường hợp, tạm gác, sổ ghi thiếu, cập nhật hôm nay, chưa ghép được."""
    spared = RECORDS if word == "bản ghi" else TERMINAL
    said = [(at, text) for at, text in written() if word in text.lower() and not at.startswith(spared)]
    assert said == []
