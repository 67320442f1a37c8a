"""The entry on an officer's screen, with everything around it, read in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.result import DecidedLine
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Problem
from app.models.declaration.printed_forms import FormOfVolume
from app.models.registry.person import Person
from app.models.store.tables import Decision, Entry, Volume
from app.models.words.codes import Branch, Resolution
from app.models.words.roles import Action
from app.models.words.states import SEALED, EntryState
from app.models.words.values import Value
from app.services.entry import answers, carrying, ditto, entries, own_volume, repeats, volume_names, volumes
from app.services.entry.answers import AnswerView
from app.services.entry.entries import EntryView
from app.services.entry.repeats import Repeat
from app.services.office.accounts import Officer
from app.services.office.permissions import require


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision in force about one person.

    ``person`` is the chosen registry row, None where nobody was chosen. ``rank`` is the place of that row
    among the candidates, from 1; 0 where it was not listed. Resolutions and notes are by registry column.
    ``again`` is why the person may stand in other entries too.
    """

    branch: Branch
    person: Person | None = None
    rank: int = 0
    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    again: str = ""


@dataclass(frozen=True, slots=True)
class EntryInHand:
    """One entry and what surrounds it, as the store held them at one moment.

    ``volume`` is what its volume is called, with the place where the office has several. ``previous`` holds
    the values of the previous entry in the volume, ``above`` the people of that entry, for ditto marks.
    ``decided`` is by person section. ``answers`` holds the applied answers of the police to what left last,
    ``sent_back_for`` why they sent the entry back, until it is finished again, ``repeats`` the entries with
    the same number or the same act, ``not_printed`` the columns that the pages of the volume do not have. It
    is not ``stored`` before something was typed.
    """

    entry: EntryView
    volume: str
    book_no: str
    opened_year: str
    previous: Mapping[str, Value]
    above: ditto.Above
    decided: Mapping[str, Decided]
    answers: tuple[AnswerView, ...]
    repeats: tuple[Repeat, ...] = ()
    sent_back_for: str = ""
    not_printed: frozenset[str] = frozenset()
    stored: bool = True

    @property
    def id(self) -> str:
        """Return the entry's id."""
        return self.entry.id

    @property
    def book(self) -> BookType:
        """Return the entry's book type."""
        return self.entry.book

    @property
    def state(self) -> EntryState:
        """Return the entry's state."""
        return self.entry.state

    @property
    def values(self) -> Mapping[str, Value]:
        """Return the entry's values by field."""
        return self.entry.values

    @property
    def told(self) -> list[Problem]:
        """Return what is said of the entry beside its volume and other entries, each at its field."""
        beside = own_volume.problems(
            self.book, self.values, book_no=self.book_no, opened_year=self.opened_year
        )
        return [*repeats.problems(self.repeats), *beside]


def read(session: Session, entry_id: str, *, before: EntryInHand | None = None) -> EntryInHand:
    """Read an entry and what surrounds it; Refused when there is none.

    ``before`` is an earlier reading of the same entry. While number and date are the same, the volume and the
    previous entry are taken from it.
    """
    entry = entries.get(session, entry_id)
    if before is None or before.id != entry_id or _place(before.entry) != _place(entry):
        volume = session.get_one(Volume, entry.volume_id)
        called, book_no, year = volume_names.read(session).number(volume), volume.book_no, volume.opened_year
        not_printed = _not_printed(entry.book, volume.form, year)
        previous, above = _previous(session, entry), ditto.above(session, entry_id)
    else:
        called, book_no, year = before.volume, before.book_no, before.opened_year
        not_printed = before.not_printed
        previous, above = before.previous, before.above
    if before is None or before.id != entry_id or _told(before.entry) != _told(entry):
        found = repeats.of_entry(session, entry)
    else:
        found = before.repeats
    # a field that is left reads no more than it must: most entries never came back
    came_back = entry.version > 1 or entry.note
    left = entry.state in SEALED
    return EntryInHand(
        entry=entry,
        volume=called,
        book_no=book_no,
        opened_year=year,
        previous=previous,
        above=above,
        decided={key: _decided(row) for key, row in entries.active_decisions(session, entry_id).items()},
        repeats=found,
        answers=answers.in_force(
            answers.of_entry(session, entry_id) if left or entry.version > 1 else (), entry
        ),
        not_printed=not_printed,
        sent_back_for=answers.sent_back_for(session, entry_id) if came_back and not left else "",
    )


def begin(
    session: Session, volume_id: int, *, by: Officer, at: datetime, random: Callable[[int], bytes]
) -> EntryInHand:
    """Return the next entry of a volume with its carried values; nothing is stored."""
    require(by, Action.TYPE_ENTRIES)
    volume, last = volumes.get(session, volume_id), entries.last_of(session, volume_id)
    carried = carrying.begun(volume, last)
    row = entries.blank(session, volume_id, by=by, at=at, random=random, carried=carried)
    entry = entries.view_of(row)
    return EntryInHand(
        entry=entry,
        volume=volume_names.read(session).number(volume),
        book_no=volume.book_no,
        opened_year=volume.opened_year,
        previous=last.values if last else {},
        above=ditto.above_row(session, row),
        decided={},
        answers=(),
        repeats=repeats.of_entry(session, entry, row),
        not_printed=_not_printed(entry.book, volume.form, volume.opened_year),
        stored=False,
    )


def store(
    session: Session, hand: EntryInHand, *, by: Officer, at: datetime, random: Callable[[int], bytes]
) -> None:
    """Store an entry that was begun, with its carried values, under the id it has."""
    require(by, Action.TYPE_ENTRIES)
    entries.create(
        session,
        hand.entry.volume_id,
        by=by,
        at=at,
        random=random,
        carried=hand.values,
        entry_id=hand.id,
    )


def _not_printed(book: BookType, form: str, opened_year: str) -> frozenset[str]:
    return FormOfVolume.parse(form).lacking(BOOKS[book.key], opened_year)


def _place(entry: EntryView) -> tuple[str, ...]:
    """Return the values that decide which entry is the previous one."""
    return tuple(
        entry.book.registered(entry.values, what) for what in (Registration.NUMBER, Registration.DATE)
    )


def _told(entry: EntryView) -> tuple[object, ...]:
    """Return the values that decide whether another entry is about the same act or has the same number."""
    names = tuple(entry.values.get(section.name_field) for section in entry.book.persons)
    born = tuple(entry.values.get(section.field_for("birth_date")) for section in entry.book.mains)
    return *_place(entry), entry.book.is_again(entry.values), names, born


def _previous(session: Session, entry: EntryView) -> Mapping[str, Value]:
    """Return the values of the previous entry of the volume; empty for the first."""
    query = (
        select(Entry)
        .where(
            Entry.volume_id == entry.volume_id,
            Entry.position < entry.position,
            Entry.state != EntryState.DISCARDED,
        )
        .order_by(Entry.position.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return {key: entries.value_of(kept) for key, kept in row.values.items() if kept} if row else {}


def _decided(row: Decision) -> Decided:
    lines = [DecidedLine.from_json(stored) for stored in row.lines]
    return Decided(
        branch=Branch(row.branch),
        person=Person(**row.registry_values) if row.registry_values else None,
        rank=row.search.get("chosen_rank", 0),
        resolutions={x.line.field: x.resolution for x in lines if x.resolution},
        notes={x.line.field: x.note for x in lines if x.note},
        again=str(row.again.get("reason", "")),
    )
