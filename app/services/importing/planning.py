"""The dry run: what each row of a file would become, before anything is changed.

A row is known again by its volume, its number and the year of the number, else of the registration; where a
volume repeats a number, by the name of whom the act is about too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Kind, split_key
from app.models.store.tables import Entry, ImportRow
from app.models.words.partial_date import parse
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.models.words.values import Source, Value
from app.models.words.vietnamese import fold
from app.readers.acts.act_rows import fingerprint
from app.readers.acts.told import ReadAct, Reason, Trouble
from app.services.entry import carrying, changing, entries, volumes
from app.services.entry.field_names import name_of
from app.services.entry.volumes import VolumeView
from app.services.importing.row_states import RowState
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

_MOST_NAMES = 4  # fields that a reason names
_CHUNK = 500


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WAITS = "waits"


@dataclass(slots=True)
class PlannedAct:
    """A row with what it would become.

    ``values`` are those of a new entry, or the ones that change of ``entry_id``. ``row_id`` is the row that
    waits in the store already and is this one.
    """

    act: ReadAct
    fingerprint: str
    outcome: Outcome
    volume_id: int | None = None
    entry_id: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do: its rows in their order."""

    book: BookType
    rows: tuple[PlannedAct, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows come to this."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether every row is here already, taken or waiting."""
        return all(row.outcome is Outcome.SAME for row in self.rows)


def plan(
    session: Session,
    book: BookType,
    acts: Iterable[ReadAct],
    *,
    by: Officer,
    holds: frozenset[str] = frozenset(),
    volume_id: int | None = None,
) -> Plan:
    """Return what each row would become; nothing is changed.

    ``holds`` are the fields that the file has columns for: a blank in them is a change too. With
    ``volume_id`` every row belongs to this volume, else to the one whose number it has.
    """
    require(by, Action.IMPORT_ENTRIES)
    planner = _Planner(session, book, holds, volume_id)
    listed = [(act, fingerprint(book, act)) for act in acts]
    planner.learn([act for act, _ in listed], [mark for _, mark in listed])
    return Plan(book, tuple(planner.row(act, mark) for act, mark in listed))


def replan(
    session: Session, book: BookType, act: ReadAct, mark: str, *, by: Officer, volume_id: int | None
) -> PlannedAct:
    """Return what a row that waits would become now; ``volume_id`` is the volume chosen for it."""
    require(by, Action.IMPORT_ENTRIES)
    return _Planner(session, book, frozenset(), volume_id).decide(act, mark)


def same(book: BookType, key: str, one: Value, other: Value) -> bool:
    """Tell whether two values say the same: of dates, the same day however it is written."""
    if one.mark is not other.mark:
        return False
    if one.text == other.text:
        return True
    if book.field_at(key).kind is not Kind.DATE_PARTIAL:
        return False
    first, second = parse(one.text), parse(other.text)
    return first is not None and first == second


_Numbers = dict[object, list[tuple[RegistrationNumber, str, str]]]
"""The entries of a volume by their number without its year: number, id, folded name."""


class _Planner:
    def __init__(
        self, session: Session, book: BookType, holds: frozenset[str], volume_id: int | None
    ) -> None:
        self._session, self._book, self._holds = session, book, holds
        self._chosen = volumes.get(session, volume_id) if volume_id is not None else None
        self._shelf = [v for v in volumes.shelf(session) if v.book_type == book.key]
        self._volumes: dict[int, VolumeView] = {}
        self._known: dict[int, _Numbers] = {}
        self._before: dict[str, ImportRow] = {}
        self._in_file: dict[object, ReadAct] = {}
        self._sharing: dict[object, set[str]] = {}  # the names beside one number of the file
        self._names = [section.name_field for section in book.mains if section.name_field]

    def learn(self, acts: Sequence[ReadAct], marks: Sequence[str]) -> None:
        """Read which rows of the file the store has already, and which numbers the file repeats.

        Of equal rows of the store the last counts.
        """
        for act in acts:
            volume_id, _ = self._volume(act)
            key = (volume_id, *_numbered(self._number(act.values)))
            self._sharing.setdefault(key, set()).add(self._name(act.values))
        for at in range(0, len(marks), _CHUNK):
            query = select(ImportRow).where(ImportRow.fingerprint.in_(marks[at : at + _CHUNK]))
            self._before |= {
                row.fingerprint: row for row in self._session.scalars(query.order_by(ImportRow.id))
            }

    def row(self, act: ReadAct, mark: str) -> PlannedAct:
        """Return what a row of the file would become."""
        before = self._before.get(mark)
        if before is not None and before.state != RowState.WAITING:
            return PlannedAct(act, mark, Outcome.SAME, before.volume_id, before.entry_id or "")
        found = self.decide(act, mark)
        if before is not None:
            waits = found.outcome is Outcome.WAITS
            found = replace(found, row_id=before.id, outcome=Outcome.SAME if waits else found.outcome)
        return found

    def decide(self, act: ReadAct, mark: str) -> PlannedAct:
        """Return what a row would become that the store does not have."""
        volume_id, reason = self._volume(act)
        reasons = (*act.reasons, *((reason,) if reason else ()))
        if reasons or volume_id is None:
            return PlannedAct(act, mark, Outcome.WAITS, volume_id, reasons=reasons, values=act.values)
        values = {**self._of_volume(volume_id, act.values), **act.values}
        number = self._number(values)
        twin = self._in_file.setdefault((volume_id, *_numbered(number), self._name(values)), act)
        if twin is not act and twin.values == act.values:
            return PlannedAct(act, mark, Outcome.SAME, volume_id)
        if twin is not act:
            reason = Reason("", Trouble.REPEATED, str(twin.line))
            return PlannedAct(act, mark, Outcome.WAITS, volume_id, reasons=(reason,), values=act.values)
        return self._beside(act, mark, volume_id, values, number)

    def _beside(
        self, act: ReadAct, mark: str, volume_id: int, values: Mapping[str, Value], number: RegistrationNumber
    ) -> PlannedAct:
        """Hold a good row against the entries of its volume."""
        found = self._entries(volume_id, number)
        if len(found) > 1 or len(self._sharing.get((volume_id, *_numbered(number)), ())) > 1:
            found = [one for one in found if one[1] == self._name(values)]
        if len(found) > 1:
            reason = Reason("", Trouble.SEVERAL_ENTRIES, number.text)
            return PlannedAct(act, mark, Outcome.WAITS, volume_id, reasons=(reason,), values=act.values)
        if not found:
            return PlannedAct(act, mark, Outcome.NEW, volume_id, values=values)
        return self._against(act, mark, volume_id, values, found[0][0])

    def _against(
        self, act: ReadAct, mark: str, volume_id: int, values: Mapping[str, Value], entry_id: str
    ) -> PlannedAct:
        """Hold a row against its entry, and against what the file before said of it."""
        entry = entries.get(self._session, entry_id)
        base = _base(self._session, entry_id)
        book = self._book.for_entry(entry.values, values)
        keys = {*values, *(base or {})}
        keys -= {key for key in keys if key not in values and split_key(key)[0] not in self._holds}
        changed: dict[str, Value] = {}
        kept: list[str] = []
        for key in sorted(keys):
            new, now = values.get(key, Value()), entry.values.get(key, Value())
            old = (base or {}).get(key, Value())
            if same(book, key, new, now) or (base is not None and same(book, key, new, old)):
                continue
            if base is not None and same(book, key, now, old):
                changed[key] = replace(new, source=Source.IMPORTED)
            else:
                kept.append(key)
        result = PlannedAct(act, mark, Outcome.SAME, volume_id, entry_id)
        if kept:
            names = ", ".join(str(name_of(book, key)) for key in kept[:_MOST_NAMES])
            trouble = Trouble.TYPED_BEFORE if base is None else Trouble.MENDED_BEFORE
            reason = Reason("", trouble, names)
        elif changed and (way := changing.way(entry.state)):
            reason = Reason("", Trouble.CLOSED, str(Text(way)))
        elif changed:
            return replace(result, outcome=Outcome.CHANGED, values=changed)
        else:
            return result
        return replace(result, outcome=Outcome.WAITS, reasons=(reason,), values=act.values)

    def _volume(self, act: ReadAct) -> tuple[int | None, Reason | None]:
        """Return the volume of a row, or why there is none."""
        field_key = self._book.field_of(Registration.VOLUME)
        said = act.values.get(field_key, Value()).text
        if any(reason.field == field_key for reason in act.reasons):  # what it says is asked about
            return (self._chosen.id if self._chosen else None), None
        year = act.values.get(self._book.field_of(Registration.OPENED), Value()).text
        number = RegistrationNumber.parse(said).dated(year)
        if self._chosen is not None:
            own = RegistrationNumber.parse(self._chosen.book_no).dated(self._chosen.opened_year)
            if said and not number.same_as(own):
                return None, Reason(field_key, Trouble.OTHER_VOLUME, said)
            return self._chosen.id, None
        fits = [
            v for v in self._shelf if number.same_as(RegistrationNumber.parse(v.book_no).dated(v.opened_year))
        ]
        if len(fits) > 1:
            place = fold(self._book.registered(act.values, Registration.PLACE))
            fits = [v for v in fits if v.place and (fold(v.place) in place or place == fold(v.place))]
            if len(fits) != 1:
                return None, Reason(field_key, Trouble.SEVERAL_VOLUMES, said)
        return (fits[0].id, None) if fits else (None, Reason(field_key, Trouble.NO_VOLUME, said))

    def _of_volume(self, volume_id: int, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return what the volume says of itself where the row says nothing."""
        if volume_id not in self._volumes:
            self._volumes[volume_id] = volumes.get(self._session, volume_id)
        carried = carrying.from_volume(self._volumes[volume_id])
        return {key: value for key, value in carried.items() if values.get(key, Value()).is_empty}

    def _number(self, values: Mapping[str, Value]) -> RegistrationNumber:
        number = RegistrationNumber.parse(self._book.registered(values, Registration.NUMBER))
        day = parse(self._book.registered(values, Registration.DATE))
        return number.dated(str(day.year)) if day is not None and day.year else number

    def _name(self, values: Mapping[str, Value]) -> str:
        return fold(next((values[key].text for key in self._names if key in values), ""))

    def _entries(self, volume_id: int, number: RegistrationNumber) -> list[tuple[str, str]]:
        """Return id and folded name of the entries of a volume that have this number."""
        if volume_id not in self._known:
            known: _Numbers = {}
            query = select(Entry.id, Entry.registration_no, Entry.registered_year, Entry.main_name).where(
                Entry.volume_id == volume_id, Entry.state != EntryState.DISCARDED
            )
            for entry_id, written, year, name in self._session.execute(query):
                one = RegistrationNumber.parse(written).dated(year)
                known.setdefault(one.counted, []).append((one, entry_id, fold(name)))
            self._known[volume_id] = known
        listed = self._known[volume_id].get(number.counted, [])
        return [(entry_id, name) for one, entry_id, name in listed if one.same_as(number)]


def _numbered(number: RegistrationNumber) -> tuple[object, ...]:
    """Return by what a number is known among those of its volume."""
    return number.counted, number.year, number.text if number.number is None else ""


def _base(session: Session, entry_id: str) -> dict[str, Value] | None:
    """Return what the last file said of an entry; None when none did."""
    query = (
        select(ImportRow.said)
        .where(ImportRow.entry_id == entry_id, ImportRow.state == RowState.TAKEN)
        .order_by(ImportRow.id.desc())
        .limit(1)
    )
    said = session.scalar(query)
    return None if said is None else {key: entries.value_of(stored) for key, stored in said.items()}


def lines(rows: Iterable[PlannedAct], book: BookType) -> Iterator[tuple[int, Text]]:
    """Yield what is said of each row with its line in the file, the reasons before the conversions."""
    for row in rows:
        for reason in row.reasons or row.act.reasons:
            yield row.act.line, reason.words(book)
        for one in row.act.converted:
            yield row.act.line, one.words(book)
