"""Kill an export at any moment: there is nothing, or one package that can be written."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.models.store.store import Store, file_sha256
from app.services.exchange import sealed_files
from tests.conftest import AT
from tests.unit.services.conftest import approved_commune
from tests.unit.services.exchange.parties import DESK, Commune

__all__ = ["approved_commune"]
ROOT = Path(__file__).parents[2]
STEPS = 24  # lines that an export of two entries says


def kill_after(commune: Commune, lines: int) -> None:
    """Let another process export, and kill -9 it after so many steps."""
    command = [sys.executable, "-m", "tests.faults.exporter", str(commune.folder), str(commune.stick)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(lines):
            process.stdout.readline()
        process.kill()


def check(commune: Commune) -> int:
    """Start again as after a power cut; return how many packages there are."""
    commune.store = Store(commune.folder, commune.store_key)
    assert commune.store.check() == []
    sealed_files.settle(commune.store, at=AT)
    sent = [row for row in commune.rows("package") if row["sender_id"] == commune.store_id]
    states = {row["state"] for row in commune.rows("entry") if row["id"] in commune.entry_ids}
    whole = sorted(path for path in commune.stick.iterdir() if path.suffix == ".htpkg")
    if not sent:
        assert (states, commune.kept(), whole) == ({"approved"}, [], [])
        assert commune.export().problem is None
        return 0
    (row,) = sent
    assert states == {"exported"}
    assert [path.name for path in commune.kept()] == [row["sealed_name"]]
    assert [file_sha256(path) for path in whole] in ([], [row["file_sha256"]]), "what has a name is whole"
    written = commune.write_again(row["id"])
    assert file_sha256(written.path) == row["file_sha256"]
    assert row["receiver_id"] == DESK
    return 1


@pytest.mark.parametrize("lines", [4, 14, 18])
def test_an_export_survives_a_kill(approved_commune, tmp_path, lines):
    commune = Commune(approved_commune, tmp_path)
    commune.store.close()
    kill_after(commune, lines)
    try:
        check(commune)
    finally:
        commune.store.close()


@pytest.mark.soak
@pytest.mark.parametrize("lines", [1 + number % STEPS for number in range(50)])
def test_fifty_kills_of_an_export(approved_commune, tmp_path, lines):
    test_an_export_survives_a_kill(approved_commune, tmp_path, lines)
