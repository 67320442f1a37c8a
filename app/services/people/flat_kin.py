"""Who is whose relative among flat records of one entry."""

from collections.abc import Iterator, Mapping, Sequence

from app.matching import record
from app.matching.household import Kin
from app.matching.levels import NAME_AGREES, name_level

Entry = Sequence[Mapping[str, str]]
"""The records of one entry, under the names of formats §3."""

_MAIN = ("child", "adoptee", "deceased", "person")
_MOST = 20  # persons of an entry: a longer one is a list of unrelated people
_COUPLES = {"husband": "wife", "groom": "bride", "wife": "husband", "bride": "groom"}


def kin_of(entry: Entry) -> list[Kin]:
    """Return the kinships between the records, from their roles and the relatives' names they give."""
    if not 2 <= len(entry) <= _MOST:
        return []
    found = _by_roles(entry)
    told = {(link.owner, link.column) for link in found}
    found += [link for link in _by_names(entry) if (link.owner, link.column) not in told]
    return found + list(_guessed(entry, found))


def _guessed(entry: Entry, found: Sequence[Kin]) -> Iterator[Kin]:
    """Yield possible kinships of persons whose role names none: child, parent, spouse."""
    related = {key for link in found for key in (link.owner, link.relative)}
    for n in range(len(entry)):
        if str(n) not in related:
            for m in range(len(entry)):
                for owner, relative in ((n, m), (m, n)) if n != m else ():
                    for column in ("father", "mother", "spouse"):
                        yield Kin(str(owner), column, str(relative), guess=True)


def _by_names(entry: Entry) -> list[Kin]:
    """Find relatives: one record gives the name that another record bears."""
    found: list[Kin] = []
    for n, owner in enumerate(entry):
        for column in ("father", "mother", "spouse"):
            named = record.written(owner.get(f"{column}_name", ""))
            for m, relative in enumerate(entry):
                name = record.written(relative.get("full_name", ""))
                if n != m and named and name and name_level(named, name) in NAME_AGREES:
                    found.append(Kin(str(n), column, str(m)))
    return found


def _by_roles(entry: Entry) -> list[Kin]:
    """Find relatives by their roles: father and mother of the main person, husband and wife."""
    roles = {str(n): written.get("role", "") for n, written in enumerate(entry)}
    mains = [key for key, role in roles.items() if role.rpartition("_")[2] in _MAIN]
    found: list[Kin] = []
    parents: dict[str, list[str]] = {}
    for key, role in roles.items():
        whose, _, what = role.rpartition("_")
        owners = [k for k, r in roles.items() if whose and r == whose] or mains
        if what in {"father", "mother"}:
            found += [Kin(owner, what, key, sure=whose != "adoptive") for owner in owners if owner != key]
            parents.setdefault(whose, []).append(key)
        elif what == "spouse":
            found += [Kin(a, "spouse", b) for m in owners for a, b in ((m, key), (key, m))]
        elif other := _COUPLES.get(what):
            found += [Kin(key, "spouse", k) for k, r in roles.items() if r == other]
    for couple in parents.values():
        if len(couple) == 2:
            one, other = couple
            found += [Kin(one, "spouse", other, sure=False), Kin(other, "spouse", one, sure=False)]
    return found
