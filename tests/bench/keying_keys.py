"""Keys besides the text for whole births, and for each person by what there was to decide."""

from collections.abc import Sequence
from statistics import median

from tests.bench.figures import Figures
from tests.bench.keying_officer import (
    CANDIDATE,
    NOT_FOUND,
    ONE_DIFFERENCE,
    SURE,
    Officer,
    Typed,
    waiting_acts,
)
from tests.bench.keying_statements import check_kept
from tests.bench.keying_window import Window

LIMITS = {SURE: 1, ONE_DIFFERENCE: 3, NOT_FOUND: 2, CANDIDATE: 3}
ACTS = 14  # of each volume: with these every kind of person is there
MOST_KNOWN = 32  # keys besides the text for a birth whose three persons are surely known


def measure(window: Window) -> list[Typed]:
    """Type the acts that wait in the begun volumes of births, one volume after the other."""
    typed, officer = [], Officer(window)
    for volume, acts in waiting_acts(window.work).items():
        window.open_volume(volume)
        for act in acts[:ACTS]:
            entry = window.entry.entry_id
            typed.append(officer.type_act(act))
            check_kept(window, entry, act)
    return typed


def show(typed: Sequence[Typed], mouse: int, figures: Figures) -> None:
    """Print the keys of each kind beside what they may be, and keep them."""
    print(f"{'keys besides the text':<44}{'median':>8}{'most':>8}{'limit':>8}{'of':>6}")
    known = [act.besides for act in typed if act.is_known]
    _line(figures, "keys_birth_known", "birth with three sure persons", known, MOST_KNOWN)
    for how, limit in LIMITS.items():
        keys = [keys for act in typed for one, keys in act.persons if one == how]
        _line(figures, f"keys_{how.replace(' ', '_')}", how, keys, limit)
    print(f"{'mouse events':<44}{'':>8}{mouse:>8}{0:>8}", flush=True)
    figures.alone("mouse_events", mouse, f"mouse events, {len(typed)} births typed and decided")


def _line(figures: Figures, name: str, what: str, keys: Sequence[int], limit: int) -> None:
    """Print and keep the median: an act whose head differs from the one before takes some keys more."""
    if not keys:
        raise LookupError(f"no {what} among the acts")
    print(f"{what:<44}{median(keys):>8g}{max(keys):>8}{limit:>8}{len(keys):>6}")
    unit = f"keys besides the text, {what}: median of {len(keys)}, most {max(keys)}; limit {limit}"
    figures.alone(name, median(keys), unit)
