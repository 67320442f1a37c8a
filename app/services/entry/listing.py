"""The list of entries: which ones, in what order, and the rows that are looked at.

A list of 50,000 entries keeps the row numbers of all, and reads the rest of a row when it is shown. What
filters and sorts stands in one index (``ix_entry_list``), because a row with its values takes many pages.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.documents.entry_list import EntryOnList
from app.models.books import BOOKS
from app.models.store.tables import Account, Entry, Volume
from app.models.store.times import read as read_time
from app.models.words.entry_lists import GROUP_OF, EntryGroup, EntryOrder
from app.models.words.moments import day_and_minute
from app.models.words.registration_number import RegistrationNumber
from app.models.words.states import ENTRY_STATE_LABELS, UNFINISHED, EntryState
from app.models.words.vietnamese import fold
from app.services.entry import entries, volumes

_Key = tuple[object, ...]
_ROW: ColumnElement[int] = literal_column("entry.rowid")  # every index holds it, but not the id
_STATED: ColumnElement[str] = literal_column("+entry.state")
"""The state without its own index, which leads to rows of many pages; the plus changes nothing else."""
_PAGE_WORDS = ("trang", "tr")
_AT_ONCE = 500  # row numbers in one statement
_STATE = 6  # the place of the state in a ListedEntry


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """The entries wanted: of a volume (0: any), a type of book ("": any), a group, with words; their order.

    ``words`` are those of a search (``entries.find``).
    """

    volume_id: int = 0
    book_type: str = ""
    group: EntryGroup = EntryGroup.EVERY
    words: str = ""
    order: EntryOrder = EntryOrder.NUMBER
    falling: bool = False


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """The row numbers of the entries found, in their order.

    ``counts`` says how many there are in each group, whatever group was asked for.
    """

    rows: Sequence[int] = ()
    counts: Mapping[EntryGroup, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One row of the list; ``created_by`` is the name of who opened the entry."""

    id: str
    book_type: str
    volume_id: int
    book_no: str
    opened_year: str
    place: str
    state: EntryState
    registration_no: str
    page_no: str
    main_name: str
    note: str
    created_by: str
    changed_at: str

    @property
    def reason(self) -> str:
        """Return why the entry was put aside, away or sent back; empty once it is finished again."""
        return self.note if self.state in (*UNFINISHED, EntryState.SENT_BACK) else ""


def find(session: Session, query: EntryQuery) -> FoundEntries:
    """Find the entries of a list and put them in order."""
    wanted = _wanted(query)
    if wanted is None:
        return FoundEntries()
    states = _by_index(_STATED, func.count()).where(*wanted).group_by(_STATED)
    counts: Counter[EntryGroup] = Counter()
    for state, count in session.execute(states):
        counts[GROUP_OF[EntryState(state)]] += count
    counts[EntryGroup.EVERY] = counts.total() - counts[EntryGroup.DISCARDED]
    return FoundEntries(_sorted(session, query, [*wanted, *_of_group(query.group)]), counts)


def place_of(session: Session, query: EntryQuery, rows: Sequence[int], wanted: str, *, after: int) -> int:
    """Return the place of the next of the rows found with a number or a page; -1 where there is none.

    A page is asked for as "trang 12" or "tr 12", a number as "45" or "45/1998". It begins after a place and
    goes round.
    """
    word, _space, rest = wanted.strip().partition(" ")
    paged = fold(word).rstrip(".") in _PAGE_WORDS and bool(rest.strip())
    asked = RegistrationNumber.parse(rest if paged else wanted)
    found = _by_index(_ROW, Entry.page_no if paged else Entry.registration_no)
    conditions = [*(_wanted(query) or ()), *_of_group(query.group)]
    fitting = {
        row
        for row, text in session.execute(found.where(*conditions)).all()
        if asked.same_as(RegistrationNumber.parse(text))
    }
    places = (*range(after + 1, len(rows)), *range(after + 1))
    return next((at for at in places if rows[at] in fitting), -1)


def read(session: Session, rows: Sequence[int]) -> list[ListedEntry]:
    """Read the entries with these row numbers, in their order."""
    found: dict[int, ListedEntry] = {}
    for at in range(0, len(rows), _AT_ONCE):
        query = (
            select(
                _ROW,
                Entry.id,
                Entry.book_type,
                Entry.volume_id,
                Volume.book_no,
                Volume.opened_year,
                Volume.place,
                Entry.state,
                Entry.registration_no,
                Entry.page_no,
                Entry.main_name,
                Entry.note,
                func.coalesce(Account.full_name, ""),
                Entry.changed_at,
            )
            .join(Volume, Volume.id == Entry.volume_id)
            .outerjoin(Account, Account.uid == Entry.created_by)
            .where(_ROW.in_(rows[at : at + _AT_ONCE]))
        )
        for row, *told in session.execute(query):
            told[_STATE] = EntryState(told[_STATE])
            found[row] = ListedEntry(*told)
    return [found[row] for row in rows]


def on_paper(session: Session, rows: Sequence[int]) -> list[EntryOnList]:
    """Return the entries with these row numbers as the workbook has them."""
    return [
        EntryOnList(
            number=one.registration_no,
            page=one.page_no,
            name=one.main_name,
            book=BOOKS[one.book_type].short,
            book_no=one.book_no,
            opened_year=one.opened_year,
            place=one.place,
            state=ENTRY_STATE_LABELS[one.state],
            note=one.reason,
            opened_by=one.created_by,
            changed=day_and_minute(read_time(one.changed_at)),
        )
        for one in read(session, rows)
    ]


def row_of(session: Session, entry_id: str) -> int:
    """Return the row number of an entry; 0 when there is none."""
    return session.scalar(select(_ROW).select_from(Entry).where(Entry.id == entry_id)) or 0


def _by_index(*columns: Any) -> Select[Any]:
    """Return a query that is answered by the index alone."""
    return select(*columns).select_from(Entry)


def _wanted(query: EntryQuery) -> list[ColumnElement[bool]] | None:
    """Return what an entry of any group must fulfil; None when the words are of no entry."""
    wanted = entries.sought(query.words)
    if query.words.strip() and not wanted:
        return None
    if query.volume_id:
        wanted.append(Entry.volume_id == query.volume_id)
    if query.book_type:
        wanted.append(Entry.volume_id.in_(select(Volume.id).where(Volume.book_type == query.book_type)))
    return wanted


def _of_group(group: EntryGroup) -> list[ColumnElement[bool]]:
    if group is EntryGroup.EVERY:
        return [_STATED != EntryState.DISCARDED]
    return [_STATED.in_([state for state, its in GROUP_OF.items() if its is group])]


def _sorted(session: Session, query: EntryQuery, wanted: Sequence[ColumnElement[bool]]) -> list[int]:
    """Return the row numbers in the order asked for; entries without what it asks for come last, or first."""
    columns, key = _ORDERS[query.order]
    shelf = volumes.shelf(session)
    places = {volume.id: at for at, volume in enumerate(shelf)}
    opened = {volume.id: volume.opened_year for volume in shelf}
    found = session.execute(_by_index(_ROW, Entry.volume_id, Entry.position, *columns).where(*wanted)).all()
    keyed = [
        (*key(opened[volume], *told), places[volume], position, row)
        if query.order in _THROUGH_VOLUMES
        else (places[volume], *key(opened[volume], *told), position, row)
        for row, volume, position, *told in found
    ]
    keyed.sort(reverse=query.falling)
    return [one[-1] for one in keyed]


def _by_number(opened: str, number: str, year: str) -> _Key:
    # an act without a date is of the year of its volume, so that it stands among its neighbours
    return _number_key(number, year or opened)


def _by_page(opened: str, page: str, number: str, year: str) -> _Key:
    return (not page, *RegistrationNumber.parse(page).counted, *_number_key(number, year or opened))


@lru_cache(maxsize=65536)
def _number_key(number: str, year: str) -> _Key:
    return (not number, *RegistrationNumber.parse(number).dated(year).sort_key)


@lru_cache(maxsize=65536)
def _by_name(_opened: str, name: str) -> _Key:
    words = fold(name).split()
    return not words, words[-1:], words, name


def _by_change(_opened: str, changed_at: str) -> _Key:
    return (changed_at,)


def _as_typed(_opened: str) -> _Key:
    return ()


_THROUGH_VOLUMES = (EntryOrder.NAME, EntryOrder.CHANGED)
"""Orders that mix the volumes; the others go through one after another."""
_ORDERS: Mapping[EntryOrder, tuple[tuple[InstrumentedAttribute[str], ...], Callable[..., _Key]]] = {
    EntryOrder.NUMBER: ((Entry.registration_no, Entry.registered_year), _by_number),
    EntryOrder.PAGE: ((Entry.page_no, Entry.registration_no, Entry.registered_year), _by_page),
    EntryOrder.NAME: ((Entry.main_name,), _by_name),
    EntryOrder.CHANGED: ((Entry.changed_at,), _by_change),
    EntryOrder.TYPED: ((), _as_typed),
}
"""What each order reads of an entry, and the key it makes of that."""
