"""Rules of the house that no linter knows."""

import ast
import re
import string
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


def test_every_choice_from_a_list_is_deaf_to_the_wheel():
    turned = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QSlider", "QDial"}
    users = {path.relative_to(ROOT).as_posix() for path in SOURCES if imported(path) & turned}
    assert users == {"app/ui/kit/parts.py", "app/demo/tour_driver.py"}  # the tour only looks for them


def test_every_hotkey_is_one_that_a_held_key_presses_once():
    users = {path.relative_to(ROOT).as_posix() for path in SOURCES if "QShortcut" in imported(path)}
    assert users == {"app/ui/kit/held_keys.py"}


def test_locks_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text), name
        assert "--hash=sha256:" in text
    assert "pyside6-essentials==6.11.3" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


DIRECTIVE = re.compile(r"%[-#]?[aAbBcdfGHIjmMpSuUVwWxXyYzZ]")
FIELDS = re.compile(r"\{[^{}]*\}")


def time_formats(tree):
    """Return every text that is, or may be, a format of strftime or strptime."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield "".join(part.value for part in ast.walk(node.format_spec) if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield FIELDS.sub("", node.value)
            if ":%" in node.value:
                yield from (spec for _, _, spec, _ in string.Formatter().parse(node.value) if spec)


def raising_on_windows(source):
    """Return the formats of times with letters that Windows' strftime of Python 3.11 cannot encode."""
    return [text for text in time_formats(ast.parse(source)) if DIRECTIVE.search(text) and not text.isascii()]


@pytest.mark.parametrize(
    "source",
    [
        'at.strftime("%H giờ")',
        'at.strptime(text, "%d tháng %m")',
        'f"{at:%d tháng}"',
        'f"{at:%H {word} – %M}"',
        '"lúc {0:%H giờ}".format(at)',
        'FORMAT = "ngày %d"',
    ],
)
def test_a_vietnamese_letter_in_a_format_of_times_is_found(source):
    assert raising_on_windows(source)


@pytest.mark.parametrize(
    "source",
    ['f"lúc {at:%H:%M}"', '"lúc {0:%H:%M} – {1}".format(at, how)', 'f"{at:%H} giờ"', '"100 % dữ liệu"'],
)
def test_vietnamese_letters_beside_a_format_of_times_are_let_be(source):
    assert not raising_on_windows(source)


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "main.py"], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_format_of_times_has_letters_beyond_ascii(path):
    assert raising_on_windows(path.read_text(encoding="utf-8")) == []


PAST_MOMENTS = {
    "app/models/words/moments.py": {"format", "astimezone", "date"},
    "app/models/store/times.py": {"strftime", "astimezone", "format"},  # what the store keeps
    "app/crypto/certificates_file.py": {"astimezone"},  # what the file keeps
    "app/crypto/signing.py": {"astimezone"},  # the time of the signature, in UTC
    "app/services/exchange/certificates.py": {"date"},  # of an end that no zone may move out of the calendar
    "app/readers/xlsx_rows.py": {"date"},  # of a cell, which has no zone
}
"""What a module may do with times besides ``moments``, which alone says them to people."""

TELLING = {"strftime", "astimezone", "ctime", "toLocalTime"}
STAMP = re.compile("(.*_)?(at|ts)")


def said_moments(source):
    """Yield what a module does that writes a moment, or takes its day, past ``moments``."""
    tree = ast.parse(source)
    if any(DIRECTIVE.search(text) for text in time_formats(tree)):
        yield "format"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in TELLING or (name == "date" and not node.args):
                yield name
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            yield from ["slice"] * bool(STAMP.fullmatch(getattr(node.value, "attr", "")))


@pytest.mark.parametrize(
    "source",
    [
        'f"{at:%H:%M}"',
        'at.strftime("%d/%m")',
        '"{0:%d/%m}".format(at)',
        'f"{day:%d/%m/%Y}"',
        "at.astimezone()",
        "at.date()",
        "time.ctime(0)",
        "row.created_at[:10]",
        "event.ts[:16]",
        "step.at[:10]",
    ],
)
def test_a_moment_written_past_moments_is_found(source):
    assert list(said_moments(source))


@pytest.mark.parametrize(
    "source", ["day_words(at)", "date(2023, 4, 5)", "row.name[:10]", 'f"{at + 1:02}"', '"100 % dữ liệu"']
)
def test_other_words_are_let_be(source):
    assert not list(said_moments(source))


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "main.py"], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_moments_are_said_by_one_module(path):
    found = set(said_moments(path.read_text(encoding="utf-8")))
    assert found == PAST_MOMENTS.get(path.relative_to(ROOT).as_posix(), set())


WRITING = {
    *("fsync", "rename", "renames", "write_bytes", "write_text", "touch", "mkdir", "makedirs", "mknod"),
    *(
        "mkfifo",
        "symlink_to",
        "hardlink_to",
        "copyfile",
        "copy2",
        "copytree",
        "copyfileobj",
        "mkdtemp",
    ),
    *("mkstemp", "mktemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "QSaveFile", "QFile"),
}
WRITES_ITSELF = {
    "app/held_folder.py": {"mkdir", "fsync", "os.open", "os.replace", "rename"},
    "app/atomic.py": {"mkdir", "mkdtemp", "fsync", "os.open", "rename", "open r+b"},
    "app/outside.py": {"os.open", "fsync"},  # to read without waiting for a pipe's writer; to read back
    "app/models/store/problems.py": {"open r+b"},  # tries whether it may
    "app/models/store/write_ahead.py": {"rename"},  # to a free name
    "app/readers/workbook_guard.py": {"open w"},  # a part of a ZIP in memory
    "app/process/private_folder.py": {"mkdtemp", "touch", "open r+b"},  # new, private; locks of killed runs
    "app/services/people/linking.py": {"open r+"},  # the file made there, and only if it is still there
}
"""What a module may call besides ``atomic``, which alone makes files and folders."""


MODE = re.compile("[rwaxbt+]{1,4}")


def writing_calls(source):
    """Yield what a module calls that makes or changes files, past ``atomic``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if name in WRITING:
            yield name
        elif (owner, name) in {("os", "open"), ("os", "replace"), ("os", "link"), ("os", "symlink")}:
            yield f"{owner}.{name}"
        elif name in {"open", "fdopen"}:
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "mode")]
            modes = [
                one.value for one in given if isinstance(one, ast.Constant) and MODE.fullmatch(str(one.value))
            ]
            yield from (f"{name} {mode}" for mode in modes if name == "open" and set(mode) & set("wax+"))


@pytest.mark.parametrize(
    "source",
    [
        'path.write_bytes(b"")',
        'open(path, "w")',
        'path.open("ab")',
        'path.open(mode="x")',
        'path.open("r+b")',
        "os.open(path, 1)",
        "os.replace(a, b)",
        "folder.mkdir()",
        "shutil.copyfile(a, b)",
        "tempfile.mkdtemp()",
        "QSaveFile(name)",
    ],
)
def test_a_write_past_atomic_is_found(source):
    assert list(writing_calls(source))


@pytest.mark.parametrize(
    "source", ['path.open("rb")', "open(path)", "atomic.write(path, data)", 'a.replace("b", "c")']
)
def test_what_only_reads_is_let_be(source):
    assert not list(writing_calls(source))


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "main.py"], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_folders_are_made_by_one_module(path):
    found = set(writing_calls(path.read_text(encoding="utf-8")))
    assert found == WRITES_ITSELF.get(path.relative_to(ROOT).as_posix(), set())


@pytest.mark.parametrize("path", sorted((ROOT / "app" / "ui").rglob("*.py")), ids=lambda p: p.stem)
def test_no_screen_tries_a_password_without_counting_it(path):
    """Screens use ``Workspace.signer``, ``prove`` and ``counted``.

    Where there is no workspace yet, they use ``unlocking.open_store`` and ``unlocking.prove``.
    """
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"unlocking\.(unlock|signer)\(|KeyFile", text)


NAMED = re.compile(r"`((?:app|ui|services|models|matching|crypto|documents|tests)/[a-z_/]+\.(?:py|json))`")


def test_the_documents_name_files_that_are_there():
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        named = NAMED.findall(document.read_text(encoding="utf-8"))
        gone = [path for path in named if not (ROOT / path).exists() and not (ROOT / "app" / path).exists()]
        assert gone == [], document.name


def test_types_are_ignored_in_few_places_and_with_a_reason():
    found = [
        line
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "type: ignore" in line
    ]
    assert len(found) <= 3
    assert all(re.search(r"type: ignore\[[a-z-]+\]  # \w", line) for line in found)


@pytest.mark.parametrize("name", ["run.bat", "test.bat"])
def test_scripts_of_windows_end_their_lines_as_its_shell_reads_them(name):
    lines = (ROOT / name).read_bytes().split(b"\n")
    assert len(lines) > 5
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert lines[-1] == b""
