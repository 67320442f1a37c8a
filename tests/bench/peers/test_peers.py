"""What the peers share, and the one peer that needs no library, on a case of a few people."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.bench.peers import case, exact_peer, fields

PEOPLE = [
    {"personal_id": "038060000001", "full_name": "Lê Văn Hoà", "birth_date": "1960-02-03", "sex": "Nam"},
    {"personal_id": "038061000002", "full_name": "Bùi Thị Mai", "birth_date": "1961", "cmnd": "171100913"},
    {
        "personal_id": "038085000003",
        "full_name": "Lê Văn Tý",
        "birth_date": "1985-03-12",
        "birth_place": "Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        "father_id": "038060000001",
        "mother_id": "038061000002",
        "mother_name": "Bùi Thị Mai",
    },
    {
        "personal_id": "038085000004",
        "full_name": "Lê Văn Tý",
        "birth_date": "1985-03-12",
        "mother_name": "Hà Thị Lan",
    },
]
BIRTH = {"entry_id": "E1", "book_type": "birth", "book_no": "01/1985"}
RECORDS = [
    BIRTH
    | {
        "record_id": "E1-1",
        "role": "child",
        "full_name": "LÊ VĂN TÝ",
        "birth_date": "12/3/1985",
        "mother_name": "bà Bùi Thị Mai",
        "birth_place": "x. Cẩm Tú, h. Cẩm Thuỷ",
    },
    BIRTH
    | {
        "record_id": "E1-2",
        "role": "father",
        "full_name": "Lê Văn Hòa",
        "birth_date": "25 tuổi",
        "sex": "Nữ",
    },
    BIRTH
    | {"record_id": "E1-3", "role": "mother", "full_name": "Bùi Thị Mai", "birth_date": "1961", "sex": "nt"},
    BIRTH
    | {
        "record_id": "E2-1",
        "entry_id": "E2",
        "role": "child",
        "full_name": "Hà Văn An",
        "birth_date": "1985",
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "registry.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted({key for row in PEOPLE for key in row}), restval="")
        writer.writeheader()
        writer.writerows(PEOPLE)
    _write(tmp_path / "records.jsonl", RECORDS)
    truth = {"E1-1": "038085000003", "E1-2": "038060000001", "E1-3": "038061000002", "E2-1": None}
    _write(
        tmp_path / "truth.jsonl", [{"record_id": key, "personal_id": person} for key, person in truth.items()]
    )
    return tmp_path


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1985-03-12", (1985, 3, 12)),
        ("ngày 12 tháng 3 năm 1985", (1985, 3, 12)),
        ("12/III/1985", (1985, 3, 12)),
        ("12.3.85", (1985, 3, 12)),
        ("3/1985", (1985, 3, None)),
        ("12/3/1985 (âm lịch)", (1985, None, None)),
        ("32 tuổi", (1966, None, None)),
        ("không rõ", (None, None, None)),
        ("40/13/1985", (1985, None, None)),
    ],
    ids=["iso", "words", "roman", "two-digits", "month", "lunar", "age", "unknown", "impossible"],
)
def test_dates_are_read(written: str, read: fields.Date) -> None:
    assert fields.date(written, 1998) == read


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "differs"),
    [
        ("full_name", "ÔNG  Lê Văn Hoà (tức Tý)", "Lê Văn Hòa", False),
        ("full_name", "Lê Văn Hỏa", "Lê Văn Hòa", True),
        ("full_name", "không biết", "Lê Văn Hòa", False),
        ("birth_date", "1985", "1985-03-12", False),
        ("birth_date", "12/4/1985", "1985-03-12", True),
        ("birth_place", "Trạm y tế xã Cẩm Tú", "Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", False),
        ("birth_place", "Xã Cẩm Vân", "Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", True),
        ("nationality", "VN", "Việt Nam", False),
        ("cmnd", "CMND 171 100 913", "171100913", False),
        ("cmnd", "171100914", "171100913", True),
    ],
)
def test_fields_are_compared(field: str, ours: str, theirs: str, differs: bool) -> None:
    assert fields.differing({field: ours}, {field: theirs}) == ([field] if differs else [])


def test_a_case_is_read_with_dittos_and_families(folder: Path) -> None:
    given = case.read(folder)
    child, father, mother, _ = given.records
    assert (mother["sex"], mother["of_spouse"], father["of_child"]) == ("Nữ", "Lê Văn Hòa", "LÊ VĂN TÝ")
    assert "of_child" not in child
    assert [row.get("of_child") for row in given.registry[:2]] == ["Lê Văn Tý\n", "Lê Văn Tý\n"]


def test_equality_links_by_name_and_birth_then_mother(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exact_peer.main(folder, tmp_path / "out.jsonl")
    figures = json.loads(capsys.readouterr().out)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["personal_id"] for line in lines] == ["038085000003", None, "038061000002", None]
    assert [line["decision"] for line in lines] == ["consistent", "not_found", "consistent", "not_found"]
    assert figures["f1_usual"] == figures["f1_best"] == 0.8
    assert {"prepare_s", "predict_s", "total_s", "cpu_s", "peak_mb"} <= figures.keys()


def test_the_better_threshold_counts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ranked = {
        "E1-1": [("038085000003", 0.4)],
        "E1-2": [("038060000001", 0.3)],
        "E2-1": [("038061000002", 0.2)],
    }
    case.finish(case.read(folder), tmp_path / "out.jsonl", ranked, 0.5, case.Clock())
    figures = json.loads(capsys.readouterr().out)
    assert (figures["f1_usual"], figures["f1_best"], figures["threshold_best"]) == (0.0, 0.8, 0.3)
    father = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[1])
    assert (father["decision"], father["differing_fields"]) == ("mismatch", ["sex"])
