"""Places: every commune of June 2025 and what it became, its neighbours and namesakes, speed, whole cases.

``./test bench places`` compares all pairs in every way of writing (some minutes); ``--quick`` a twentieth and
no linkage cases. The pairs come from the table of units itself: it tells what they must come to, and a
writing is read by nothing but its text.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

from app.matching.places import communes, places
from app.matching.places.communes import JUNE, TODAY, Commune
from app.matching.result import Result
from tests.bench.cases import score
from tests.bench.figures import Figures
from tests.bench.matching_quality import ROOT, ours
from tests.bench.place_writings import WAYS, full, levels_of, plain, today

DISTRICTS = (("Bát Xát", "Lào Cai"), ("Gò Công Tây", "Tiền Giang"), ("Quỳnh Lưu", "Nghệ An"))
NEIGHBOURS = 80_000
_AGREE = frozenset({Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT})
_OPENED = """
import time
from pathlib import Path
from app.matching import text
from app.matching.places import places, communes, gazetteer
def pages():
    return int(Path("/proc/self/statm").read_text().split()[1])
before = pages()
start = time.process_time()
places.compare("Xã Phúc Do, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Tân, Tỉnh Thanh Hóa")
opened = time.process_time() - start
for province in set(communes.provinces().values()):
    communes.block(province)
print(opened * 1000, (pages() - before) * 4096 / 1e6)
"""


def units() -> list[Commune]:
    """Return every commune of June 2025."""
    blocks = [communes.block(name) for name in sorted(set(communes.provinces().values()))]
    every = (one for block in blocks for same in block.communes.values() for one in same)
    return [one for one in every if one.time == JUNE]


def pairs(found: Sequence[Commune]) -> Iterator[tuple[Commune, Commune]]:
    """Yield each commune with each unit of today that it or a part of it became."""
    for one in found:
        for later in one.onward:
            if later.time == TODAY:
                yield one, later


def false_different(found: Sequence[tuple[Commune, Commune]]) -> tuple[int, int]:
    """Return how many writings of the pairs come out different, and of how many."""
    wrong = count = 0
    for one, later in found:
        place, registry = levels_of(one), today(one, later)
        for way, write in WAYS.items():
            count += 1
            if places.compare(write(place), registry).result is Result.DIFFERENT:
                wrong += 1
                print(f"  different ({way}): {write(place)} | {registry}", flush=True)
    return wrong, count


def false_equal(found: Sequence[Commune], count: int) -> int:
    """Return how many pairs of neighbours, written without words, come out as one place."""
    rng = random.Random(7)
    by_district: dict[communes.District, list[Commune]] = {}
    for one in found:
        by_district.setdefault(one.districts[0], []).append(one)
    groups = [group for group in by_district.values() if len(group) > 1]
    wrong = 0
    for _ in range(count):
        one, other = rng.sample(rng.choice(groups), 2)
        book, registry = plain(levels_of(one)), rng.choice((plain, full))(levels_of(other))
        if book != registry and places.compare(book, registry).result in _AGREE:
            wrong += 1
            print(f"  one place: {book} | {registry}", flush=True)
    return wrong


def namesakes(found: Sequence[Commune]) -> list[tuple[Commune, Commune]]:
    """Return the communes with a unit of today in their province that took their name without them."""
    return [
        (one, other)
        for one in found
        for other in communes.named(communes.joined(one.name), one.provinces)
        if other.time == TODAY and other.name == one.name and other not in one.onward
    ]


def namesakes_agreeing(found: Sequence[Commune]) -> tuple[int, int]:
    """Return how many namesakes do not differ, and of how many."""
    moved = namesakes(found)
    wrong = [
        (one, other)
        for one, other in moved
        if places.compare(full(levels_of(one)), today(one, other)).result is not Result.DIFFERENT
    ]
    for one, other in wrong:
        print(f"  namesake: {full(levels_of(one))} | {today(one, other)}", flush=True)
    return len(wrong), len(moved)


def compare_us(found: Sequence[tuple[Commune, Commune]]) -> float:
    """Return the median microseconds of one comparison whose two places have been read."""
    asked = [(full(levels_of(one)), today(one, later)) for one, later in found]
    took: list[float] = []
    for book, registry in asked:
        places.parse(book), places.parse(registry)
        places.compare(book, registry)
    for book, registry in asked:
        start = time.perf_counter()
        places.compare.__wrapped__(book, registry)
        took.append((time.perf_counter() - start) * 1e6)
    return median(took)


def opened() -> tuple[float, float]:
    """Return the milliseconds to the first answer of a fresh process, and the MB of the whole table."""
    done = subprocess.run(
        [sys.executable, "-c", _OPENED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, whole = map(float, done.stdout.split())
    return first, whole


def linked(district: str, province: str, folder: Path) -> score.Score:
    """Return how well a case is linked whose registry speaks in the units of today."""
    out = folder / district
    command = [sys.executable, "-m", "tests.bench.cases", "--out", str(out), "--style", "harsh", "--today"]
    size = ["--people", "20000", "--records", "3000", "--seed", "31"]
    where = ["--district", district, "--province", province]
    subprocess.run([*command, *size, *where], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    ours(out, out / "answers.jsonl")
    return score.score(out / "truth.jsonl", out / "answers.jsonl")


def main(share: int = 1) -> None:
    """Measure all of it, or every ``share``-th pair."""
    figures = Figures("places")
    first, whole = opened()
    figures.alone("open_ms", first, "ms to the first answer of a process")
    figures.alone("table_mb", whole, "MB with every province read")
    found = units()
    every = list(islice(pairs(found), 0, None, share))
    wrong, count = false_different(every)
    figures.alone("false_different", wrong, f"of {count} writings of {len(every)} pairs")
    figures.alone(
        "false_equal", false_equal(found, NEIGHBOURS // share), f"of {NEIGHBOURS // share} neighbours"
    )
    agreeing, moved = namesakes_agreeing(found)
    figures.alone("namesakes_agreeing", agreeing, f"of {moved} units of today that took another's name")
    figures.alone("compare_us", compare_us(every[:4000]), "µs, median, both places read before")
    if share == 1:
        with tempfile.TemporaryDirectory() as folder:
            for district, province in DISTRICTS:
                result = linked(district, province, Path(folder))
                figures.alone(f"decision {district}", result.decision, "registry in the units of today")
                figures.alone(
                    f"fields_p {district}", result.fields.precision, "precision of differing fields"
                )
    for name, value in figures.found.items():
        print(f"{name:24}{value['ours']:>10} {value['unit']}")


def quick() -> None:
    """Measure a twentieth of the pairs and no linkage cases."""
    main(20)
