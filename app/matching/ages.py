"""Likely ages: of parents at a birth, and of a person by the role in an entry.

Both use one curve around the likeliest age, with its tables in weights.json under "age".
"""

import math

from app.matching.record import GROWN_UP, Record
from app.matching.score import Rarity, weights


def suits(query: Record, row: Record) -> float:
    """Return how well a row's age at the act suits the role: at most 1, also when unknown.

    It only orders equally unlikely rows; a common age is no reason to find somebody.
    """
    born = row.born.year if row.born is not None else None
    if not query.role or query.born_by is None or born is None:
        return 1.0
    table = weights()["age"]
    return max(_curve(query.born_by - born, *table[query.role]), float(table["least_suits"]))


def parent_bits(column: str, age: int, year: int, rarity: Rarity) -> float:
    """Return the bits for a parent born in ``year`` having this ``age`` at the birth of a child."""
    table = weights()["age"]
    if not GROWN_UP <= age <= table[f"{column}_last"]:
        return float(table["impossible"])
    mean, spread = table[column]
    likely = _curve(age, mean, spread) / (spread * math.sqrt(2 * math.pi))
    bits = math.log2(likely / rarity.born_in(year))
    return max(float(table["least"]), min(float(table["most"]), bits))


def _curve(age: int, mean: float, spread: float) -> float:
    """Return the normal curve around the likeliest age, scaled to 1 at its top."""
    return math.exp(-0.5 * ((age - mean) / spread) ** 2)
