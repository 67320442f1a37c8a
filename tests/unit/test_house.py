"""Rules of the house that no linter knows."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NETWORK = {
    "socket",
    "ssl",
    "urllib",
    "http",
    "requests",
    "asyncio",
    "ftplib",
    "smtplib",
    "xmlrpc",
    "QtNetwork",
}
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {part for alias in node.names for part in alias.name.split(".")}
        elif isinstance(node, ast.ImportFrom):
            found |= set((node.module or "").split(".")) | {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_module_can_reach_a_network(path):
    assert not imported(path) & NETWORK


TWICE: dict[str, str] = {}
"""Class names that may stand twice, at most two, each with its reason."""


def test_no_class_name_stands_twice():
    places = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in TWICE} == {}
    assert len(TWICE) <= 2
    assert all(len(places[name]) > 1 for name in TWICE)


def test_dangerous_readers_are_not_used():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for word in ("pickle", "yaml.load", "eval(", 'exec("', "xml.etree", "Workbook.save"):
            if word in text and not (word == "eval(" and "literal" in text):
                assert f"never {word}" in text, f"{path.name}: {word}"


def test_nothing_refers_to_a_workplace():
    for path in [*SOURCES, ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        assert "/work/" not in text, path
        assert "../shared" not in text, path


def test_locks_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http" not in text.lower().replace("httptools", "")
        assert "--hash=sha256:" in text
    assert "pyside6-essentials==6.11.3" in (ROOT / "requirements.lock").read_text(encoding="utf-8")
