"""The link command on invented people: answers, and nothing left behind or thrown at the user."""

import gzip
import json
import tempfile
from pathlib import Path

import pytest

from app.commands.link import run
from app.models.person import PERSON_COLUMNS
from tests.conftest import numbered
from tests.invented import Invented

PEOPLE = list(Invented(3).people(400))


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "R.csv.gz"
    columns = [*PERSON_COLUMNS, "religion"]
    lines = [",".join(columns)]
    lines += [",".join(f'"{row.get(c, "")}"' for c in columns) for row in PEOPLE]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def link(registry: Path, records: list[dict[str, object]]) -> list[dict]:
    source, out = registry.with_name("B.jsonl"), registry.with_name("P.jsonl")
    source.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    arguments = ["--registry", str(registry), "--records", str(source), "--out", str(out)]
    assert run(arguments, random=numbered()) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_the_three_decisions(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child = next(p for p in PEOPLE if p.get("father_name") and "spouse_name" not in p)
    written = {k: v for k, v in child.items() if k != "personal_id"} | {"role": "child", "entry_no": 7}
    stranger = {"full_name": "Hoàng Văn Xuyến", "birth_date": "1/2/1903", "role": "deceased"}
    answers = link(
        registry,
        [
            written | {"record_id": "a", "full_name": child["full_name"].upper()},
            written | {"record_id": "b", "ethnicity": "Tày", "permanent_residence": "xã khác"},
            stranger | {"record_id": "c"},
        ],
    )
    assert [a["record_id"] for a in answers] == ["a", "b", "c"]
    assert [a["decision"] for a in answers] == ["consistent", "mismatch", "not_found"]
    assert [a["personal_id"] for a in answers] == [child["personal_id"], child["personal_id"], None]
    assert [a["differing_fields"] for a in answers] == [[], ["ethnicity"], []]
    assert answers[0]["candidates"][0] == child["personal_id"]
    assert answers[0]["score"] > 0.9
    assert answers[2]["score"] < 0.5
    assert answers[1]["reason"].endswith("khác dân tộc")
    assert "3 bản ghi" in capsys.readouterr().out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["B.jsonl", "P.jsonl", "R.csv.gz"]


def test_an_age_counts_from_the_year_of_the_book(registry: Path) -> None:
    mother = next(p for p in PEOPLE if p.get("spouse_name") and p["sex"] == "Nữ")
    said = {key: mother[key] for key in ("full_name", "spouse_name")} | {"role": "mother"}
    age = f"{2010 - int(mother['birth_date'][:4])} tuổi"
    dated = {"record_id": "a", "book_no": "04/2010", "birth_date": age}
    undated, wrong = {"record_id": "b"}, {"record_id": "c", "book_no": "04/1970", "birth_date": age}
    right, alone, other = link(registry, [said | dated, said | undated, said | wrong])
    assert right["candidates"][0] == mother["personal_id"]
    assert right["score"] > alone["score"] > other["score"]
    assert "birth_date" not in right["differing_fields"]


def test_bad_files_are_told_without_their_words(
    registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"record_id": "1"}\n{"full_name": "Lê Thị Kín"}\n', encoding="utf-8")
    out = ["--out", str(tmp_path / "P.jsonl")]
    assert run(["--registry", str(registry), "--records", str(bad), *out], random=numbered()) == 1
    said = capsys.readouterr().err
    assert "Dòng 2" in said
    assert "Kín" not in said
    headless = tmp_path / "R.csv"
    headless.write_text("name\nLê Thị Kín\n", encoding="utf-8")
    assert run(["--registry", str(headless), "--records", str(bad), *out], random=numbered()) == 1
    assert "personal_id" in capsys.readouterr().err
    missing = ["--registry", str(tmp_path / "none.csv"), "--records", str(bad), *out]
    assert run(missing, random=numbered()) == 1
    assert "none.csv" in capsys.readouterr().err
