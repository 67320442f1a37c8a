"""Kill the typing process at any moment: every field that was left is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.models.store.store import Store
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE, KEY, LEADER, OFFICERS

ROOT = Path(__file__).parents[2]


def prepared(folder: Path) -> int:
    from app.models.store.tables import Meta
    from app.services.office import accounts

    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="store_id", value="a" * 32))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
        view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
    store.close()
    return volume_id


def kill_after(folder: Path, volume_id: int, lines: int) -> tuple[str, dict[str, str]]:
    """Let the typist leave some fields, then kill -9; return the entry and what it said it had left."""
    command = [sys.executable, "-m", "tests.faults.typist", str(folder), str(volume_id)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        entry_id = process.stdout.readline().split()[1]
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()  # what it had said in the meantime counts too
    left = {}
    for line in said:
        if line.endswith("\n") and line.startswith("left "):
            field, words = line.removeprefix("left ").rstrip("\n").split("\t")
            left[field] = words
    return entry_id, left


def check(folder: Path, entry_id: str, left: dict[str, str]) -> None:
    store = Store(folder, KEY)
    try:
        assert store.check() == []
        with store.read() as session:
            values = entries.get(session, entry_id).values
    finally:
        store.close()
    # a field that was typed again after it was last said may hold the later words, never the earlier ones
    lost = {f: (w, values[f].text) for f, w in left.items() if number(values[f].text) < number(w)}
    assert not lost


def number(words: str) -> int:
    return int(words.rsplit(" ", 1)[1])


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_every_left_field_survives_a_kill(tmp_path, lines):
    volume_id = prepared(tmp_path)
    entry_id, left = kill_after(tmp_path, volume_id, lines)
    assert len(left) >= min(lines, 7)
    check(tmp_path, entry_id, left)


@pytest.mark.soak
@pytest.mark.parametrize("lines", range(1, 51))
def test_fifty_kills(tmp_path, lines):
    volume_id = prepared(tmp_path)
    check(tmp_path, *kill_after(tmp_path, volume_id, lines))
