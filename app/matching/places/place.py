"""A written place taken apart: the units it names, by level."""

from dataclasses import dataclass

from app.matching.result import Span

LEVELS: tuple[str, ...] = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit in a written place: its readings as canonical names, and its span.

    An ambiguous marker gives several readings: "T.Hoá" is "tỉnh Hoá" or "T… Hoá". ``bare`` is true for a text
    without diacritics: then the readings are folded names, unless the gazetteer has the name. ``kind`` is the
    kind of commune that the marker says (as in communes.py), empty without one.
    """

    readings: tuple[str, ...]
    span: Span
    level: str = ""
    bare: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The units of a written place by level; ``loose`` holds units of unknown level.

    Places are told apart by identity: a text is read once, and what it means is kept under its place.
    """

    province: Unit | None = None
    district: Unit | None = None
    commune: Unit | None = None
    loose: tuple[Unit, ...] = ()
    bare: bool = False
    hamlet: Unit | None = None

    def level(self, name: str) -> Unit | None:
        """Return the unit at one of LEVELS."""
        unit: Unit | None = getattr(self, name)
        return unit
