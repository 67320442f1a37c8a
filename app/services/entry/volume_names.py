"""What a volume is called: the one maker of "Khai sinh 01/1998 · xã Cẩm Lương".

An office of today keeps the books of several old communes, with equal numbers. Where it does, the place of
registration stands in every name of a volume, as short as it can be without naming two places alike.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.store.tables import Volume
from app.models.words.vietnamese import clean
from app.texts import Text, tr


class Called(Protocol):
    """A volume, or something that stands in one: what a name is made of."""

    @property
    def book_type(self) -> str: ...  # noqa: D102
    @property
    def book_no(self) -> str: ...  # noqa: D102
    @property
    def opened_year(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102


class VolumeNames:
    """Name the volumes of one office, whose places of registration are known."""

    def __init__(self, places: Iterable[str]) -> None:
        self._short = _short_places(places)

    def place(self, volume: Called) -> str:
        """Return the short name of the place of registration; empty where the office has one place only."""
        if len(self._short) < 2:
            return ""
        return self._short.get(_key(volume.place)) or volume.place.strip() or tr("chưa ghi nơi đăng ký")

    def number(self, volume: Called) -> str:
        """Return "01/1998 · xã Cẩm Lương"; a volume without a number is called by its year."""
        number = volume.book_no or str(
            Text("không số, mở năm {0}", volume.opened_year) if volume.opened_year else tr("không số")
        )
        return " · ".join(filter(None, (number, self.place(volume))))

    def name(self, volume: Called) -> str:
        """Return "Khai sinh 01/1998 · xã Cẩm Lương"."""
        return f"{tr(BOOKS[volume.book_type].short)} {self.number(volume)}"

    def brief(self, volume: Called) -> str:
        """Return "KS 01/1998 · xã Cẩm Lương", for narrow columns."""
        return f"{BOOKS[volume.book_type].file_prefix} {self.number(volume)}"


def read(session: Session) -> VolumeNames:
    """Return the names of the volumes of the inventory."""
    return VolumeNames(session.scalars(select(Volume.place).distinct()))


def _short_places(places: Iterable[str]) -> Mapping[str, str]:
    """Return the shortest name of each place, by its key: of its first parts as many as tell it from others.

    "xã Cẩm Tú, huyện Cẩm Thủy" and "xã Cẩm Tú, tỉnh Thanh Hóa" need two parts.
    """
    written = {_key(place): place.strip() for place in sorted(places)}
    return {key: _shortest(place, [k for k in written if k != key]) for key, place in written.items()}


def _shortest(place: str, others: Iterable[str]) -> str:
    parts = [part.strip() for part in place.split(",")]
    for count in range(1, len(parts)):
        short = ", ".join(parts[:count])
        begin = _key(short)
        if not any(other == begin or other.startswith(f"{begin},") for other in others):
            return short
    return place


def _key(place: str) -> str:
    """Return by what a place is known: capitals and spaces are no difference, tones are."""
    return ",".join(" ".join(part.split()) for part in clean(place).casefold().split(","))
