"""How old people are likely to be: parents at a birth, and anyone by the role in an entry.

Both are one curve around the likeliest age. Its tables stand in weights.json as "age".
"""

import math

from app.matching.record import GROWN_UP, Record
from app.matching.score import Rarity, weights


def suits(query: Record, row: Record) -> float:
    """Return how well the age of a row at the act suits the role; 1 is best, and when nothing is known.

    It orders rows of whom none is likely; nobody is found for being of an age that many are.
    """
    born = row.born.year if row.born is not None else None
    if not query.role or query.born_by is None or born is None:
        return 1.0
    table = weights()["age"]
    return max(_curve(query.born_by - born, *table[query.role]), float(table["least_suits"]))


def parent_bits(column: str, age: int, year: int, rarity: Rarity) -> float:
    """Return the bits of an age at the birth of a child, for one born in the year, against everybody's."""
    table = weights()["age"]
    if not GROWN_UP <= age <= table[f"{column}_last"]:
        return float(table["impossible"])
    mean, spread = table[column]
    likely = _curve(age, mean, spread) / (spread * math.sqrt(2 * math.pi))
    bits = math.log2(likely / rarity.of("year", str(year)))
    return max(float(table["least"]), min(float(table["most"]), bits))


def _curve(age: int, mean: float, spread: float) -> float:
    """Return how near an age is to the likeliest: 1 there, falling on both sides as the normal curve."""
    return math.exp(-0.5 * ((age - mean) / spread) ** 2)
