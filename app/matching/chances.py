"""From bits to chances: the prior of the registry, rivals, and rows of one person."""

import math
from collections.abc import Sequence

from app.matching.score import weights


def log_odds(bits: Sequence[float], prior: float, groups: Sequence[int] = ()) -> list[float]:
    """Return the natural log-odds of each row against “nobody of the registry”, whose own are 0.

    ``prior`` is ``Rarity.prior``. Rivals lower the evidence (two bits for each doubling), and equal rows
    share the rest. Rows of one group are one person, and no rivals: they share what one row would have.
    """
    if not bits:
        return []
    table, groups = weights()["probability"], groups or range(len(bits))
    best = max(bits)
    people: dict[int, list[float]] = {}
    for own, group in zip(bits, groups, strict=True):
        people.setdefault(group, []).append(own)
    share = math.log2(sum(2.0 ** (max(rows) - best) for rows in people.values()))
    someone = _someone(best - prior - table["rivals"] * share)
    within = {
        group: math.log2(sum(2.0 ** (own - max(rows)) for own in rows)) for group, rows in people.items()
    }
    return [
        someone + (own - best - share - within[group]) * math.log(2)
        for own, group in zip(bits, groups, strict=True)
    ]


def _someone(bits: float) -> float:
    """Return the log-odds that somebody of the registry is meant, from the bits that speak for it.

    Bits count at their slope where writings slip as the weights say. They mislead where somebody slipped
    twice or the registry errs too: few are so, and they grow fewer slowly. The odds of both are added.
    """
    table = weights()["probability"]
    as_said: float = table["slope"] * bits + table["shift"]
    misled: float = table["misled_slope"] * bits + table["misled_shift"]
    most = max(as_said, misled)
    return most + math.log1p(math.exp(-abs(as_said - misled)))


def shares(odds: Sequence[float], nobody: float = 0.0) -> list[float]:
    """Return the probability of each row from log-odds; at most one row is the person."""
    most = max([nobody, *odds])
    weights_ = [math.exp(max(-700.0, own - most)) for own in odds]
    together = sum(weights_) + math.exp(max(-700.0, nobody - most))
    return [weight / together for weight in weights_]
