"""Kill every kind of work before any change of the disk, and cut the power at any moment of it."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import disk
from tests.faults.disk import ACK, Change
from tests.faults.scenarios import Scenario, scenarios

MODULE = "tests.faults.scenarios"
QUICK_CUTS, QUICK_KILLS = 3, 1  # of each kind in every test run
WHOLE_CUTS, WHOLE_KILLS = 100, 50
MORE = {"typing": (300, 500)}
"""Cuts and kills of ``./test soak`` where they differ."""

every_scenario = pytest.mark.parametrize("name", scenarios())


@dataclass(frozen=True)
class Whole:
    """A run to its end: the disk before it, its changes, and the names of the first files by inode."""

    scenario: Scenario
    before: Path
    changes: list[Change]
    inodes: dict[int, str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, library):
    made: dict[str, Whole] = {}

    def run(name: str) -> Whole:
        if name not in made:
            scenario = scenarios()[name]
            root = tmp_path_factory.mktemp(name)
            before, after, log = root / "before", root / "after", root / "log"
            before.mkdir()
            scenario.prepare(before)
            shutil.copytree(before, after)
            (after / ACK).touch()
            inodes = disk.inodes_of(after)
            ended = disk.run(MODULE, name, folder=after, library=library, log=log)
            assert ended.returncode == 0, ended.stderr
            scenario.check(after, disk.said_in(after))
            made[name] = Whole(scenario, before, disk.read_log(log, after), inodes)
        return made[name]

    return run


def cut_power(one: Whole, folder: Path, seed: int) -> None:
    rnd, end = random.Random(seed), len(one.changes)
    cut = rnd.randrange(end) if seed % 4 else end  # often when everything was said
    said = disk.power_cut(folder, one.before, one.changes, cut, rnd, inodes=one.inodes)
    one.scenario.check(folder, said)


def kill(one: Whole, folder: Path, library: Path, seed: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(one.before, folder)
    (folder / ACK).touch()
    at = random.Random(seed).randrange(1, len(one.changes) + 1)
    log = folder.parent / f"log-{seed}"
    ended = disk.run(MODULE, one.scenario.name, folder=folder, library=library, log=log, kill_at=at)
    assert ended.returncode == -9, ended.stderr
    one.scenario.check(folder, disk.said_in(folder))


@every_scenario
def test_a_stop_loses_nothing_that_was_said(name, whole, library, tmp_path):
    for seed in range(QUICK_CUTS):
        cut_power(whole(name), tmp_path / "disk", seed)
    for seed in range(QUICK_KILLS):
        kill(whole(name), tmp_path / "disk", library, seed)


@pytest.mark.soak
@every_scenario
def test_many_power_cuts(name, whole, tmp_path):
    for seed in range(1000, 1000 + MORE.get(name, (WHOLE_CUTS, 0))[0]):
        cut_power(whole(name), tmp_path / "disk", seed)


@pytest.mark.soak
@every_scenario
def test_many_kills(name, whole, library, tmp_path):
    for seed in range(1000, 1000 + MORE.get(name, (0, WHOLE_KILLS))[1]):
        kill(whole(name), tmp_path / "disk", library, seed)
