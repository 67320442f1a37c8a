"""Dated changes of units in words: "xã X, huyện Y → xã Z (từ 1/7/2025)"."""

from app.matching.places.communes import JUNE, TODAY, TWO_LEVELS, Commune, joined, said_from, said_when
from app.matching.places.gazetteer import Province
from app.matching.places.place_meaning import Meaning


def renamed(one: Meaning, other: Meaning, written: tuple[str, str]) -> str:
    """Return the changes between two connected meanings; empty when neither name nor unit changed.

    ``written`` are the names of their finest units in the two texts.
    """
    ours, theirs = one.commune, other.commune
    if ours is not None and theirs is not None and ours is not theirs:
        first, last = (ours, theirs) if theirs in ours.onward else (theirs, ours)
        return _steps(first, last, written[0] if first is ours else written[1])
    if one.district is not None and other.district is not None and one.district is not other.district:
        old, new = (one, other) if other.district in one.district.into else (other, one)
        names = [f"{m.district.word} {m.district.name}" for m in (old, new) if m.district is not None]
        return " → ".join(names)
    return _provinces(one.named, other.named)


def district_renamed(meaning: Meaning, *written: str) -> str:
    """Return the change between two written names of a meaning's district; empty when it had but one."""
    found = meaning.commune.districts if meaning.commune is not None else (meaning.district,)
    known = [one for one in found if one is not None]
    keys = {joined(name) for name in written}
    for old in known:
        for new in known:
            if new in old.into and {joined(old.name), joined(new.name)} == keys:
                return f"{old.word} {old.name} → {new.word} {new.name}"
        for name, day in old.earlier:
            if {joined(name), joined(old.name)} == keys:
                return f"{name} → {old.name} ({said_from(day)})"
    return ""


def _steps(first: Commune, last: Commune, written: str) -> str:
    """Return the steps from a unit to a later one; one that changed neither kind nor name is left out."""
    name = written if first.folded and written else first.name
    said = f"{first.word} {name}"
    if first.districts and first.kind != "k":
        said += f", {first.districts[0].word} {first.districts[0].name}"
    before = first
    for step in _way(first, last):
        if (step.kind, step.name) != (before.kind, before.name) or before is first:
            said += f" → {step.word} {step.name} ({said_when(before)})"
        before = step
    return said


def _way(first: Commune, last: Commune) -> list[Commune]:
    """Return the units from the one after the first to the last."""
    if first.time == JUNE or last.time != TODAY:
        return [last]
    between = next((one for one in first.onward if one.time == JUNE and last in one.onward), None)
    return [last] if between is None else [between, last]


def _provinces(ours: Province | None, theirs: Province | None) -> str:
    """Return the change of a province's name; empty without one."""
    if ours is None or theirs is None or ours.name == theirs.name or not ours.june & theirs.june:
        return ""
    old, new = (ours, theirs) if ours.last <= theirs.last else (theirs, ours)
    if new.today and old.last == TWO_LEVELS - 1:
        return f"{old.name} → {new.name} (từ 1/7/2025)"
    return f"{old.name} (đến {old.last // 100}) → {new.name}"
