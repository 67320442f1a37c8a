"""Run the program as on Windows: ``./test windows [PART…]``, every part when none is named.

tour    the whole main job through the real windows; its package is then opened here with openssl alone
link    the same people linked there and here, the answers compared byte for byte
lock    locking a window with half a word in it
kill    the typing process killed at any moment
suite   every test that needs no tool of POSIX; other words are handed to pytest
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.invented import Invented
from tests.windows.machine import PLACE, ROOT, command, environment, python, set_up, windows_path

_PYTEST = {"lock": "tests/e2e/test_lock.py", "kill": "tests/faults/test_kill.py", "suite": "tests"}
_ASKED = ("full_name", "sex", "birth_date", "father_name", "mother_name", "permanent_residence")


def main(words: list[str]) -> int:
    """Run the parts that are named; return 0 when all of them held."""
    wanted = [word for word in words if word in PARTS]
    handed = [word for word in words if word not in PARTS]
    set_up()
    failed = [part for part in wanted or PARTS if not _held(part, handed)]
    print("Windows:", f"FAILED {', '.join(failed)}" if failed else "all of it held")
    return 1 if failed else 0


def _held(part: str, handed: list[str]) -> bool:
    print(f"== {part}", flush=True)
    if part in _PYTEST:
        return _pytest(_PYTEST[part], handed)
    return _tour() if part == "tour" else _link()


def _tour() -> bool:
    """Run the tour there; every check of its report holds, and openssl here opens its package."""
    target = _fresh("tour")
    ran = python("main.py", "demo", "--tour", windows_path(target))
    said = _words(ran)
    print(said)
    if ran.returncode or "Xong trong" not in said:
        return False
    report = json.loads((target / "report.json").read_text(encoding="utf-8"))
    keys = (target / "keys" / f"{name}.pem" for name in ("receiver-key", "receiver-cert", "root"))
    script = ROOT / "docs" / "formats" / "verify_with_openssl.sh"
    opened = subprocess.run(["sh", script, target / "ket_qua.htpkg", *keys, target / "opened"], check=False)
    return report["ok"] is True and opened.returncode == 0


def _link() -> bool:
    """Link the same files there and here; the answers are the same bytes, the words are readable."""
    folder = _fresh("link")
    registry, records = folder / "Dân cư.csv", folder / "Sổ gốc.jsonl"
    people = list(Invented(11).people(1000))
    columns = sorted({column for person in people for column in person})
    rows = [columns, *([person.get(column, "") for column in columns] for person in people)]
    text = "".join(",".join(f'"{word}"' for word in row) + "\n" for row in rows)
    registry.write_text(text, encoding="utf-8", newline="\n")
    asked = [
        {"record_id": str(number), "role": "person"} | _written(p) for number, p in enumerate(people[:200])
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in asked)
    records.write_text(lines, encoding="utf-8", newline="\n")
    there, here = folder / "Windows.jsonl", folder / "Linux.jsonl"
    arguments = ["--workers", "2"]
    for name, path in (("--registry", registry), ("--records", records)):
        arguments += [name, windows_path(path)]
    ran = python("main.py", "link", *arguments, "--out", windows_path(there))
    print(_words(ran))
    arguments = ["--registry", str(registry), "--records", str(records), "--out", str(here)]
    subprocess.run([sys.executable, "main.py", "link", *arguments], cwd=ROOT, check=True)
    same = there.exists() and there.read_bytes() == here.read_bytes()
    print("the same bytes" if same else "OTHER BYTES", f"({here.stat().st_size:,})")
    return ran.returncode == 0 and same and "Đối chiếu" in _words(ran)


def _written(person: dict[str, str]) -> dict[str, str]:
    """Return what a book may say of a person."""
    return {field: person[field] for field in _ASKED if person.get(field)}


def _words(ran: "subprocess.CompletedProcess[bytes]") -> str:
    """Return what a program of Windows said into a pipe; it says it in UTF-8, whatever the code page is."""
    own = b"wine: Read access denied"  # Wine's own line about drive Z
    lines = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith(own)]
    return b"\n".join(lines).decode("utf-8")


def _pytest(path: str, handed: list[str]) -> bool:
    """Run tests there, each process with its own temporary folder on drive C."""
    paths = [word for word in handed if word.startswith("tests/")] or [path]
    more = [word for word in handed if not word.startswith("tests/")]
    line = command("-m", "pytest", "-p", "no:cacheprovider", "-m", "not soak", "-rs", *more, *paths)
    with subprocess.Popen(
        line,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        for said in running.stdout or ():
            sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()
    return running.returncode == 0


def _fresh(name: str) -> Path:
    folder = PLACE / "results" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


PARTS = ("tour", "link", *_PYTEST)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
