"""A generated case is what it says: repeatable, whole, and true to its own registry."""

import csv
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from lunar_vn import convert_lunar_to_solar

from tests.bench.cases.__main__ import shares, write_case
from tests.bench.cases.clerk import DITTOS
from tests.bench.cases.truth import COMPARED

LUNAR = re.compile(r"(\d+)\D+(\d+)\D+(\d+)")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def registry(folder: Path) -> list[dict]:
    with gzip.open(folder / "registry.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def everything(folder: Path) -> tuple[bytes, bytes, list[dict]]:
    return (folder / "records.jsonl").read_bytes(), (folder / "truth.jsonl").read_bytes(), registry(folder)


class Case:
    def __init__(self, folder: Path) -> None:
        self.rows = registry(folder)
        self.by_id = {row["personal_id"]: row for row in self.rows}
        self.records = lines(folder / "records.jsonl")
        self.truths = lines(folder / "truth.jsonl")
        self.pairs = list(zip(self.records, self.truths, strict=True))
        self.entries = defaultdict(list)
        for record, truth in self.pairs:
            self.entries[record["entry_id"]].append((record, truth))


@pytest.fixture(scope="module", params=["harsh", "plain"])
def case(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    write_case(9000, 1600, 11, folder, harsh=request.param == "harsh")
    made = Case(folder)
    made.harsh = request.param == "harsh"
    return made


def test_the_same_seed_writes_the_same_case(tmp_path):
    for name, seed in (("one", 4), ("two", 4), ("three", 5)):
        write_case(1500, 200, seed, tmp_path / name, harsh=True)
    one, two, three = (everything(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one[0] != three[0]


def test_the_registry_has_the_rows_asked_for_and_each_number_once(case):
    assert len(case.rows) == len(case.by_id) == 9000
    assert all(re.fullmatch(r"\d{12}", number) for number in case.by_id)
    assert all(row["full_name"] for row in case.rows)


def test_names_of_relatives_by_number_are_rows(case):
    linked = [row[key] for row in case.rows for key in ("father_id", "mother_id", "spouse_id") if row[key]]
    assert len(linked) > 1000
    assert set(linked) <= case.by_id.keys()


def test_decisions_follow_from_the_fields(case):
    for truth in case.truths:
        if truth["personal_id"] is None:
            assert truth["decision"] == "not_found"
            assert truth["trap"]
            assert not truth["fields"]
        else:
            assert truth["personal_id"] in case.by_id
            different = {name for name, state in truth["fields"].items() if state == "diff"}
            assert truth["decision"] == ("mismatch" if different else "consistent")
            assert truth["kinds"].keys() == different
        assert truth["accept"][0] == truth["decision"]
        assert truth["ambiguous"] or len(truth["accept"]) == 1


def test_equal_means_equal_and_missing_means_blank(case):
    seen = set()
    for record, truth in case.pairs:
        row = case.by_id.get(truth["personal_id"])
        for name, state in truth["fields"].items():
            assert name in COMPARED
            held = (
                row["personal_id"]
                if name == "cmnd" and len(re.sub(r"\D", "", record[name])) == 12
                else row[name]
            )
            seen.add(state)
            if state == "equal":
                assert record[name] == held
            elif state == "form":
                assert record[name] != held
                assert held
            elif state == "diff":
                assert record[name] != held
    assert {"equal", "form", "missing", "diff"} <= seen


def test_a_ditto_stands_below_what_it_repeats(case):
    before: dict[tuple, dict] = {}
    marks = 0
    for records in case.entries.values():
        for i, (record, _) in enumerate(records):
            volume = record["book_type"], record["book_no"], record["register_place"]
            above = records[i - 1][0] if i else before.get(volume)
            for name, text in record.items():
                if text in DITTOS:
                    marks += 1
                    assert above[name], (record["record_id"], name)
        before[volume] = records[0][0]
    assert (marks > 20) == case.harsh


def test_a_lunar_date_is_the_registry_day_by_the_moon(case):
    found = 0
    for record, truth in case.pairs:
        text = record.get("birth_date", "")
        numbers = LUNAR.match(text)
        held = case.by_id[truth["personal_id"]]["birth_date"] if truth["personal_id"] else ""
        if (
            truth["fields"].get("birth_date") == "lunar"
            and numbers
            and len(numbers[3]) == 4
            and len(held) == 10
        ):
            day = convert_lunar_to_solar(*map(int, numbers.groups()))
            found += 1
            assert day.isoformat() == held
    assert not case.harsh or found


def test_a_parent_found_in_the_entry_is_the_childs_parent(case):
    checked = 0
    for records in case.entries.values():
        by_role = {
            record["role"]: truth["personal_id"]
            for record, truth in records
            if record["book_type"] == "birth"
        }
        child = case.by_id.get(by_role.get("child"))
        for role in ("father", "mother"):
            if child and by_role.get(role) and child[f"{role}_id"] and child[f"{role}_id"] != by_role[role]:
                checked += 1
    adopted = sum("adopted" in truth["kinds"].values() for truth in case.truths)
    assert checked <= 2 * adopted
    sizes = {len(records) for records in case.entries.values()}
    assert sizes >= {1, 2, 3} if case.harsh else sizes == {1, 2}


def test_rows_are_shared_over_districts_without_losing_any():
    for people in (500, 20_000, 1_000_000):
        groups = shares(people)
        assert sum(rows for _, rows in groups) == people
        numbers = [commune.number for communes, _ in groups for commune in communes]
        assert len(numbers) == len(set(numbers))


def spelled(name: str) -> tuple:
    """A second reading of a written name, apart from the generator's: bare letters and tone per word."""
    text = re.sub(r"(?i)\s*(\btức\b.*|\(.*|\[.*)$", "", unicodedata.normalize("NFC", name)).strip()
    words = re.sub(r"(?i)^(ông|bà)\s+", "", text).lower().split()
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = [unicodedata.normalize("NFD", word) for word in words]
    return tuple(
        ("".join(c for c in part if c not in tones), "".join(c for c in part if c in tones)) for part in parts
    )


def test_names_differ_where_a_second_reading_says_so(case):
    checked = 0
    for record, truth in case.pairs:
        for name in ("full_name", "father_name", "mother_name", "spouse_name"):
            state = truth["fields"].get(name)
            if state in {"equal", "form", "diff"}:
                checked += 1
                same = spelled(record[name]) == spelled(case.by_id[truth["personal_id"]][name])
                assert same == (state != "diff"), (record, truth)
    assert checked > 1000


def test_dates_and_ages_differ_where_a_second_reading_says_so(case):
    dates = ages = 0
    for record, truth in case.pairs:
        state, text = truth["fields"].get("birth_date"), record.get("birth_date", "")
        if state not in {"form", "diff"}:
            continue
        held = [int(part) for part in case.by_id[truth["personal_id"]]["birth_date"].split("-")]
        if day := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", text):
            dates += 1
            said = int(day[3]), int(day[2]), int(day[1])
            assert (said[: len(held)] == tuple(held)) == (state == "form"), (record, held)
        elif age := re.fullmatch(r"(\d+)( tuổi|t|T)", unicodedata.normalize("NFC", text)):
            ages += 1
            born = int(record["book_no"][-4:]) - int(age[1])
            assert (abs(born - held[0]) <= 2) == (state == "form"), (record, held)
    assert dates > 20
    assert ages > 20 or not case.harsh
