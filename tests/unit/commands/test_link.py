"""The link command on invented people: answers, and nothing left behind or thrown at the user."""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.commands.link import run
from app.errors import BadInput
from app.models.registry.person import PERSON_COLUMNS
from app.services.people import bulk
from app.services.people.bulk import COMPARED
from app.services.people.flat_records import entries
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


def link(registry: Path, records: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    source, out = registry.with_name("B.jsonl"), registry.with_name("P.jsonl")
    source.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    arguments = ["--registry", str(registry), "--records", str(source), "--out", str(out)]
    assert run(arguments, random=numbered()) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_the_four_answers(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child = next(p for p in PEOPLE if p.get("father_name") and "spouse_name" not in p)
    written = {k: v for k, v in child.items() if k != "personal_id"} | {"role": "child", "entry_no": 7}
    born = child["birth_date"][:4]
    stranger = {"full_name": "Hoàng Văn Xuyến", "birth_date": "1/2/1903", "role": "deceased"}
    answers = link(
        registry,
        [
            written | {"record_id": "a", "full_name": child["full_name"].upper()},
            written | {"record_id": "b", "ethnicity": "Tày", "permanent_residence": "xã khác"},
            stranger | {"record_id": "c"},
            {"record_id": "d", "role": "person", "full_name": child["full_name"], "birth_date": born},
        ],
    )
    assert [a["record_id"] for a in answers] == ["a", "b", "c", "d"]
    assert [a["decision"] for a in answers] == ["consistent", "mismatch", "not_found", "check"]
    assert [a["personal_id"] for a in answers] == [child["personal_id"], child["personal_id"], None, None]
    assert [a["differing_fields"] for a in answers] == [[], ["ethnicity"], [], []]
    assert child["personal_id"] in answers[3]["candidates"]
    assert answers[0]["candidates"][0] == child["personal_id"]
    assert answers[0]["score"] > 0.9
    assert answers[2]["score"] < 0.5
    assert answers[1]["reason"].endswith("khác dân tộc")
    said = capsys.readouterr().out
    assert "4 bản ghi" in said
    assert "Kết quả: 1 khớp, 1 có sai lệch, 1 không tìm thấy, 1 cần xem\n" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["B.jsonl", "P.jsonl", "R.csv.gz"]


def read(path: Path) -> list[list[Mapping[str, str]]]:
    """Return the entries of a file as they are linked."""
    return [[*job.entry] for job in bulk.jobs(entries(path))]


def test_only_the_words_of_a_book_are_read_in_another_encoding(tmp_path: Path) -> None:
    kept = {"entry_id": "Hå-2", "book_type": "Sæ", "book_no": "Hå/2001", "entry_no": "7å"}
    coded = {"record_id": "Hå-1", "full_name": "NguyÔn V¨n Hïng", "register_place": "X· CÈm Tó"}
    beside = {"record_id": "Hå-3", "role": "mÑ", "full_name": "Hå Lan", "sex": "N÷", "cmnd": "giÊy 1711"}
    path = tmp_path / "B.jsonl"
    path.write_text("\n".join(json.dumps(kept | r) for r in (coded, beside)), encoding="utf-8")
    assert read(path) == [
        [
            kept | coded | {"full_name": "Nguyễn Văn Hùng", "register_place": "Xã Cẩm Tú"},
            kept | beside | {"full_name": "Hồ Lan", "sex": "Nữ", "cmnd": "giấy 1711"},
        ]
    ]


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


@pytest.mark.parametrize(
    "act",
    [
        {"event_date": "ngày 3 tháng 5 năm 2010", "registration_date": "12/5/2015"},
        {"registration_date": "12/5/2010"},
    ],
    ids=["event", "registration"],
)
def test_an_age_counts_to_the_act_rather_than_from_the_year_of_the_book(
    registry: Path, act: dict[str, str]
) -> None:
    mother = next(p for p in PEOPLE if p.get("spouse_name") and p["sex"] == "Nữ")
    said = {key: mother[key] for key in ("full_name", "spouse_name")} | {"role": "mother", "record_id": "a"}
    age = f"{2010 - int(mother['birth_date'][:4])} tuổi"
    (answer,) = link(registry, [said | act | {"book_no": "01/2015", "birth_date": age}])
    assert answer["personal_id"] == mother["personal_id"]
    assert answer["differing_fields"] == []


def test_the_dates_of_the_act_are_read_in_another_encoding(tmp_path: Path) -> None:
    line = {"record_id": "1", "full_name": "NguyÔn V¨n Hïng", "event_date": "th¸ng n¨m n¨m 1956"}
    path = tmp_path / "B.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    ((record,),) = read(path)
    assert record["event_date"] == "tháng năm năm 1956"


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


# --- reading the records


def written(folder: Path, *lines: str) -> Path:
    path = folder / "B.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(number: str, **words: object) -> str:
    return json.dumps({"record_id": number, **words}, ensure_ascii=False)


def numbers(path: Path) -> list[list[str]]:
    return [[record["record_id"] for record in entry] for entry in entries(path)]


def test_lines_of_one_entry_come_together_wherever_they_stand(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        line("1", entry_id="a"),
        line("2", entry_id="b"),
        "",
        line("3"),
        line("4", entry_id="a"),
        line("5"),
        line("6", entry_id="b"),
        line("7", entry_id="a"),
    )
    assert numbers(path) == [["1", "4", "7"], ["2", "6"], ["3"], ["5"]]


def test_values_come_as_text_in_unicode(tmp_path: Path) -> None:
    path = written(
        tmp_path, line("1", entry_no=7, cmnd=None, full_name="§inh C«ng Tr¸ng", mother_name="Buøi Thò Laùng")
    )
    assert read(path) == [
        [
            {
                "record_id": "1",
                "entry_no": "7",
                "full_name": "Đinh Công Tráng",
                "mother_name": "Bùi Thị Láng",
            }
        ]
    ]


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "B.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line("1").encode() + b"\r\n" + line("2").encode())
    assert numbers(path) == [["1"], ["2"]]


@pytest.mark.parametrize(
    "bad",
    ['{"record_id": "2"', "[1, 2]", '"Lê Thị Kín"', '{"full_name": "Lê Thị Kín"}', "\udcff"],
    ids=["cut", "list", "text", "no number", "bytes"],
)
def test_a_line_that_is_no_record_is_named_without_its_words(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "B.jsonl"
    path.write_bytes(f"{line('1')}\n{bad}\n".encode(errors="surrogateescape"))
    with pytest.raises(BadInput, match="Dòng 2") as told:
        list(entries(path))
    assert "Kín" not in str(told.value)


def test_a_number_given_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, line("1", entry_id="a"), line("2"), line("1", entry_id="b"))
    with pytest.raises(BadInput, match=r"Dòng 3 .* lặp lại"):
        list(entries(path))


def test_a_volume_is_one_however_its_place_is_written(tmp_path: Path) -> None:
    ways = ("x. Cẩm Lương", "Xã Cẩm Vân, Cẩm Thủy", "Xã Cẩm Lương, Huyện Cẩm Thủy", "nt", "", "")
    lines = [
        line(str(n), book_no="1/1990", entry_no=9 - n, register_place=place) for n, place in enumerate(ways)
    ]
    found = [entry[0]["record_id"] for entry in entries(written(tmp_path, *lines))]
    assert found == ["3", "2", "0", "1", "5", "4"]


def test_entries_come_in_the_order_of_the_books(tmp_path: Path) -> None:
    numbers = (("1", "02/1990", "2/1990"), ("2", "01/1990", 7), ("3", "02/1990", "1/1990"), ("4", "", ""))
    lines = [line(n, book_no=book, entry_no=number) for n, book, number in numbers]
    found = [entry[0]["record_id"] for entry in entries(written(tmp_path, *lines))]
    assert found == ["3", "1", "2", "4"]


def test_keys_that_nobody_reads_are_told_once(tmp_path: Path) -> None:
    told: list[list[str]] = []
    lines = (
        line("1", birthdate="1990", full_name="A"),
        line("2", birthdate="1991", other_name="B"),
        line("3", **dict.fromkeys((*COMPARED, "book_type", "personal_id", "register_place"), "1")),
        line("4", note=None),
    )
    path = written(tmp_path, *lines)
    assert len(list(entries(path, lambda keys: told.append(sorted(keys))))) == 4
    assert told == [["birthdate", "other_name"]]


def test_what_the_schema_names_is_read(tmp_path: Path) -> None:
    schema = json.loads(Path("docs/formats/link-record.schema.json").read_text(encoding="utf-8"))
    told: list[object] = []
    path = written(tmp_path, json.dumps(dict.fromkeys(schema["properties"], "1")))
    assert len(list(entries(path, told.append))) == 1
    assert told == []


def test_the_notice_is_short_and_holds_no_control_characters(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = {"\x1b[2Jx": 1, "z" * 50: 1} | {f"k{n:02}": 1 for n in range(20)}
    link(registry, [{"record_id": 1, **odd}])
    notices = capsys.readouterr().err.splitlines()
    assert notices[0] == "Lưu ý: bỏ qua các cột không dùng tới của tệp CSDL: religion"
    head, _, names = notices[1].rpartition(": ")
    assert head == "Lưu ý: bỏ qua các khóa không dùng tới của tệp bản ghi"
    assert names == "\ufffd[2Jx, " + ", ".join(f"k{n:02}" for n in range(11)) + ", …"
    assert len(notices) == 2


# --- the command as a whole

KEYS = ("record_id", "decision", "personal_id", "differing_fields", "candidates", "score", "reason")


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that programs started here take for that of temporary files."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return folder


def from_shell(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "link", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_from_end_to_end(registry: Path, tmp_path: Path, temp: Path) -> None:
    records = [
        json.dumps({**said, "record_id": n, "role": "person"}, ensure_ascii=False)
        for n, person in enumerate(PEOPLE[:120])
        if (said := {key: person[key] for key in COMPARED if key in person})
    ]
    source, out = written(tmp_path, *records), tmp_path / "P.jsonl"
    files = "--registry", registry, "--records", source, "--out", out
    done = from_shell(*files)
    assert done.returncode == 0
    assert done.stderr == "Lưu ý: bỏ qua các cột không dùng tới của tệp CSDL: religion\n"
    answers = [json.loads(answer) for answer in out.read_text(encoding="utf-8").splitlines()]
    assert [a["record_id"] for a in answers] == [str(n) for n in range(120)]
    assert all(tuple(a) == KEYS for a in answers)
    for what, rows in (("record", map(json.loads, records)), ("answer", answers)):
        schema = json.loads(Path(f"docs/formats/link-{what}.schema.json").read_text(encoding="utf-8"))
        for row in rows:
            jsonschema.validate(row, schema)
    assert [a["personal_id"] for a in answers] == [p["personal_id"] for p in PEOPLE[:120]]
    assert all(a["candidates"][0] == a["personal_id"] and len(a["candidates"]) <= 10 for a in answers)
    assert "400 người" in done.stdout
    assert "120 bản ghi" in done.stdout
    assert "bản ghi/s" in done.stdout
    assert list(temp.iterdir()) == []
    assert not list(tmp_path.glob("*.part"))


def test_a_refused_file_leaves_the_old_answers_alone(registry: Path, tmp_path: Path, temp: Path) -> None:
    source, out = written(tmp_path, line("1"), line("1")), tmp_path / "P.jsonl"
    out.write_text("of yesterday\n", encoding="utf-8")
    done = from_shell("--registry", registry, "--records", source, "--out", out)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["Dòng 2 của tệp bản ghi lặp lại một record_id đã có."]
    assert out.read_text(encoding="utf-8") == "of yesterday\n"
    assert list(temp.iterdir()) == []
    assert not list(tmp_path.glob("*.part"))
