"""The shelves of the office with their counts: the one source of Sổ, Hôm nay and the annex of the plan."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.words.volume_identity import place_key
from app.services.entry import losses, volumes
from app.services.entry.losses import Loss
from app.services.entry.volumes import VolumeView


@dataclass(frozen=True, slots=True)
class Counts:
    """Acts in the books at hand, electronic already, to enter, entered, and left to enter."""

    total: int = 0
    electronic: int = 0
    todo: int = 0
    entered: int = 0
    left: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(
            self.total + other.total,
            self.electronic + other.electronic,
            self.todo + other.todo,
            self.entered + other.entered,
            self.left + other.left,
        )


def counts_of(volume: VolumeView) -> Counts:
    """Return the counts of one volume."""
    return Counts(volume.total, volume.already_electronic, volume.todo, volume.entered, volume.left)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The volumes of one type of book of one place, or the note that none is left."""

    place: str
    book_type: str
    volumes: tuple[VolumeView, ...] = ()
    loss: Loss | None = None

    @property
    def counts(self) -> Counts:
        """Return the counts of its volumes, and what is electronic of lost ones."""
        lost = Counts(electronic=self.loss.already_electronic) if self.loss else Counts()
        return total(map(counts_of, self.volumes)) + lost


@dataclass(frozen=True, slots=True)
class OldCommune:
    """The shelves of one place of registration, in the legal order of the books."""

    place: str
    shelves: tuple[Shelf, ...]

    @property
    def counts(self) -> Counts:
        """Return the counts of all its shelves."""
        return total(shelf.counts for shelf in self.shelves)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All shelves by place; ``repeated`` are the ids of volumes that stand in it twice."""

    communes: tuple[OldCommune, ...]
    repeated: frozenset[int] = frozenset()

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """Return every shelf."""
        return tuple(shelf for commune in self.communes for shelf in commune.shelves)

    @property
    def counts(self) -> Counts:
        """Return the counts of everything."""
        return total(shelf.counts for shelf in self.shelves)

    def of_book(self, book_type: str) -> Counts:
        """Return the counts of one type of book over all places."""
        return total(shelf.counts for shelf in self.shelves if shelf.book_type == book_type)


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    return sum(counts, Counts())


def read(session: Session) -> Inventory:
    """Read all shelves: places by their first volume, the office's own words for each kept."""
    every = volumes.inventory(session)
    noted = losses.every(session)
    titles: dict[str, str] = {}
    for place in [*(volume.place for volume in every), *(loss.place for loss in noted)]:
        titles.setdefault(place_key(place), place)
    by_shelf: dict[tuple[str, str], list[VolumeView]] = {}
    for volume in every:
        by_shelf.setdefault((place_key(volume.place), volume.book_type), []).append(volume)
    lost = {(place_key(loss.place), loss.book_type): loss for loss in noted}
    communes = []
    for key in sorted(titles, key=lambda key: (not key, key)):  # without a place: last
        shelves = tuple(
            Shelf(titles[key], book, tuple(by_shelf.get((key, book), ())), lost.get((key, book)))
            for book in BOOKS
            if (key, book) in by_shelf or (key, book) in lost
        )
        communes.append(OldCommune(titles[key], shelves))
    return Inventory(tuple(communes), _repeated(every))


def _repeated(every: Sequence[VolumeView]) -> frozenset[int]:
    keys = {volume.id: volumes.key_of(volume) for volume in every}
    times = Counter(keys.values())
    return frozenset(one for one, key in keys.items() if key is not None and times[key] > 1)
