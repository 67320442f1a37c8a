"""Chances of rows by their bits alone, without a household."""

from collections.abc import Sequence

from app.matching.chances import log_odds, shares


def probabilities(bits: Sequence[float], prior: float) -> list[float]:
    """Return the probability of each row; at most one row is the person."""
    return shares(log_odds(bits, prior))
