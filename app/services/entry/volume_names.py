"""What a volume is called: the one maker of "Khai sinh 01/1998 · xã Cẩm Lương".

An office of today keeps the books of several old communes, with equal numbers. Where it does, the place of
registration stands in every name of a volume, as short as it can be without naming two places alike.
"""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.store.tables import Volume
from app.models.words.short_places import short_places
from app.models.words.volume_identity import place_key
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
        self._short = short_places(places)

    def place(self, volume: Called) -> str:
        """Return the short name of the place of registration; empty where the office has one place only."""
        if len(self._short) < 2:
            return ""
        return self._short.get(place_key(volume.place)) or volume.place.strip() or tr("chưa ghi nơi đăng ký")

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
