"""Looking up the person of one section in the registry snapshot: block by keys, score, say what it means."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from app.matching import dates, identity, keys, record, score, text
from app.matching.record import Record
from app.matching.result import Candidate, Finding, Search
from app.matching.score import Rarity, Scored
from app.models.book import BookType
from app.models.person import Person
from app.models.registry import Registry
from app.models.values import Mark, Value

FOUND = 0.9  # the screen shows the person; between the two the officer looks at several
CHECK = 0.2
_LISTED, _LISTED_MORE = 10, 30
_RELATED = -12.0  # bits: below this a row without a parent in common is a stranger
_UNREAD = frozenset({Mark.ILLEGIBLE, Mark.TORN, Mark.BLANK_IN_BOOK, Mark.UNKNOWN_IN_BOOK, Mark.NOT_IN_FORM})
_SEARCHED = (
    "full_name",
    "birth_date",
    "death_date",
    "birth_place",
    "birth_registration_place",
    "father_name",
    "mother_name",
    "spouse_name",
    "permanent_residence",
    "personal_id",
    "cmnd",
)


def search(
    registry: Registry,
    book: BookType,
    section_key: str,
    values: Mapping[str, Value],
    *,
    commune: str = "",
    more: bool = False,
) -> Search:
    """Look up the person of a section by what is typed so far.

    ``commune`` is the workstation's own; ``more`` lists up to 30 people. A query of which nothing can be
    searched by comes back with an empty ``query`` and must not be read as an answer. StoreProblem when the
    search failed; KeyError when the section is not the book's.
    """
    return search_row(registry, query_row(book, section_key, values), commune=commune, more=more)


def query_row(book: BookType, section_key: str, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what a section says of its person under the registry's columns, words as in the book."""
    section = book.section(section_key)
    pairs = [(f.key, f.compare) for f in section.fields if f.compare]
    row: dict[str, str] = {}
    for key, declared in (*pairs, *section.borrowed):
        value = values.get(key, Value())
        written = "" if value.mark in _UNREAD else value.text.strip()
        if not written or text.is_blank(written) or text.is_ditto(written):
            continue
        column = identity.column_of(written) or "cmnd" if declared == "personal_id_or_cmnd" else declared
        row.setdefault(column, written)
    registered = dates.read(values.get("registration_date", Value()).text)
    if registered is not None and registered.year and row.get("birth_date"):
        row |= about(row["birth_date"], registered.year)
    if section.sex and row:
        row.setdefault("sex", section.sex)
    return row


def about(birth_date: str, in_year: int) -> dict[str, str]:
    """Return what an age written for a date says in a book of that year; nothing for a date."""
    year = dates.year_by_age(birth_date, in_year)
    return {record.ABOUT: str(year)} if year else {}


def search_row(
    registry: Registry, row: Mapping[str, str], *, commune: str = "", more: bool = False
) -> Search:
    """Look up what is said under registry columns; see ``search``."""
    query = record.read(row)
    near = record.commune(commune)
    rarity = _rarity(registry)
    half_typed = _half_typed(query, rarity)
    numbers = _blocked(registry, query, near, half_typed=half_typed, more=more)
    if numbers is None:
        return Search(Finding.NOT_FOUND, (), ())
    people = registry.persons(numbers)
    scored = [score.score(query, _read(p), rarity, half_typed=half_typed) for p in people]
    chances = score.probabilities([s.bits for s in scored])
    ranked = sorted(zip(people, scored, chances, strict=True), key=lambda c: (-c[1].bits, c[0].personal_id))
    ranked = [c for c in ranked if c[1].bits > _RELATED or c[1].agreeing_parents]
    listed = ranked[: _LISTED_MORE if more else _LISTED]
    candidates = tuple(Candidate(p, chance, score.reason(s)) for p, s, chance in listed)
    finding = _finding(query, [(s, chance) for _, s, chance in listed])
    return Search(finding, candidates, _asked(row, commune))


def _blocked(
    registry: Registry, query: Record, commune: str, *, half_typed: bool, more: bool
) -> list[int] | None:
    """Return the row numbers worth scoring; None when there is nothing to search by."""
    asked, identity = keys.query_keys(query, commune), keys.identity_keys(query)
    if not asked and not identity and query.name is None:
        return None
    limit, best = (1000, 120) if more else (300, 40)
    found = registry.block(asked, identity=identity, limit=limit, best=best)
    if query.name is not None and (half_typed or not found):
        year = query.born.year if query.born is not None else None
        found += registry.names_with_prefix(query.name.fold, year=year, limit=50)
    return list(dict.fromkeys(found))


_RARITIES: WeakKeyDictionary[Registry, Rarity] = WeakKeyDictionary()


def _rarity(registry: Registry) -> Rarity:
    """Return how common words are in this registry, worked out once while it is open."""
    if registry not in _RARITIES:
        _RARITIES[registry] = Rarity(registry.frequencies)
    return _RARITIES[registry]


def _half_typed(query: Record, rarity: Rarity) -> bool:
    """Tell whether the name may be unfinished: it stands alone, or its last word is nobody's given name."""
    if query.name is None:
        return False
    others = (
        query.born,
        query.about,
        query.father,
        query.mother,
        query.spouse,
        query.personal_id,
        query.cmnd,
    )
    return not any(others) or not rarity.knows("given", query.name.given)


def _read(person: Person) -> Record:
    """Take a person apart."""
    return record.read({column: getattr(person, column) for column in record.COLUMNS})


def _finding(query: Record, ranked: list[tuple[Scored, float]]) -> Finding:
    """Say what the best candidate means.

    While neither a full date nor a number is given, people who fit as far as it goes are to be checked:
    too little was asked to say that nobody is there.
    """
    if not ranked:
        return Finding.NOT_FOUND
    best, chance = ranked[0]
    if chance >= FOUND:
        return Finding.FOUND
    full = query.born is not None and query.born.precision == "day"
    thin = not full and not query.personal_id and not query.cmnd
    return Finding.CHECK if chance >= CHECK or (thin and best.fits) else Finding.NOT_FOUND


def _asked(row: Mapping[str, str], commune: str) -> tuple[tuple[str, str], ...]:
    """Return what was searched by: (registry column, words); the workstation's commune last."""
    asked = [(column, row[column]) for column in _SEARCHED if row.get(column)]
    return (*asked, *((("commune", commune),) if commune else ()))
