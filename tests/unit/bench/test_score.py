"""The scorer, against figures worked out by hand."""

import json

import pytest

from tests.bench.cases.score import errors, score


def answer(name, person, decision, fields, *, trap=None, accept=None):
    kinds = {k: "tone" for k, v in fields.items() if v == "diff"}
    return {
        "record_id": name,
        "personal_id": person,
        "decision": decision,
        "fields": fields,
        "kinds": kinds,
        "trap": trap,
        "accept": accept or [decision],
        "ambiguous": bool(accept),
    }


TRUTH = [
    answer("right", "1", "consistent", {"full_name": "equal", "birth_date": "lunar"}),
    answer("differs", "2", "mismatch", {"full_name": "diff", "sex": "form"}),
    answer("other person", "3", "consistent", {"full_name": "form"}),
    answer("trap", None, "not_found", {}, trap="twin"),
    answer("either", None, "not_found", {}, trap="namesake_year", accept=["not_found", "consistent"]),
    answer("unsaid", "4", "mismatch", {"birth_date": "diff"}),
]


def said(name, decision, person, differing, candidates, chance):
    return {
        "record_id": name,
        "decision": decision,
        "personal_id": person,
        "differing_fields": differing,
        "candidates": candidates,
        "score": chance,
    }


SAID = [
    said("right", "consistent", "1", ["birth_date"], ["1", "7"], 0.95),
    said("differs", "mismatch", "2", ["full_name", "sex"], ["7", "2"], 0.9),
    said("other person", "consistent", "9", ["full_name"], ["9"], 0.6),
    said("trap", "consistent", "8", [], ["8"], 0.5),
    said("either", "consistent", "5", [], ["5"], 0.2),
]


@pytest.fixture
def files(tmp_path):
    for name, rows in (("truth", TRUTH), ("pred", SAID)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return tmp_path / "truth.jsonl", tmp_path / "pred.jsonl"


def test_figures(files):
    found = score(*files)
    assert (found.records, found.missing) == (6, 1)
    assert (found.link.hits, found.link.false, found.link.missed) == (2, 3, 2)
    assert found.link.precision == pytest.approx(0.4)
    assert found.link.recall == pytest.approx(0.5)
    assert found.link.f1 == pytest.approx(4 / 9)
    assert found.decision == pytest.approx(4 / 6)
    assert found.joint == pytest.approx(3 / 6)
    assert found.false_consistent == pytest.approx(2 / 6)
    assert (found.fields.hits, found.fields.false, found.fields.missed) == (1, 1, 1)
    assert found.clear_recall == pytest.approx(2 / 4)
    assert found.recall_at_10 == pytest.approx(2 / 4)
    assert found.traps == {"twin": (0, 1), "namesake_year": (0, 1)}


def test_calibration(files):
    found = score(*files)
    assert found.brier == pytest.approx((0.05**2 + 0.1**2 + 0.6**2 + 0.5**2 + 0.2**2) / 5)
    assert [b.count for b in found.bins] == [0, 0, 1, 0, 0, 1, 1, 0, 0, 2]
    assert found.bins[9].right == 1.0
    assert found.bins[9].score == pytest.approx(0.925)


def test_errors_come_worst_first(files):
    assert [t["record_id"] for t, _ in errors(*files, 10)] == ["other person", "trap", "unsaid"]


def test_a_second_prediction_is_refused(files):
    truth, pred = files
    pred.write_text(pred.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(ValueError, match="second prediction"):
        score(truth, pred)


def test_the_figures_read_as_text(files):
    text = str(score(*files))
    assert "P 0.4000 R 0.5000 F1 0.4444" in text
    assert "consistent>consistent 2" in text


def test_who_has_to_be_checked_counts_apart(tmp_path):
    truth = [
        *TRUTH,
        answer("seen", "6", "consistent", {}),
        answer("unseen", "7", "mismatch", {"sex": "diff"}),
    ]
    pred = [
        *SAID,
        said("seen", "check", None, [], ["4", "6"], 0.3),
        said("unseen", "check", None, [], ["4"], 0.4),
    ]
    for name, rows in (("truth", truth), ("pred", pred)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    files = tmp_path / "truth.jsonl", tmp_path / "pred.jsonl"
    found = score(*files)
    assert (found.records, found.check, found.check_listed) == (8, pytest.approx(2 / 8), (1, 2))
    assert (found.link.hits, found.link.false, found.link.missed) == (2, 3, 2)
    assert (found.decision, found.false_consistent) == (pytest.approx(4 / 6), pytest.approx(2 / 6))
    assert (found.fields.hits, found.fields.false, found.fields.missed) == (1, 1, 1)
    assert found.recall_at_10 == pytest.approx(3 / 6)
    assert [b.count for b in found.bins] == [0, 0, 1, 1, 1, 1, 1, 0, 0, 2]
    assert not {"seen", "unseen"} & {t["record_id"] for t, _ in errors(*files, 10)}


def test_the_score_of_who_has_to_be_checked_is_the_first_candidates(tmp_path):
    (tmp_path / "truth.jsonl").write_text(json.dumps(answer("seen", "6", "consistent", {})), encoding="utf-8")
    (tmp_path / "pred.jsonl").write_text(
        json.dumps(said("seen", "check", None, [], ["6", "4"], 0.7)), encoding="utf-8"
    )
    found = score(tmp_path / "truth.jsonl", tmp_path / "pred.jsonl")
    assert found.brier == pytest.approx(0.09)
