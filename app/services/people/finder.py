"""The search for the people of one entry: block by keys, score, weigh the household."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary, ref

from app.errors import Stopped
from app.matching import blocking, grounds, household, record, score
from app.matching.household import PARENTS, Chance, Kin, Known, Member, MemberRow
from app.matching.levels import NAME_DIFFERS
from app.matching.places import place_keys
from app.matching.record import Record
from app.matching.result import Finding, Search
from app.matching.score import Rarity
from app.models.registry.reading import Registry
from app.services.people.findings import DECISION, FOUND, Asked, search_of
from app.services.people.namesakes import with_namesakes

_LISTED, _LISTED_MORE = 10, 30
_ASKED_ABOUT = 5  # likeliest rows per person whose relatives are read
_CHILDREN = 20
_HAS = (*PARENTS, "spouse")
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
_RARITIES: WeakKeyDictionary[Registry, Rarity] = WeakKeyDictionary()


def never_stop() -> bool:
    """Return False: the default of ``stop``, for a search that is never stopped."""
    return False


@dataclass(frozen=True, slots=True)
class _Finder:
    """The registry and the settings of one search."""

    registry: Registry
    rarity: Rarity
    place: str  # of the workstation or the book
    communes: tuple[str, ...]  # the names of the commune of the workstation or the book, folded
    more: bool
    typing: bool  # names may be half-typed
    stop: Callable[[], bool]

    def member(self, written: Mapping[str, str]) -> Member | None:
        """Return a person of the entry with the possible rows; None when there is nothing to search by."""
        if written.get(record.ROLE) == record.GROWN and not written.get("permanent_residence"):
            written = {**written, "permanent_residence": self.place}  # people register acts where they live
        query = record.read(written)
        half_typed = self.typing and _half_typed(query, self.rarity)
        numbers = self._blocked(query, half_typed=half_typed)
        if numbers is None:
            return None
        member = Member(query, [], self.rarity.prior, half_typed)
        for words in self.registry.rows(numbers):
            self.add(member, words)
        return member

    def add(self, member: Member, words: tuple[str, ...]) -> None:
        """Add a row to this member and score it."""
        row = record.of(words)
        scored = score.score(member.query, row, self.rarity, half_typed=member.half_typed)
        member.rows.append(MemberRow(words, row, scored))

    def _blocked(self, query: Record, *, half_typed: bool) -> list[int] | None:
        """Return the row numbers worth scoring; None when there is nothing to search by."""
        if self.stop():
            raise Stopped("Đã dừng tìm kiếm vì có nội dung mới.")
        asked, identity = blocking.query_keys(query, self.communes), blocking.identity_keys(query)
        if not asked and not identity and query.name is None:
            return None
        if self.more:
            found = self.registry.block(asked, identity=identity, limit=1000, best=120, least=0.05)
        else:
            found = self.registry.block(asked, identity=identity, best=11)
        if query.name is not None and (half_typed or not found or query.is_name_alone):
            year = query.born.year if query.born is not None else None
            limit = 50 if self.more else 16
            found += self.registry.names_with_prefix(query.name.fold, year=year, limit=limit)
        return list(dict.fromkeys(found))

    def known(self, members: Mapping[str, Member], kin: Sequence[Kin]) -> Known:
        """Read the relatives in the likeliest rows and add these as candidates of the related persons."""
        people: dict[str, Record | None] = {}
        for link in kin:
            owner, relative = members[link.owner], members[link.relative]
            for row in _likeliest(owner):
                number: str = getattr(row.record, f"{link.column}_id")
                if number and number not in people:
                    words = self.registry.row(number)
                    people[number] = record.of(words) if words is not None else None
                    if words is not None:
                        self._add_new(relative, words)
        for link in kin:
            if (link.guess or link.column in PARENTS) and not _certain(members[link.owner]):
                self._add_children(members[link.owner], members[link.relative], people)
        return Known(people, self._parents(members, kin))

    def _add_new(self, member: Member, words: tuple[str, ...]) -> None:
        if all(row.words != words for row in member.rows):
            self.add(member, words)

    def _add_children(self, child: Member, parent: Member, people: dict[str, Record | None]) -> None:
        """Make the children of the likeliest parents candidates for the child."""
        named = [blocking.relatives_key(row.record.personal_id) for row in _likeliest(parent)]
        for words in self.registry.rows(self.registry.block(named, limit=_CHILDREN, best=_CHILDREN)):
            if parent.query.name is not None and record.of(words).personal_id not in people:
                self._add_new(child, words)

    def _parents(self, members: Mapping[str, Member], kin: Sequence[Kin]) -> dict[str, frozenset[str]]:
        """Return the parents' numbers in the rows of the couple's children, for parents not certain alone."""
        found: dict[str, frozenset[str]] = {}
        told = [link for link in kin if not link.guess]
        owners = dict.fromkeys(link.owner for link in told if link.column in PARENTS)
        for owner in owners:
            couple = {link.column: link.relative for link in told if link.owner == owner}
            names = [members[key].query.name for key in (couple.get(p, "") for p in PARENTS) if key]
            if len(names) < 2 or names[0] is None or names[1] is None:
                continue
            if all(_certain(members[couple[p]]) for p in PARENTS):
                continue
            numbers = self.registry.block(
                [blocking.couple_key(names[0], names[1])], limit=_CHILDREN, best=_CHILDREN
            )
            children = [record.of(words) for words in self.registry.rows(numbers)]
            for parent in PARENTS:
                named = frozenset(n for c in children if (n := getattr(c, f"{parent}_id")))
                for number in sorted(named):
                    if (words := self.registry.row(number)) is not None:
                        self._add_new(members[couple[parent]], words)
                found[couple[parent]] = named
        return found

    def search(self, member: Member, chances: Sequence[Chance], asked: Asked, known: Known) -> Search:
        """Return what the rows of a member come to."""
        most = _LISTED_MORE if self.more else _LISTED
        people = {**known.people, **self._other_relatives(member, known.people)}
        found = search_of(member, chances, asked, people, most=most, typing=self.typing)
        return with_namesakes(self.registry, found) if self.typing else found

    def _other_relatives(
        self, member: Member, known: Mapping[str, Record | None]
    ) -> dict[str, Record | None]:
        """Read the relatives whom rows of the book's name and date name otherwise: dates may explain them."""
        found: dict[str, Record | None] = {}
        for row in member.rows:
            differs = [c for c in _HAS if row.scored.levels.get(f"{c}_name", "") in NAME_DIFFERS]
            numbers: list[str] = [getattr(row.record, f"{column}_id") for column in differs]
            for number in numbers if grounds.by_full_date(row.scored) else ():
                if number and number not in known:
                    words = self.registry.row(number)
                    found[number] = record.of(words) if words is not None else None
        return found


def find(
    registry: Registry,
    written: Mapping[str, Mapping[str, str]],
    kin: Sequence[Kin] = (),
    *,
    commune: str = "",
    more: bool = False,
    typing: bool = True,
    stop: Callable[[], bool] = never_stop,
) -> dict[str, Search]:
    """Look up the people of an entry; ``written`` holds each person's words under the registry's columns.

    ``kin`` lists fathers, mothers and spouses; ``commune`` is the book's own; ``more`` lists up to 30
    people instead of 10; with ``typing`` the last name may be half-typed. A person with nothing to search by
    gets an empty ``query``; this is not the answer "not found". StoreProblem when the search failed; Stopped
    when ``stop`` returns true.
    """
    finder = _Finder(registry, _rarity(registry), commune, place_keys.asked(commune), more, typing, stop)
    written = _with_relatives(written, kin)
    members = {key: member for key, row in written.items() if (member := finder.member(row)) is not None}
    links = [link for link in kin if link.owner in members and link.relative in members]
    known = finder.known(members, links) if links else Known({}, {})
    chances = household.together(members, links, known, finder.rarity)
    nothing = Search(Finding.NOT_FOUND, (), ())
    return {
        key: finder.search(members[key], chances[key], _asked(row, commune), known)
        if key in members
        else nothing
        for key, row in written.items()
    }


def _with_relatives(
    written: Mapping[str, Mapping[str, str]], kin: Sequence[Kin]
) -> dict[str, dict[str, str]]:
    """Add the relatives' names to each person's words where the own section lacks them."""
    rows = {key: dict(row) for key, row in written.items()}
    for link in (link for link in kin if not link.guess):
        row, name, column = (
            rows[link.owner],
            written[link.relative].get("full_name", ""),
            f"{link.column}_name",
        )
        if row and name and row.setdefault(column, name) != name and not link.sure:
            row[column + record.ALSO] = name
    return rows


def _rarity(registry: Registry) -> Rarity:
    """Return the rarity of words in this registry, computed once while it is open."""
    if registry not in _RARITIES:
        one = ref(registry)  # the cache must not keep the registry alive

        def bearers(name: str) -> int:
            open_ = one()
            return open_.bearers(name) if open_ is not None else 0

        _RARITIES[registry] = Rarity(registry.frequencies, bearers)
    return _RARITIES[registry]


def _likeliest(member: Member) -> list[MemberRow]:
    """Return the few rows that are likely to be this person without the household."""
    chances = member.alone()
    order = sorted(range(len(chances)), key=lambda n: -chances[n])[:_ASKED_ABOUT]
    return [member.rows[n] for n in order if chances[n] >= DECISION["likely"]]


def _certain(member: Member) -> bool:
    return max(member.alone(), default=0.0) >= FOUND


def _half_typed(query: Record, rarity: Rarity) -> bool:
    """Tell whether the name may be half-typed: nothing else is known, or its last word is no given name."""
    return query.name is not None and (query.is_name_alone or not rarity.knows("given", query.name.given))


def _asked(row: Mapping[str, str], commune: str) -> Asked:
    """Return the query as (registry column, words) pairs; the workstation's commune comes last."""
    asked = [(column, row[column]) for column in _SEARCHED if row.get(column)]
    return (*asked, *((("commune", commune),) if commune else ()))
