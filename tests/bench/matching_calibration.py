"""Whether the probability the client gives is the share it is right: ``python -m … PICTURE.png`` draws it."""

import math
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.bench import matching_quality
from tests.bench.cases import score
from tests.bench.matching_quality import Case

SERIES = {
    "20k": tuple(
        Case(20_000, 3000, seed, style) for style in ("plain", "harsh") for seed in (21, 22, 23, 24)
    ),
    "150k": (Case(150_000, 10_000, 25, "plain"), *(Case(150_000, 10_000, n, "harsh") for n in (26, 27))),
    "1M": (Case(1_000_000, 10_000, 28, "harsh"),),
}
"""The cases of each size of registry."""
QUICK = {"20k": SERIES["20k"][:1] + SERIES["20k"][-1:]}
EDGES = tuple(n / 10 for n in range(11))
ENOUGH = 50
"""Fewer records in a tenth say little."""

_SCALE = 3  # drawn larger and made smaller: Pillow's lines have no soft edges
_WIDE, _HIGH = 760, 800
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 720, 70, 520  # of the square of shares
_COUNTS_TOP, _COUNTS_BOTTOM = 590, 720
_COLOURS = {"20k": "#1f5fa8", "150k": "#c2410c", "1M": "#3f7d3a"}
_LABELS = {"20k": "CSDL 20.000 người", "150k": "CSDL 150.000 người", "1M": "CSDL 1 triệu người"}
_INK, _SOFT, _GRID = "#1c1c1c", "#5c5c5c", "#dcdcdc"

Said = tuple[float, bool]
"""A probability, and whether the first candidate was the person."""


@dataclass(frozen=True)
class Share:
    """A bin: how many records, their mean probability, the share right and its interval of 95 %."""

    count: int
    said: float
    right: float
    low: float
    high: float


def gather(cases: Sequence[Case], folder: Path) -> list[Said]:
    """Link each case and return for every record with a candidate what was said and what was so."""
    found: list[Said] = []
    for case in cases:
        written = case.write(folder)
        out = folder / "calibration.jsonl"
        matching_quality.ours(written, out)
        said = score.predictions(out)
        for truth in score.read(written / "truth.jsonl"):
            line = said[truth["record_id"]]
            if line["candidates"]:
                found.append((line["score"], line["candidates"][0] == truth["personal_id"]))
        shutil.rmtree(written)
    return found


def shares(said: Iterable[Said]) -> list[Share]:
    """Sort what was said into bins; empty ones are left out."""
    bins: list[list[Said]] = [[] for _ in EDGES[1:]]
    for one in said:
        bins[next(n for n, edge in enumerate(EDGES[1:]) if one[0] <= edge)].append(one)
    return [_share(found) for found in bins if found]


def _share(found: Sequence[Said]) -> Share:
    """Sum up a bin, with Wilson's interval (Wilson 1927)."""
    n, right = len(found), sum(right for _, right in found) / len(found)
    z = 1.96
    middle = (right + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(right * (1 - right) / n + z * z / (4 * n * n))
    return Share(n, sum(said for said, _ in found) / n, right, middle - half, middle + half)


def off(found: Iterable[Share]) -> float:
    """Return by how much the probabilities are off, the mean over all records of the bins."""
    bins = list(found)
    return sum(b.count * abs(b.said - b.right) for b in bins) / sum(b.count for b in bins)


def worst(found: Iterable[Share]) -> float:
    """Return by how much the tenth is off that is off most, of those with enough records."""
    return max((abs(b.said - b.right) for b in found if b.count >= ENOUGH), default=0.0)


def show(found: Mapping[str, Sequence[Said]]) -> None:
    """Print the tenths of each size of registry."""
    for size, said in found.items():
        bins = shares(said)
        brier = sum((chance - right) ** 2 for chance, right in said) / len(said)
        print(
            f"calibration, {size}: {len(said):,} records, off by {off(bins):.4f}, "
            f"worst tenth {worst(bins):.3f}, Brier {brier:.4f}"
        )
        for b in bins:
            print(f"  {b.count:7,}  said {b.said:.3f}  right {b.right:.3f}  ({b.low:.3f} to {b.high:.3f})")


def draw(found: Mapping[str, Sequence[Said]], out: Path) -> None:
    """Draw shares right over probabilities, and below how many records each bin holds (logarithmic)."""
    image = Image.new("RGB", (_WIDE * _SCALE, _HIGH * _SCALE), "white")
    canvas = _Canvas(ImageDraw.Draw(image))
    canvas.axes()
    bins = {size: shares(said) for size, said in found.items()}
    most = max(b.count for of_size in bins.values() for b in of_size)
    for n, (size, of_size) in enumerate(bins.items()):
        canvas.curve(of_size, _COLOURS[size], shift=(n - 1) * 5)
        canvas.counts(of_size, _COLOURS[size], most, shift=(n - 1) * 9)
        count = f"{len(found[size]):,}".replace(",", ".")
        canvas.legend(n, f"{_LABELS[size]}: {count} bản ghi", _COLOURS[size])
    image.resize((_WIDE, _HIGH), Image.Resampling.LANCZOS).save(out, optimize=True)


class _Canvas:
    """The picture in points, y downwards, with the coordinates of the two plots."""

    def __init__(self, drawing: ImageDraw.ImageDraw) -> None:
        self._draw = drawing
        folder = files("fontpkg_be_vietnam_pro") / "files"
        self._font = ImageFont.truetype(str(folder / "BeVietnamPro-Regular.ttf"), 15 * _SCALE)
        self._bold = ImageFont.truetype(str(folder / "BeVietnamPro-SemiBold.ttf"), 18 * _SCALE)

    def axes(self) -> None:
        self.text(_LEFT, 30, "Xác suất phần mềm nêu ra và tỷ lệ đúng", anchor="lm", font=self._bold)
        for n in range(6):
            share = n / 5
            x, y = self.x(share), self.y(share)
            self.line([(x, _TOP), (x, _BOTTOM)], _GRID)
            self.line([(_LEFT, y), (_RIGHT, y)], _GRID)
            self.line([(x, _COUNTS_TOP), (x, _COUNTS_BOTTOM)], _GRID)
            label = f"{share:.1f}".replace(".", ",")
            self.text(_LEFT - 10, y, label, anchor="rm")
            self.text(x, _BOTTOM + 16, label, anchor="mm")
            self.text(x, _COUNTS_BOTTOM + 16, label, anchor="mm")
        self.line([(self.x(0), self.y(0)), (self.x(1), self.y(1))], "#9a9a9a", wide=1.5)
        self.text(_LEFT, _TOP - 14, "tỷ lệ đúng", anchor="lm", ink=_SOFT)
        self.text(_RIGHT, _BOTTOM + 38, "xác suất nêu ra", anchor="rm", ink=_SOFT)
        self.text(_LEFT, _COUNTS_TOP - 14, "số bản ghi (thang lôgarit)", anchor="lm", ink=_SOFT)
        self.text(_RIGHT, _COUNTS_BOTTOM + 38, "xác suất nêu ra", anchor="rm", ink=_SOFT)
        self.line([(_LEFT, _COUNTS_BOTTOM), (_RIGHT, _COUNTS_BOTTOM)], _SOFT)

    def curve(self, bins: Sequence[Share], colour: str, *, shift: float) -> None:
        points = [(self.x(b.said) + shift, self.y(b.right)) for b in bins]
        self.line(points, colour, wide=1.2)
        for (x, y), b in zip(points, bins, strict=True):
            self.line([(x, self.y(b.low)), (x, self.y(b.high))], colour, wide=2)
            self._draw.ellipse(_scaled((x - 4.5, y - 4.5), (x + 4.5, y + 4.5)), fill=colour)

    def counts(self, bins: Sequence[Share], colour: str, most: int, *, shift: float) -> None:
        for power in range(int(math.log10(most)) + 1):
            label = f"{10**power:,}".replace(",", ".")
            self.text(_LEFT - 12, _height(10**power, most), label, anchor="rm")
        for b in bins:
            x, y = self.x(b.said) + shift, _height(b.count, most)
            self._draw.rectangle(_scaled((x - 4, y), (x + 4, _COUNTS_BOTTOM)), fill=colour)

    def legend(self, place: int, text: str, colour: str) -> None:
        y = _TOP + 24 + 26 * place
        self._draw.ellipse(_scaled((_LEFT + 18, y - 5), (_LEFT + 28, y + 5)), fill=colour)
        self.text(_LEFT + 38, y, text, anchor="lm")

    def x(self, share: float) -> float:
        return _LEFT + share * (_RIGHT - _LEFT)

    def y(self, share: float) -> float:
        return _BOTTOM - share * (_BOTTOM - _TOP)

    def line(self, points: Sequence[tuple[float, float]], colour: str, *, wide: float = 1) -> None:
        self._draw.line(_scaled(*points), fill=colour, width=round(wide * _SCALE), joint="curve")

    def text(self, x: float, y: float, words: str, *, anchor: str, ink: str = _INK, font: Any = None) -> None:
        self._draw.text((x * _SCALE, y * _SCALE), words, fill=ink, anchor=anchor, font=font or self._font)


def _height(count: int, most: int) -> float:
    """Return where a bar ends; one record is already seen."""
    full = math.log10(most * 4)
    return _COUNTS_BOTTOM - math.log10(count * 2) / full * (_COUNTS_BOTTOM - _COUNTS_TOP)


def _scaled(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-calibration-") as name:
        found = {size: gather(cases, Path(name)) for size, cases in SERIES.items()}
    show(found)
    draw(found, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
