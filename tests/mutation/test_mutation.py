"""The mutation tool itself, over a small module with a weak test and a strong one."""

import ast
import textwrap

import pytest

from tests.mutation import mutants, sql
from tests.mutation.__main__ import accepted, files, run, sample, show
from tests.mutation.running import ENDLESS, KILLED, SURVIVED, UNTESTED

MODULE = '''
    """What may enter."""

    LIMIT = 3


    def may_enter(age: int, *, ticket: bool) -> bool:
        """Tell whether someone may enter."""
        return age >= LIMIT and ticket


    def forgotten() -> int:
        return 1
    '''
WEAK = """
    from app.gate import may_enter


    def test_somebody_may_enter():
        assert may_enter(7, ticket=True)
    """
STRONG = """
    import pytest

    from app.gate import may_enter


    @pytest.fixture(scope="module")
    def of_age():
        return may_enter(3, ticket=True)


    def test_at_the_limit_one_may_enter(of_age):
        assert of_age


    def test_below_the_limit_nobody_may_enter():
        assert not may_enter(2, ticket=True)


    def test_without_a_ticket_nobody_may_enter():
        assert not may_enter(7, ticket=False)
    """
TRIGGER = """CREATE TRIGGER kept BEFORE UPDATE OF name, born ON person
WHEN OLD.closed = 1 OR NEW.name <> OLD.name AND NEW.kind IN ('a', 'b')
BEGIN SELECT RAISE(ABORT, 'kept and closed'); END"""


def of(tmp_path, source):
    path = tmp_path / "app" / "gate.py"
    path.parent.mkdir(exist_ok=True)
    path.with_name("__init__.py").touch()
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return mutants.of_file(tmp_path, path)


def changes(tmp_path, source):
    return {(mutant.before, mutant.after) for mutant in of(tmp_path, source)}


@pytest.fixture
def project(tmp_path):
    def make(test):
        root = tmp_path / "project"
        (root / "tests").mkdir(parents=True)
        (root / "pytest.ini").write_text(
            "[pytest]\npythonpath = .\nmarkers = soak: long\nfilterwarnings = error\n", encoding="utf-8"
        )
        (root / "tests" / "test_gate.py").write_text(textwrap.dedent(test), encoding="utf-8")
        return root, of(root, MODULE)

    return make


def judged(tmp_path, root, found):
    return {(m.before, m.after): outcome for m, outcome in run(root, tmp_path / "copies", found, ["tests"])}


def test_a_weak_test_lets_mutants_live(project, tmp_path):
    root, found = project(WEAK)
    outcomes = judged(tmp_path, root, found)
    assert outcomes["age >= LIMIT and ticket", "without ticket"] == SURVIVED
    assert outcomes["age >= LIMIT", "age > LIMIT"] == SURVIVED
    assert outcomes["return age >= LIMIT and ticket", "return False"] == KILLED
    assert outcomes["1", "2"] == UNTESTED
    assert (root / "app" / "gate.py").read_text(encoding="utf-8") == textwrap.dedent(MODULE)


def test_a_strong_test_kills_them(project, tmp_path):
    root, found = project(STRONG)
    outcomes = judged(tmp_path, root, [m for m in found if m.inside != "forgotten"])
    assert len(outcomes) == 7
    assert set(outcomes.values()) == {KILLED}


def test_a_mutant_without_end_is_stopped(project, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.mutation.running.SPARE_CPU", 1)
    source = """
        def count(to: int) -> int:
            at = 0
            while at != to:
                at += 1
            return at
        """
    root, _found = project("from app.gate import count\n\n\ndef test_count():\n    assert count(3) == 3\n")
    (endless,) = [m for m in of(root, source) if (m.before, m.after) == ("1", "2")]
    assert judged(tmp_path, root, [endless]) == {("1", "2"): ENDLESS}


def test_a_mutant_that_breaks_pytest_itself_is_killed(project, tmp_path):
    """What goes wrong when the last garbage is collected is raised where pytest ends."""
    source = """
        class Round:
            def __init__(self) -> None:
                self.me = self

            def __del__(self) -> None:
                if self.me is not self:
                    raise ValueError("not round")
        """
    root, _found = project("from app.gate import Round\n\n\ndef test_round():\n    Round()\n")
    found = [m for m in of(root, source) if m.after == "if True"]
    assert list(judged(tmp_path, root, found).values()) == [KILLED]


def test_tests_that_fail_without_a_fault_end_the_run(project, tmp_path):
    root, found = project("def test_wrong():\n    assert False\n")
    with pytest.raises(SystemExit, match="test_wrong"):
        run(root, tmp_path / "copies", found, ["tests"])


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("x = a is b", {("a is b", "a is not b")}),
        ("x = a or b or c", {("a or b or c", f"without {one}") for one in "abc"}),
        ("x = not a", {("not a", "a")}),
        ("x = True", {("True", "False")}),
        ("x = 'code'", {("'code'", "''")}),
        ("x = 'Đã lưu'", set()),
        ("x = f'{a} of {b}'", set()),
        ("x: 'int'", set()),
        ("'said of the module'", set()),
        ("assert a == b", set()),
        ("@f(1)\nclass A: ...", set()),
        ("raise ValueError('no')", {("raise ValueError('no')", "pass")}),
        ("store.close()", {("store.close()", "pass")}),
        ("if a: pass", {("if a", "if True"), ("if a", "if False")}),
        ("x = [a for a in b if a]", {("if a", "if True"), ("if a", "if False")}),
        (
            "x = a in (b, c)",
            {("a in (b, c)", "a not in (b, c)"), ("(b, c)", "without b"), ("(b, c)", "without c")},
        ),
        ("x = select(a).where(b, c)", {("select(a).where(b, c)", f"without {one}") for one in "bc"}),
        ("def f(): return a", {("return a", "return None")}),
        ("def f() -> bool: return a", {("return a", "return True"), ("return a", "return False")}),
        ("def f() -> bool: return True", {("return True", "return False"), ("True", "False")}),
        ("def f(): return None", set()),
    ],
)
def test_each_kind_of_code_has_its_faults(tmp_path, source, wanted):
    assert changes(tmp_path, source) == wanted


def test_each_mutant_is_the_module_with_one_difference(tmp_path):
    whole = ast.unparse(ast.parse(textwrap.dedent(MODULE)))
    found = of(tmp_path, MODULE)
    sources = {mutant.source() for mutant in found}
    assert len(sources) == len(found)
    assert whole not in sources


def test_a_trigger_loses_each_column_and_each_operand():
    found = {" ".join(text.split()) for text, *_ in sql.changes(TRIGGER)}
    end = "BEGIN SELECT RAISE(ABORT, 'kept and closed'); END"
    head = "CREATE TRIGGER kept BEFORE UPDATE OF"
    rule = "WHEN OLD.closed = 1 OR NEW.name <> OLD.name AND NEW.kind IN ('a', 'b')"
    both = f"{head} name, born ON person"
    assert f"{head} name ON person {rule} {end}" in found
    assert f"{head} born ON person {rule} {end}" in found
    for left in (
        "OLD.closed = 1",
        "NEW.name <> OLD.name AND NEW.kind IN ('a', 'b')",
        "OLD.closed = 1 OR NEW.name <> OLD.name",
        "OLD.closed = 1 OR NEW.kind IN ('a', 'b')",
        "OLD.closed = 1 OR NEW.name <> OLD.name AND NEW.kind IN ('b')",
        "OLD.closed = 1 OR NEW.name <> OLD.name AND NEW.kind IN ('a')",
        "OLD.closed = 1 OR NEW.name = OLD.name AND NEW.kind IN ('a', 'b')",
        "OLD.closed = 2 OR NEW.name <> OLD.name AND NEW.kind IN ('a', 'b')",
    ):
        assert f"{both} WHEN {left} {end}" in found
    assert all(text.endswith(end) for text in found)


def test_a_sample_is_the_same_for_a_seed_and_keeps_to_it_when_other_lines_come(tmp_path):
    before = of(tmp_path, MODULE)
    after = of(tmp_path, "X = 5\n\n" + textwrap.dedent(MODULE))
    assert [m.key for m in sample(before, 5, 1)] == [m.key for m in sample(before, 5, 1)]
    assert [m.key for m in sample(before, 5, 1)] != [m.key for m in sample(before, 5, 2)]
    assert len({m.key for m in sample(before, 5, 1)} - {m.key for m in sample(after, 5, 1)}) <= 1


def test_the_usual_files_are_found_wherever_they_lie(tmp_path):
    for name in (
        "app/services/a.py",
        "app/services/room/b.py",
        "app/models/store/triggers.py",
        "app/ui/c.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert {path.name for path in files(tmp_path, [])} == {"a.py", "b.py", "triggers.py"}
    assert [path.name for path in files(tmp_path, [tmp_path / "app" / "ui"])] == ["c.py"]


def test_what_stays_for_a_reason_counts_on_neither_side(tmp_path, capsys):
    found = of(tmp_path, MODULE)
    outcomes = [(mutant, KILLED if n else SURVIVED) for n, mutant in enumerate(found)]
    assert show(outcomes, set()) == pytest.approx(1 - 1 / len(found))
    assert str(found[0]) in capsys.readouterr().out
    kept = tmp_path / "accepted.toml"
    words = dict(zip(("file", "inside", "before", "after"), found[0].key[:4], strict=True), why="the same")
    kept.write_text("[[mutant]]\n" + "\n".join(f'{k} = "{v}"' for k, v in words.items()), encoding="utf-8")
    assert show(outcomes, accepted(kept)) == 1
    assert str(found[0]) not in capsys.readouterr().out
