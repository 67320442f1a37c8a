"""What the bench ``matching`` computes from what it measured."""

import json

import pytest
from PIL import Image

from tests.bench.figures import Figures
from tests.bench.matching_calibration import EDGES, ENOUGH, draw, off, shares, worst
from tests.bench.matching_figures import times


def test_figures_replace_those_of_an_earlier_run_and_keep_other_benches(tmp_path):
    results = tmp_path / "results.json"
    results.write_text('{"matching": {"old": {}}, "documents": {"list": {"ours": 1}}}', encoding="utf-8")
    figures = Figures("matching", results)
    figures.ours_by_peer("build", 6.0, 2.0, "plain", "s")
    figures.peer_by_ours("bulk", 4.0, 10.0, "other", "s")
    figures.alone("reads", 7.5, "statements")
    found = json.loads(results.read_text(encoding="utf-8"))
    assert found["documents"] == {"list": {"ours": 1}}
    assert list(found["matching"]) == ["build", "bulk", "reads"]
    assert found["matching"]["build"] == {
        "ours": 6.0,
        "peer": 2.0,
        "peer_name": "plain",
        "ratio": 3.0,
        "unit": "s; ratio = ours / peer",
    }
    assert found["matching"]["bulk"]["ratio"] == 2.5
    assert found["matching"]["reads"] == {"ours": 7.5, "unit": "statements"}


def test_percentiles_of_a_thousand_even_steps():
    found = times([float(n) for n in range(1001)])
    assert found == {"p50": 500.0, "p95": 950.0, "p99": 990.0, "worst": 1000.0}


def test_a_bin_tells_the_share_right_and_how_sure_that_is():
    (found,) = shares([(0.75, True)] * 60 + [(0.71, False)] * 20)
    assert (found.count, found.right) == (80, 0.75)
    assert found.said == pytest.approx(0.74)
    assert (found.low, found.high) == pytest.approx((0.6452, 0.8319), abs=1e-3)


@pytest.mark.parametrize("edge", EDGES)
def test_every_probability_has_a_bin(edge):
    assert sum(b.count for b in shares([(edge, True)])) == 1


def test_off_is_the_mean_distance_weighed_by_records():
    said = [(0.9, True)] * 3 + [(0.9, False)] + [(0.1, False)] * 4
    assert off(shares(said)) == pytest.approx((4 * 0.15 + 4 * 0.1) / 8)


def test_the_worst_tenth_is_one_with_enough_records():
    said = [(0.95, True)] * ENOUGH + [(0.25, True)] * (ENOUGH - 1) + [(0.45, False)] * ENOUGH
    assert worst(shares(said)) == pytest.approx(0.45)
    assert worst(shares(said[:ENOUGH])) == pytest.approx(0.05)
    assert worst([]) == 0.0


def test_the_picture_shows_every_size_of_registry(tmp_path):
    said = [(n / 100, n % 3 == 0) for n in range(101)]
    draw({"20k": said, "150k": said, "1M": said}, tmp_path / "picture.png")
    with Image.open(tmp_path / "picture.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert {(0x1F, 0x5F, 0xA8), (0xC2, 0x41, 0x0C), (0x3F, 0x7D, 0x3A)} <= colours
