"""What the bench ``keying`` counts."""

import json
from collections import Counter

import pytest
from sqlalchemy import Engine, event, text

from app.models.words.values import Mark, Value
from tests.bench.figures import Figures
from tests.bench.keying_officer import agree
from tests.bench.keying_statements import READS, REGISTRY, TRANSACTIONS, WRITES, Statements, show


@pytest.fixture
def statements():
    made = Statements()
    event.listen(Engine, "before_cursor_execute", made.work)
    yield made
    event.remove(Engine, "before_cursor_execute", made.work)


def test_statements_are_counted_by_what_they_do(store, statements):
    with store.write() as session:
        session.execute(text("INSERT INTO meta (key, value) VALUES ('a', 'b')"))
        session.execute(text("UPDATE meta SET value = 'c' WHERE key = 'a'"))
    with store.read() as session:
        session.execute(text("SELECT count(*) FROM meta"))
    statements.registry("SELECT 1")
    assert statements.taken() == {WRITES: 2, READS: 1, TRANSACTIONS: 2, REGISTRY: 1}
    assert statements.taken() == {}


def test_a_statement_of_an_unknown_kind_is_not_left_out(store, statements):
    with store.read() as session, pytest.raises(KeyError):
        session.execute(text("EXPLAIN SELECT 1"))


def test_the_figures_are_of_all_fields(tmp_path, capsys):
    results = tmp_path / "results.json"
    counts = {"a": Counter({READS: 1}), "b": Counter({READS: 2}), "c": Counter({READS: 9, WRITES: 3})}
    show(counts, Figures("keying", results))
    found = json.loads(results.read_text(encoding="utf-8"))["keying"]
    reads = [found[f"reads_{what}"]["ours"] for what in ("per_field", "median", "max", "total")]
    assert reads == [4, 2, 9, 12]
    assert found["writes_total"]["ours"] == 3
    assert all("ratio" not in figure for figure in found.values())
    assert "most reads: c (9)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("shown", "wanted", "needs_no_key"),
    [
        (Value("Mường"), Value(" Mường"), True),
        (Value("Mường"), Value("Muờng"), False),
        (Value("", Mark.TORN), Value("", Mark.TORN), True),
        (Value("", Mark.TORN), Value(), False),
        (Value("", Mark.NOT_IN_FORM), Value(), True),
        (Value("", Mark.NOT_IN_FORM), Value("036199012345"), False),
        (Value("", Mark.NOT_IN_FORM), Value("", Mark.TORN), False),
    ],
)
def test_a_field_needs_no_key_when_it_says_what_the_act_says(shown, wanted, needs_no_key):
    assert agree(shown, wanted) is needs_no_key
