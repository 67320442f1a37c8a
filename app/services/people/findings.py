"""What a search comes to: rows in order as candidates, and the finding they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.matching import ages, grounds, later_kin, reasons, score, understood
from app.matching.household import Chance, Member, MemberRow
from app.matching.levels import DATE_DIFFERS, GIVEN_DIFFERS, NAME_AGREES, WHOLE_NAME
from app.matching.record import Record
from app.matching.result import Candidate, Finding, Search
from app.matching.score import Scored

DECISION: dict[str, float] = score.weights()["decision"]
"""The least chances at which a row is shown, asked, accepted (explained in weights.json)."""
FOUND, CHECK = DECISION["found"], DECISION["check"]
Asked = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Chanced:
    """A row with its chance; ``group`` is the same for the rows of one person."""

    row: MemberRow
    chance: Chance
    group: int

    @property
    def scored(self) -> Scored:
        return self.row.scored


People = Mapping[str, Record | None]


def search_of(
    member: Member, chances: Sequence[Chance], asked: Asked, people: People, *, most: int, typing: bool
) -> Search:
    """Order the rows, drop unlikely ones, and derive the finding; at most ``most`` are listed.

    ``people`` are the relatives whom the rows name, as far as they were read.

    Between namesakes without further words, those whose age suits the role come first.
    """
    alone = member.query.is_name_alone
    ranked = sorted(
        map(_Chanced, member.rows, chances, member.groups()),
        key=lambda c: (
            -c.chance.together if c.chance.together >= CHECK else 0.0,
            -c.chance.together * (ages.suits(member.query, c.row.record) if alone else 1.0),
            -c.scored.bits,
            c.row.record.personal_id,
        ),
    )
    listed = [one for one in ranked if _is_related(one)][:most]
    if not listed and not member.query.has_own_words:
        asked = ()  # a search by relatives alone that finds nobody does not show that the person is missing
    candidates = tuple(_candidate(member.query, one, listed, people) for one in listed)
    return Search(_finding(member.query, listed, candidates, typing=typing), candidates, asked)


def _is_related(one: _Chanced) -> bool:
    """Tell whether a row may be the person, or at least a relative.

    Whose whole name and date agree may have another spouse, or parents by adoption, whatever else differs;
    whose number the book has is shown under any name.
    """
    near = one.scored.bits > DECISION["related"] or one.scored.agreeing_parents > 0
    whole = one.scored.levels.get("full_name", "") in WHOLE_NAME and _name_and_date(one.scored)
    return near or whole or _has_number(one.scored) or one.chance.together >= CHECK


def _candidate(query: Record, one: _Chanced, listed: Sequence[_Chanced], people: People) -> Candidate:
    """Return a row as a candidate; the reason names a link that only the household supports."""
    chance = one.chance
    only = chance.together >= CHECK and _by_family(one.scored, chance)
    again = next((other for other in listed if other is not one and other.group == one.group), None)
    others = (other.scored for other in listed if other.group != one.group)
    grounded = grounds.enough(one.scored, others, by_family=chance.grounded)
    reason = _reason(query, one.scored)
    reason = "; ".join([reason, *later_kin.explained(query, one.row.record, one.scored, people)])
    because = chance.because or "người trùng tên bị loại trừ"
    if only or (chance.because and chance.alone < FOUND <= chance.together):
        reason = f"{reason}; {'chỉ nhờ gia đình: ' if only else ''}{because}"
    same_as = again.row.record.personal_id if again is not None else ""
    if same_as:
        reason = f"trùng hồ sơ với số {same_as}; {reason}"
    return Candidate(one.row.person, chance.together, reason, only, grounded, same_as)


def _reason(query: Record, scored: Scored) -> str:
    """Return the reason; a name that was read in part neither fits nor contradicts."""
    if _is_name_read(query):
        return reasons.reason(scored, query.name.written if query.name is not None else "")
    others = {column: level for column, level in scored.levels.items() if column != "full_name"}
    return f"{reasons.reason(replace(scored, levels=others))}; họ tên trong sổ chưa đọc được hết"


def _is_name_read(query: Record) -> bool:
    """Tell whether every word of the book's name was read; no name has none unread."""
    return not query.names[0] or understood.in_book("full_name", query.names[0])


def _by_family(scored: Scored, chance: Chance) -> bool:
    """Tell whether the family alone speaks for a row: nothing but the name agrees, or something differs."""
    if grounds.only_name(scored):
        return bool(chance.because) or chance.alone < CHECK
    return chance.alone < CHECK and grounds.contradicted(scored)


def _finding(
    query: Record, ranked: Sequence[_Chanced], candidates: Sequence[Candidate], *, typing: bool
) -> Finding:
    """Return the finding that the best candidate gives.

    While somebody types, the fitting people are to be checked without a number, or a name with a full date:
    such a query is too weak for "not found". The household may still exclude them.
    """
    if not ranked:
        return Finding.NOT_FOUND
    best = ranked[0]
    others = [other.scored for other in ranked if other.group != best.group]
    if best.chance.together >= FOUND:  # of two rows of one person somebody has to choose
        first = candidates[0]
        another = _fits_another(best.scored, others) or _number_of_another(best.scored, others)
        doubtful = first.same_as or not first.grounded or another
        return Finding.CHECK if doubtful else Finding.FOUND
    if any(_has_number(one.scored) for one in ranked):
        return Finding.CHECK  # a row with the written number was found, whatever its name
    read = _is_name_read(query)  # else the word that was not read may be anybody's of this date
    if any(_name_and_date(one.scored) if read else _full_date(one.scored) for one in ranked):
        return Finding.CHECK
    people = {one.group: one.chance.together for one in ranked}
    someone = sum(people.values()) >= DECISION["someone"]  # one of several alike
    if best.chance.together >= CHECK or someone or (typing and _is_thin(query, best)):
        return Finding.CHECK
    return Finding.NOT_FOUND


def _is_thin(query: Record, best: _Chanced) -> bool:
    """Tell whether too little is typed for "not found": only relatives, or no number and no full date."""
    if not query.has_own_words:
        return True
    full = query.name is not None and query.born is not None and query.born.precision == "day"
    denied = best.chance.together < best.chance.alone * DECISION["denied"]
    return not full and not query.personal_id and not query.cmnd and best.scored.fits and not denied


def _fits_another(best: Scored, others: Sequence[Scored]) -> bool:
    """Tell whether the best differs in name or date, while another row has the book's name and date.

    This happens when the book has the number of a twin, or the date of a namesake.
    """
    differs = best.levels.get("birth_date", "") in DATE_DIFFERS
    differs = differs or best.levels.get("full_name", "") in GIVEN_DIFFERS
    return differs and any(map(_name_and_date, others))


def _number_of_another(best: Scored, others: Sequence[Scored]) -> bool:
    """Tell whether the book's number is not the best one's but that of another person."""
    return not _has_number(best) and any(map(_has_number, others))


def _has_number(scored: Scored) -> bool:
    """Tell whether a row has the book's number."""
    return "equal" in (scored.levels.get(column) for column in ("personal_id", "cmnd"))


def _name_and_date(scored: Scored) -> bool:
    """Tell whether name and full date of birth agree; such a row is shown whatever its parents."""
    return _full_date(scored) and scored.levels.get("full_name", "") in NAME_AGREES


def _full_date(scored: Scored) -> bool:
    """Tell whether the full date of birth agrees."""
    return scored.levels.get("birth_date") == "full"
