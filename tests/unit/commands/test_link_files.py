"""Files that link cannot use: a Vietnamese sentence that says where, status 1, and nothing left behind."""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.commands.link import run
from app.models.registry.person import PERSON_COLUMNS, PERSON_LABELS
from app.readers.rows import Refusal
from app.services.people import flat_registry
from app.services.people.registry_door import Line
from tests.conftest import numbered
from tests.invented import Invented

PEOPLE = list(Invented(3).people(40))
LINES = [",".join(f'"{row.get(column, "")}"' for column in PERSON_COLUMNS) for row in PEOPLE]
CSV = "\n".join([",".join(PERSON_COLUMNS), *LINES, ""]).encode()
PACKED = gzip.compress(CSV, mtime=0)
HEADER = b"personal_id,full_name,birth_place\n"
RECORD = {"record_id": "1", "full_name": PEOPLE[0]["full_name"]}
JSONL = json.dumps(RECORD).encode()


def lines(path: Path, ignored: flat_registry.Told = lambda _names: None) -> Iterator[Line | Refusal]:
    with path.open("rb") as file:
        yield from flat_registry.lines(file, ignored)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a registry and a record that can be used, and one for temporary files."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "R.csv").write_bytes(CSV)
    (tmp_path / "B.jsonl").write_bytes(JSONL + b"\n")
    return tmp_path


def link(folder: Path, registry: str = "R.csv", records: str = "B.jsonl", out: str = "P.jsonl") -> int:
    files = "--registry", folder / registry, "--records", folder / records, "--out", folder / out
    return run([*map(str, files), "--workers", "1"], random=numbered())


def refused(folder: Path, capsys: pytest.CaptureFixture[str], **files: str) -> str:
    """Run the command and return the one sentence it says."""
    before = sorted(folder.rglob("*"))
    assert link(folder, **files) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert sorted(folder.rglob("*")) == before
    return said.err.rstrip("\n")


@pytest.mark.parametrize(
    "name",
    [
        "work.db",
        "work.db-wal",
        "work.db-base",
        "keyfile.json",
        "keyfile.json.bak",
        "officers.json",
        "registry-1.db",
        "sign-in-failures.json",
        "packages/1.htpkg",
        "scans/1",
        "work.db.before-1",
        "work.db-new",
    ],
)
@pytest.mark.parametrize("there", ["work.db", "keyfile.json", "keyfile.json.bak"])
def test_answers_never_lie_over_or_among_the_files_of_a_store(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, there: str
) -> None:
    home = folder / "kho"
    for one in {there, name}:
        (home / one).parent.mkdir(parents=True, exist_ok=True)
        (home / one).write_bytes(b"x")
    (folder / "P.jsonl").symlink_to(home / name)
    for out in (f"kho/{name}", "P.jsonl"):
        assert "là một tệp của kho dữ liệu" in refused(folder, capsys, out=out)
        assert (home / name).read_bytes() == b"x"


def test_answers_may_lie_beside_a_store_or_be_named_like_its_files(folder: Path) -> None:
    (folder / "work.db").write_bytes(b"x")
    assert link(folder, out="P.jsonl") == 0
    assert link(folder, out="temp/registry-1.jsonl") == 0


def test_what_can_be_used_is_used(folder: Path) -> None:
    assert link(folder) == 0
    answer = json.loads((folder / "P.jsonl").read_text(encoding="utf-8"))
    assert answer["candidates"][0] == PEOPLE[0]["personal_id"]


# --- the registry

BROKEN = "Tệp CSDL nén bị hỏng hoặc bị cắt cụt sau dòng "
COLUMNS = "Tệp CSDL phải có dòng đầu với các cột personal_id và full_name."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(PACKED[:-30], BROKEN, id="cut"),
        pytest.param(PACKED[:-8] + bytes(8), BROKEN, id="wrong sum"),
        pytest.param(PACKED[:40] + bytes(40) + PACKED[80:], BROKEN, id="damaged"),
        pytest.param(PACKED + b"and more", BROKEN, id="something after the end"),
        pytest.param(b"\x1f\x8b", BROKEN, id="two bytes of gzip"),
        pytest.param(b"", COLUMNS, id="empty"),
        pytest.param(gzip.compress(b""), COLUMNS, id="nothing packed"),
        pytest.param(HEADER, "Tệp CSDL không có người nào.", id="header only"),
        pytest.param(HEADER + b"\n\r\n", "Tệp CSDL không có người nào.", id="header and empty lines"),
        pytest.param(
            CSV.decode().encode("utf-16-le"), "Dòng 1 của tệp CSDL có byte rỗng: tệp hỏng", id="UTF-16"
        ),
        pytest.param(CSV + "038,Lê Thị Kín".encode("cp1258", "replace"), "Dòng 42 ", id="cp1258"),
        pytest.param(CSV + b"a\0b,c\n", "Dòng 42 của tệp CSDL có byte rỗng", id="NUL"),
        pytest.param(CSV + b'1,"A\n' + HEADER * 30 + b'"\n', "Dòng 42 của tệp CSDL không", id="many lines"),
        pytest.param(CSV + b'1,"A\n', "Dòng 42 của tệp CSDL không phải là CSV", id="open quotation"),
        pytest.param(b'"' + b"a" * 200_000, "Dòng 1 của tệp CSDL có một ô dài quá", id="long header"),
        pytest.param(CSV + b'"' + b"a" * 200_000, "Dòng 42 của tệp CSDL có một ô dài quá", id="long cell"),
        pytest.param(
            HEADER + f"{PEOPLE[0]['personal_id']},{'tức ' * 300},X\n".encode(),
            "Không dùng được tệp CSDL, vì có quá nhiều dòng không đọc được. 1 trong 1 dòng bị bỏ "
            "vì không đọc được, trước hết: Dòng 2 của tệp CSDL có một ô dài quá 1000 ký tự. Hãy ",
            id="long name",
        ),
        pytest.param(bytes(100), "Dòng 1 của tệp CSDL có byte rỗng", id="zeros"),
        pytest.param(CSV + b"a" * (1 << 20), "Dòng 42 của tệp CSDL quá dài", id="endless line"),
    ],
)
def test_a_registry_that_cannot_be_used(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str
) -> None:
    (folder / "R.csv").write_bytes(content)
    said = refused(folder, capsys)
    assert said.startswith(sentence)
    assert "Kín" not in said


def test_compressed_or_not_whatever_its_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "R.csv.gz", tmp_path / "R.csv"
    plain.write_bytes(b"\xef\xbb\xbf" + CSV)
    packed.write_bytes(PACKED)
    assert [row for _, row in lines(plain)] == [row for _, row in lines(packed)] == PEOPLE


def test_cells_of_several_lines_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "R.csv"
    path.write_bytes(HEADER + b'1,A,"x\ny"\r\n\r\n2,B,\r\n3,C,"z ""z"""\r\n')
    assert [row for _, row in lines(path)] == [
        {"personal_id": "1", "full_name": "A", "birth_place": "x\ny"},
        {"personal_id": "2", "full_name": "B"},
        {"personal_id": "3", "full_name": "C", "birth_place": 'z "z"'},
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"2," + b"B" * 1001 + b",", "có một ô dài quá 1000 ký tự."),
        (b"2,B,y,1998", "có 4 ô, dòng đầu có 3 cột: không biết ô nào thuộc cột nào."),
        (b"2,B", "có 2 ô, dòng đầu có 3 cột: không biết ô nào thuộc cột nào."),
    ],
    ids=["long", "more cells", "fewer cells"],
)
def test_a_row_that_cannot_be_used_is_named_by_the_line_where_it_begins(tmp_path, row, why) -> None:
    path = tmp_path / "R.csv"
    path.write_bytes(HEADER + b'1,A,"x\ny"\n\n' + row + b"\n3,C,\n")
    assert list(lines(path))[1:] == [
        Refusal(5, f"Dòng 5 của tệp CSDL {why}"),
        (6, {"personal_id": "3", "full_name": "C"}),
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            ";".join(PERSON_COLUMNS).encode() + CSV[CSV.index(b"\n") :].replace(b'","', b'";"'),
            id="semicolons",
        ),
        pytest.param(CSV.decode().encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param("\n".join(map(json.dumps, PEOPLE)).encode(), id="JSONL"),
        pytest.param(gzip.compress("\n".join(map(json.dumps, PEOPLE)).encode()), id="JSONL, compressed"),
    ],
)
def test_a_registry_of_another_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "R"
    path.write_bytes(content)
    assert [row for _, row in lines(path)] == PEOPLE


def test_a_registry_in_a_workbook_with_vietnamese_headings(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "R.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [PERSON_LABELS[column] for column in PERSON_COLUMNS])
    for at, row in enumerate(PEOPLE, 1):
        sheet.write_row(at, 0, [row.get(column, "") for column in PERSON_COLUMNS])
    book.close()
    assert [row for _, row in lines(tmp_path / "R.xlsx")] == PEOPLE


@pytest.mark.parametrize(
    "header",
    [
        "SỐ ĐỊNH DANH CÁ NHÂN;HỌ, CHỮ ĐỆM, TÊN;NGÀY, THÁNG, NĂM SINH;NGUYÊN QUÁN",
        "SoDDCN;HoVaTen;NgayThangNamSinh;QueQuan",
        " Số CCCD ; Họ và tên ; Ngày sinh ; Quê quán ",
        "Personal_ID;Full Name;BIRTH DATE;home-origin",
    ],
)
@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_headings_of_other_programs(tmp_path: Path, header: str, sign: str) -> None:
    path = tmp_path / "R.csv"
    quoted = sign.join(f'"{heading}"' for heading in header.split(";"))
    path.write_text(f"{quoted}\n038198900103{sign}Lê A{sign}1998{sign}Kim Mẫm\n", encoding="utf-8")
    assert [row for _, row in lines(path)] == [
        {"personal_id": "038198900103", "full_name": "Lê A", "birth_date": "1998", "home_origin": "Kim Mẫm"}
    ]


@pytest.mark.parametrize(("cell", "column"), [("=A2", "cmnd"), ("#N/A", "cmnd")])
def test_a_formula_without_a_value_is_no_blank(tmp_path: Path, cell: str, column: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["personal_id", "full_name", column])
    book.active.append([PEOPLE[0]["personal_id"], PEOPLE[0]["full_name"], cell])
    book.active.append([PEOPLE[1]["personal_id"], PEOPLE[1]["full_name"], ""])
    book.save(tmp_path / "R.xlsx")
    refused, (_, row) = lines(tmp_path / "R.xlsx")
    assert refused == Refusal(
        2,
        f"Dòng 2 của tệp CSDL có công thức chưa tính hoặc bị lỗi ở cột {column}. "
        "Hãy mở bằng Excel, tính lại và lưu lại.",
    )
    assert row["personal_id"] == PEOPLE[1]["personal_id"]


@pytest.mark.parametrize(
    ("shifted", "why"),
    [
        (f"038198900103,Lê Thị Kín{',' * len(PERSON_COLUMNS)}x", f"{len(PERSON_COLUMNS) + 2} ô"),
        ("038198900103,Lê Thị Kín,1998-03-12", "3 ô"),
    ],
)
def test_a_row_that_has_shifted_is_left_out_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str], shifted: str, why: str
) -> None:
    (folder / "R.csv").write_bytes(CSV + f"{shifted}\n".encode())
    assert link(folder) == 0
    said = capsys.readouterr()
    assert said.err == (
        f"Lưu ý: 1 trong 41 dòng bị bỏ vì không đọc được, trước hết: Dòng 42 của tệp CSDL có {why}, "
        f"dòng đầu có {len(PERSON_COLUMNS)} cột: không biết ô nào thuộc cột nào\n"
    )
    assert "CSDL: 40 người" in said.out


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_what_is_not_read_is_named_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "R"
    rows = [row | {"religion": "Không"} for row in PEOPLE]
    csv_lines = ["religion,personal_id,full_name", *(f"x,{r['personal_id']},{r['full_name']}" for r in rows)]
    path.write_text("\n".join(csv_lines if kind == "csv" else map(json.dumps, rows)), encoding="utf-8")
    told: list[set[str]] = []
    assert len(list(lines(path, lambda names: told.append({*names})))) == len(PEOPLE)
    assert told == [{"religion"}]


@pytest.mark.parametrize(
    ("row", "example"),
    [
        ("38,Lê Thị Kín", "38"),
        ("038090000000, ", "038090000000"),
        ("Tổng cộng: 40 người,", "Tổng cộng: 40 người"),
    ],
    ids=["short", "no name", "total"],
)
def test_a_row_that_is_no_person_is_left_out_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str], row: str, example: str
) -> None:
    (folder / "R.csv").write_bytes(CSV + f"{row}{',' * (len(PERSON_COLUMNS) - 2)}\n".encode())
    assert link(folder) == 0
    said = "Lưu ý: 1 trong 41 dòng bị bỏ vì không có số định danh hoặc họ tên đọc được, như dòng 42: “{}”\n"
    assert capsys.readouterr().err == said.format(example)


def test_a_registry_of_which_too_much_is_unread_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{person['personal_id']},{person['full_name']},3/12/98" for person in PEOPLE]
    (folder / "R.csv").write_text("\n".join(["personal_id,full_name,birth_date", *rows]), encoding="utf-8")
    assert refused(folder, capsys) == (
        "Không dùng được tệp CSDL, vì có quá nhiều chỗ chưa đọc được. "
        "Ngày sinh: 40 trong 40 ô chưa đọc được, như dòng 2: “3/12/98”. "
        "Hãy xuất lại tệp: ngày dạng 31/12/1998 hoặc 1998-12-31, số dạng chữ."
    )


def test_what_was_read_otherwise_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{int(person['personal_id'])}.0,{person['full_name']},1998-03-12 00:00:00" for person in PEOPLE]
    (folder / "R.csv").write_text("\n".join(["personal_id,full_name,birth_date", *rows]), encoding="utf-8")
    assert link(folder) == 0
    first = PEOPLE[0]["personal_id"]
    assert capsys.readouterr().err == (
        f"Lưu ý: Số định danh: 40 số đã được trả lại số 0 đầu, như dòng 2: “{int(first)}.0” là {first}\n"
        "Lưu ý: Ngày sinh: 40 ô viết kiểu khác, đã đọc được, "
        "như dòng 2: “1998-03-12 00:00:00” là 1998-03-12\n"
    )
    answer = json.loads((folder / "P.jsonl").read_text(encoding="utf-8"))
    assert answer["candidates"][0] == first


@pytest.mark.parametrize(
    ("row", "sentence"),
    [pytest.param(LINES[6], "Người thứ 41 của CSDL dân cư trùng số định danh", id="number again")],
)
def test_a_person_who_cannot_be_told_from_others(
    folder: Path, capsys: pytest.CaptureFixture[str], row: str, sentence: str
) -> None:
    (folder / "R.csv").write_bytes(CSV + f"{row}\n".encode())
    said = refused(folder, capsys)
    assert said.startswith(sentence)
    assert said.endswith(". Chưa thay đổi gì.")
    assert "Kín" not in said
    assert "đang dùng" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_no_room_for_the_registry_names_the_folder(folder: Path) -> None:
    files = "--registry", folder / "R.csv", "--records", folder / "B.jsonl", "--out", folder / "P.jsonl"
    program = (
        "import os, resource, sys, tempfile; from app.commands.link import run;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); tempfile.tempdir = sys.argv[1];"
        "sys.exit(run(sys.argv[2:], random=bytes))"
    )
    command = [sys.executable, "-c", program, str(folder / "temp"), *map(str, files), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    told = "Không ghi được tệp CSDL dân cư (ổ đĩa đầy hoặc hỏng). Chưa thay đổi gì. Thư mục tạm: "
    assert done.stderr.splitlines()[-1] == told + str(folder / "temp")
    assert list((folder / "temp").iterdir()) == []
    assert not (folder / "P.jsonl").exists()


# --- the records


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param(b"[" * 100_000, "", id="deep"),
        pytest.param(b'{"record_id": "2", "x": ' + b"[" * 100_000, "", id="deep value"),
        pytest.param(b'{"record_id": "2", "x": ' + b"[" * 900 + b"]" * 900 + b"}", None, id="deep but whole"),
        pytest.param(b"17", "", id="number"),
        pytest.param(b"null", "", id="null"),
        pytest.param(b'{"record_id": null}', "không có record_id.", id="no number"),
        pytest.param(b'{"record_id": "2", "full_name": ["A"]}', "có full_name không phải là chữ", id="list"),
        pytest.param(b"\0\0", "", id="zeros"),
        pytest.param(json.dumps(RECORD).encode("utf-16"), "", id="UTF-16"),
        pytest.param('{"record_id": "2", "full_name": "Lê Kín"}'.encode("cp1258"), "", id="cp1258"),
        pytest.param(b'{"record_id": "2", "entry_no": ' + b"9" * 5000 + b"}", "", id="long number"),
        pytest.param(
            b'{"record_id": "2", "book_no": "1", "entry_no": "' + b"9" * 5000 + b'"}',
            "có entry_no quá dài.",
            id="long number in text",
        ),
        pytest.param(
            json.dumps({"record_id": "2", "full_name": "tức " * 2000}).encode(),
            "có một giá trị dài quá 1000 ký tự.",
            id="long name",
        ),
        pytest.param(json.dumps({"record_id": "2", "note": "a" * 2000}).encode(), None, id="long note"),
        pytest.param(
            b'{"record_id": "2", "note": "' + b"a" * (1 << 20), "quá dài: đây không phải", id="endless line"
        ),
    ],
)
def test_a_line_that_cannot_be_used(
    folder: Path, capsys: pytest.CaptureFixture[str], line: bytes, sentence: str | None
) -> None:
    (folder / "B.jsonl").write_bytes(JSONL + b"\n" + line + b"\n")
    if sentence is None:
        assert link(folder) == 0
        return
    said = refused(folder, capsys)
    assert said.startswith("Dòng 2 của tệp bản ghi ")
    assert (sentence or "không phải là một bản ghi JSON viết bằng UTF-8.") in said
    assert "Kín" not in said


@pytest.mark.parametrize(
    "key", ["record_id", "entry_id", "full_name", "birth_date", "cmnd", "role", "book_no", "register_place"]
)
def test_halves_of_characters_are_replaced(folder: Path, key: str) -> None:
    record = RECORD | {"role": "child", key: "A\ud83d B\udc00\0"}
    (folder / "B.jsonl").write_bytes(json.dumps(record).encode())
    assert link(folder) == 0
    answer = json.loads((folder / "P.jsonl").read_text(encoding="utf-8"))
    assert answer["record_id"] == ("A\ufffd B\ufffd\ufffd" if key == "record_id" else "1")


def test_no_records_are_no_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "B.jsonl").write_bytes(b"\n")
    assert link(folder) == 0
    assert (folder / "P.jsonl").read_bytes() == b""
    assert "0 bản ghi" in capsys.readouterr().out


# --- the paths


@pytest.mark.parametrize("which", ["registry", "records", "out"])
def test_a_folder_is_no_file(folder: Path, capsys: pytest.CaptureFixture[str], which: str) -> None:
    (folder / "D").mkdir()
    assert "không phải thư mục" in refused(folder, capsys, **{which: "D"})


@pytest.mark.parametrize("which", ["registry", "records"])
def test_a_file_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str], which: str) -> None:
    said = refused(folder, capsys, **{which: "none"})
    assert said == f"Không đọc hoặc ghi được tệp: không có tệp này: {folder / 'none'}"


def test_there_must_be_a_folder_for_the_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(folder, capsys, out="D/P.jsonl") == f"Không có thư mục để ghi kết quả: {folder / 'D'}"


@pytest.mark.parametrize("source", ["R.csv", "B.jsonl"])
def test_answers_never_replace_what_they_come_from(
    folder: Path, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    before = (folder / source).read_bytes()
    assert "tệp nguồn" in refused(folder, capsys, out=source)
    assert (folder / source).read_bytes() == before


@pytest.fixture
def linked_out(folder: Path) -> Path:
    """A link P.jsonl to a file of answers in a folder of its own."""
    (folder / "D").mkdir()
    target = folder / "D" / "real.jsonl"
    try:
        (folder / "P.jsonl").symlink_to(target)
    except OSError:
        pytest.skip("this account may not make symbolic links")
    return target


@pytest.mark.parametrize("there", [True, False], ids=["there", "not yet there"])
def test_a_symbolic_link_stays_and_the_answers_go_where_it_leads(
    folder: Path, linked_out: Path, *, there: bool
) -> None:
    if there:
        linked_out.write_text("of yesterday\n", encoding="utf-8")
    assert link(folder) == 0
    assert (folder / "P.jsonl").is_symlink()
    assert json.loads(linked_out.read_text(encoding="utf-8"))["record_id"] == "1"
    assert [path.name for path in linked_out.parent.iterdir()] == [linked_out.name]


def test_links_in_a_circle(folder: Path, linked_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    linked_out.symlink_to(folder / "P.jsonl")
    assert refused(folder, capsys) == f"--out là một liên kết không dẫn tới đâu: {folder / 'P.jsonl'}"


def test_a_link_to_what_is_read(folder: Path, capsys: pytest.CaptureFixture[str], linked_out: Path) -> None:
    linked_out.symlink_to(folder / "R.csv")
    assert "tệp nguồn" in refused(folder, capsys)
    assert (folder / "R.csv").read_bytes() == CSV


@pytest.mark.skipif(sys.platform == "win32", reason="devices and modes of POSIX")
def test_a_device_is_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(folder, capsys, out=os.devnull).startswith("--out phải là một tệp thường")


@pytest.mark.skipif(sys.platform == "win32", reason="devices and modes of POSIX")
def test_answers_are_as_closed_to_others_as_those_before(folder: Path) -> None:
    out = folder / "P.jsonl"
    out.touch(mode=0o600)
    assert link(folder) == 0
    assert out.stat().st_size > 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_registry_may_come_through_a_pipe(folder: Path) -> None:
    path = folder / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(CSV,), daemon=True)
    writer.start()
    assert link(folder, registry=path.name) == 0
    writer.join()


def test_an_output_without_vietnamese_letters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    files = "--registry", folder / "R.csv", "--records", folder / "B.jsonl", "--out", folder / "P.jsonl"
    command = [sys.executable, "main.py", "link", *map(str, files), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, encoding="ascii", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"40 ng\u01b0\u1eddi" in done.stdout
