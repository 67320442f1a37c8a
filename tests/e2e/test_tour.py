"""The tour as a user starts it: another process, no display, every file that it promises."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from app.models.books import BOOKS

ROOT = Path(__file__).parents[2]
TYPED = tuple(BOOKS)
LIST = "danh_sach_sai_lech.pdf"
REQUESTS = "phieu_yeu_cau_chung_thu.pdf"


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=900, env=bare())


def bare():
    """What a PC without a display gives: no platform chosen, no screen."""
    hidden = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return {k: v for k, v in os.environ.items() if k not in hidden} | {"PYTHONIOENCODING": "utf-8"}  # noqa: TID251


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    """Where the tour left its files."""
    target = tmp_path_factory.mktemp("tour") / "ket-qua"
    ran = run(sys.executable, "main.py", "demo", "--tour", str(target))
    assert ran.returncode == 0, ran.stdout.decode()[-3000:] + ran.stderr.decode()[-3000:]
    assert b"Traceback" not in ran.stderr
    return target


@pytest.fixture(scope="module")
def report(tour):
    return json.loads((tour / "report.json").read_text(encoding="utf-8"))


def test_every_promised_file_is_there(tour, report):
    names = {p.relative_to(tour).as_posix() for p in tour.rglob("*") if p.is_file()}
    pictures = {n for n in names if n.startswith("screens/") and n.endswith(".png")}
    keys = {"keys/receiver-cert.pem", "keys/receiver-key.pem", "keys/root.pem"}
    assert names == pictures | keys | {LIST, REQUESTS, "ket_qua.htpkg", "tra_loi.htpkg", "report.json"}
    assert all((tour / n).read_bytes().startswith(b"\x89PNG") for n in pictures)
    for book in TYPED:
        assert any(book.replace("_", "-") in name for name in pictures), book


def test_the_report_says_that_every_check_held(report):
    assert report["ok"] is True
    checks = [check for step in report["steps"] for check in step["checks"]]
    assert all(step["checks"] for step in report["steps"])
    assert [c for c in checks if not c["ok"]] == []
    assert [s["step"] for s in report["steps"] if s["step"].startswith("Nhập sổ")] == [
        f"Nhập sổ: {BOOKS[book].title}" for book in TYPED
    ]


def test_the_package_opens_with_the_keys_beside_it_only(tour, tmp_path):
    assert run(sys.executable, "main.py", "verify", str(tour / "ket_qua.htpkg")).returncode == 0
    alone = tmp_path / "ket_qua.htpkg"
    shutil.copyfile(tour / "ket_qua.htpkg", alone)
    assert run(sys.executable, "main.py", "verify", str(alone)).returncode == 1


@pytest.mark.skipif(
    not all(map(shutil.which, ("pdftotext", "openssl", "unzip"))),
    reason="poppler or openssl is missing",
)
def test_other_programs_find_every_differing_value_in_the_list(tour, tmp_path):
    """openssl takes the items out of the package, poppler the words out of the PDF: both tell the same."""
    keys = (tour / "keys" / f"{name}.pem" for name in ("receiver-key", "receiver-cert", "root"))
    opened = run("sh", "docs/formats/verify_with_openssl.sh", tour / "ket_qua.htpkg", *keys, tmp_path / "out")
    assert opened.returncode == 0, opened.stdout + opened.stderr
    lines = (tmp_path / "out" / "files" / "data" / "sai_lech.jsonl").read_text(encoding="utf-8").splitlines()
    values = [row[side] for row in map(json.loads, lines) for side in ("book", "registry")]
    assert len(values) >= 2
    text = run("pdftotext", "-raw", tour / LIST, "-").stdout.decode()
    assert unicodedata.is_normalized("NFC", text)
    squeezed = "".join(text.split())  # cells break lines between words
    assert [v for v in values if "".join(unicodedata.normalize("NFC", v).split()) not in squeezed] == []


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_the_list_carries_its_fonts(tour):
    lines = run("pdffonts", str(tour / LIST)).stdout.decode().splitlines()[2:]
    assert lines
    for line in lines:
        assert re.match(r"[A-Z]{6}\+Liberation", line), line
        assert re.search(r"\s(yes)\s+(yes)\s+(yes)\s", line), line  # embedded, a subset, with its letters
