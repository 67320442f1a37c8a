"""Records: one person of a book or the registry, parsed once for keys and scores."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from app.matching import dates, ethnic, identity, text
from app.matching.names import name_around, name_words, names, surnames
from app.matching.places import place_keys
from app.models.registry.person import PERSON_COLUMNS
from app.models.words.partial_date import PartialDate
from app.models.words.vietnamese import clean, fold

COLUMNS = (
    "full_name",
    "father_name",
    "mother_name",
    "spouse_name",
    "sex",
    "birth_date",
    "death_date",
    "ethnicity",
    "birth_place",
    "birth_registration_place",
    "home_origin",
    "permanent_residence",
    "personal_id",
    "cmnd",
    "father_id",
    "mother_id",
    "spouse_id",
    "other_name",
)
"""The registry columns of a record."""
_columns_of = itemgetter(*map(PERSON_COLUMNS.index, COLUMNS))
# words in a name that is not plain: an alias or a note may follow; Hoàng Phủ is one surname
_NOT_PLAIN = name_around.LATER | {"phủ", "h"}
_NO_GIVEN_NAME = frozenset({"thị", "thi"})
_WORDS_OF_HAMLETS = ("Thôn", "Xóm", "Bản", "Làng", "Ấp", "Khu", "Tổ", "Buôn", "Đội")
_HAMLETS = tuple(f"{word} " for word in _WORDS_OF_HAMLETS)
_HAMLET = re.compile(rf"({'|'.join(_WORDS_OF_HAMLETS)})\s+([^,]+),\s*(.+)", re.IGNORECASE)
_LABEL_OF_SEX = re.compile(r"^(?:gioi tinh|gioi|phai)[\s.:]+")
_OF_A_CHILD = re.compile(r"^(?:con|be|chau)\s+")
BORN_BY = "born_by"
"""Extra key: the last possible year of birth, by the year of the entry and the role."""
ROLE = "role_by_age"
"""Extra key: the likely age by the role: CHILD, GROWN or DECEASED."""
CHILD, GROWN, DECEASED = "child", "grown", "deceased"
GROWN_UP = 13
"""The age, in years, below which nobody marries or has a child."""
ALSO = "_also"
"""Suffix of a relative's column: another person who may be named there (the adoptive father)."""
ABOUT = "birth_years_by_age"
"""Extra key of a query: the years of birth computed from an age, the likeliest first ("1953 1973")."""
NAMED = "birth_years_by_name"
"""Extra key of a query: the years that a year of birth named by can and chi may be, likewise."""
LIVED = "age_at_death"
"""Extra key of a query: the age at a death that the book does not date."""
ENTERED = "entered_in"
"""Extra key: the last year of the book ("2005"). No date in it is later, so "05" is 2005 and not 1905."""


class WrittenName(NamedTuple):
    """One name in the forms for comparison: spelled, folded and phonetic."""

    written: str  # without honorific and alias
    canon: str
    fold: str
    surname: str  # folded, as are the next two
    middle: str
    given: str
    sound: str
    sound_surname: str
    sound_given: str
    other: "WrittenName | None" = None  # other names of the same person: "tức Lan", other_name


@dataclass(frozen=True)
class Record:
    """One described person; "" and None mean unknown. Dates are solar.

    Names are parsed on first use, because most rows need only few of theirs.
    """

    names: tuple[str, str, str, str]  # of the person, father, mother, spouse, as written
    also: tuple[str, str, str, str]  # other names of each
    sex: str
    born: PartialDate | None
    died: PartialDate | None
    ethnicity: str
    birth_place: str
    register_place: str
    home_origin: str
    residence: str
    personal_id: str
    cmnd: str
    father_id: str  # numbers of relatives come only from registry rows
    mother_id: str
    spouse_id: str
    born_also: tuple[PartialDate, ...] = ()  # other days the date of birth may mean
    died_also: tuple[PartialDate, ...] = ()
    whole_places: tuple[str, ...] = ()  # birth, origin and residence, with a hamlet if one is written
    about: tuple[int, ...] = ()  # the years of birth by age, where no date is known
    lived: int | None = None  # the age at a death without a date
    born_by: int | None = None  # the last possible year of birth
    role: str = ""  # as under ROLE

    @cached_property
    def name(self) -> WrittenName | None:
        """Return the person's own name."""
        return _named(self.names[0], self.also[0])

    @cached_property
    def father(self) -> WrittenName | None:
        """Return the father's name."""
        return _named(self.names[1], self.also[1])

    @cached_property
    def mother(self) -> WrittenName | None:
        """Return the mother's name."""
        return _named(self.names[2], self.also[2])

    @cached_property
    def spouse(self) -> WrittenName | None:
        """Return the spouse's name."""
        return _named(self.names[3], self.also[3])

    @property
    def has_own_words(self) -> bool:
        """Tell whether more is known of the person than sex, places and relatives."""
        return any((self.names[0], self.born, self.about, self.personal_id, self.cmnd))

    @property
    def is_name_alone(self) -> bool:
        """Tell whether only the name is known; then namesakes of other communes are rivals too."""
        relatives = self.father, self.mother, self.spouse
        return not any((self.born, self.about, *relatives, self.personal_id, self.cmnd))

    @cached_property
    def bare(self) -> bool:
        """Tell whether all words lack diacritics, as from a typewriter or without an input method."""
        return all(map(str.isascii, (*self.names, self.birth_place, self.home_origin)))

    @cached_property
    def communes(self) -> tuple[str, ...]:
        """Return the names of the communes of birth (of registration when unknown) and of residence."""
        born_in = place_keys.of_row(self.birth_place) or place_keys.of_row(self.register_place)
        return tuple(dict.fromkeys((*born_in, *place_keys.of_row(self.residence))))

    @cached_property
    def asked_communes(self) -> tuple[str, ...]:
        """Return the names of these communes for a query."""
        born_in = place_keys.asked(self.birth_place) or place_keys.asked(self.register_place)
        return tuple(dict.fromkeys((*born_in, *place_keys.asked(self.residence))))


def read(row: Mapping[str, str]) -> Record:
    """Parse words under registry columns; drop blanks, ditto marks and “không rõ”."""
    entered = row.get(ENTERED)
    said = [row.get(column, "") for column in COLUMNS]
    found = _record(said, int(entered) if entered else None, _years(row, NAMED))
    father, mother, spouse = (row.get(column + ALSO, "") for column in COLUMNS[1:4])
    born_by, lived = row.get(BORN_BY), row.get(LIVED)
    return replace(
        found,
        also=(found.also[0], father, mother, spouse),
        about=_years(row, ABOUT),
        lived=int(lived) if lived else None,
        born_by=int(born_by) if born_by else None,
        role=row.get(ROLE, ""),
    )


def _years(row: Mapping[str, str], key: str) -> tuple[int, ...]:
    """Return the years under an extra key."""
    return tuple(map(int, row.get(key, "").split()))


@lru_cache(maxsize=1024)
def of(row: tuple[str, ...]) -> Record:
    """Parse a registry row under PERSON_COLUMNS; cached, because the rows of a family recur."""
    return _record(_columns_of(row))


def _record(values: Iterable[str], entered: int | None = None, named: tuple[int, ...] = ()) -> Record:
    """Parse the words of COLUMNS, in their order; ``entered`` and ``named`` as in ENTERED and NAMED."""
    # dates and numbers begin with a digit, so they are not blank
    said = [value if value and ("0" <= value[0] <= "9" or text.says(value)) else "" for value in values]
    full, father, mother, spouse, sex, born, died, ethnicity, *places_ = said[:12]
    *numbers, also = said[12:]
    number, other, father_id, mother_id, spouse_id = map(_number, numbers)
    number, other = identity.sorted_out(number, other)
    born_at, registered, home, lives = map(without_hamlet, places_)
    births, deaths = dates.days_of(born, entered, named), dates.days_of(died, entered)
    return Record(
        (full, father, mother, spouse),
        (also, "", "", ""),
        sex_of(sex),
        births[0] if births else None,
        deaths[0] if deaths else None,
        ethnic_key(ethnicity),
        born_at,
        registered,
        home,
        lives,
        number,
        other,
        father_id,
        mother_id,
        spouse_id,
        births[1:],
        deaths[1:],
        tuple(place for place in (places_[0], *places_[2:]) if ", " in place),
    )


def without_hamlet(place: str) -> str:
    """Remove a leading hamlet: no comparison uses it, and the many hamlets would fill the caches."""
    head, _, rest = place.partition(", ")
    return rest if rest and head.startswith(_HAMLETS) else place


@lru_cache(maxsize=4096)
def hamlet(place: str) -> tuple[str, str]:
    """Return the folded name of the hamlet that a place begins with, and the rest; empty without one."""
    found = _HAMLET.match(clean(place))
    return (fold(found[2]).strip(), found[3]) if found else ("", "")


def _named(name: str, also: str) -> WrittenName | None:
    """Parse a name together with another one."""
    found = written(name) if name else None
    return found._replace(other=written(also)) if found is not None and also else found


def _number(value: str) -> str:
    return identity.digits(value) if value else ""


@lru_cache(maxsize=16384)
def written(name: str) -> WrittenName | None:
    """Parse a written name without honorific and alias; None when no name is left.

    One other name is kept: B in "A tức B tức C".
    """
    return _plain(clean(name).split()) or _with_more(name)


def _plain(words: Sequence[str]) -> WrittenName | None:
    """Parse a plain name by cached syllables; None when there may be text around it."""
    said = [_syllable(word) for word in words]
    if len(words) < 3 or said[0].low not in surnames.COMMON or not "".join(words).isalpha():
        return None
    if said[-1].low in _NO_GIVEN_NAME:
        return None  # the surname may stand behind
    if not _NOT_PLAIN.isdisjoint([word.low for word in said]) or not all(word.whole for word in said):
        return None
    first, *between, last = said
    surname = text.phonetic_surname(first.low)
    return WrittenName(
        " ".join(words),
        " ".join([word.canon for word in said]),
        " ".join([word.fold for word in said]),
        first.fold,
        " ".join([word.fold for word in between]),
        last.fold,
        " ".join([surname, *[word.sound for word in said[1:]]]),
        surname,
        last.sound,
    )


class _Syllable(NamedTuple):
    low: str
    canon: str
    fold: str
    sound: str
    whole: bool  # not several words written as one


@lru_cache(maxsize=8192)
def _syllable(word: str) -> _Syllable:
    whole = name_words.is_whole(word)
    return _Syllable(word.casefold(), text.canon(word), fold(word), text.phonetic(word), whole)


def _with_more(name: str) -> WrittenName | None:
    """Parse a name with text around it."""
    parts = names.parse(name)
    if not parts.full:
        return None
    other = parts.alias
    if other and " " not in other and parts.given != parts.full:  # "Bùi Kim Liễu tức Huệ": Bùi Kim Huệ
        other = f"{parts.full.removesuffix(parts.given)}{other}"
    return _spelled(parts, _spelled(names.parse(other)) if other and other != name else None)


def _spelled(parts: names.Name, other: WrittenName | None = None) -> WrittenName | None:
    """Return the parts of a name in every form; None when no part is left."""
    if not parts.full:
        return None
    rest = parts.full.removeprefix(parts.surname)  # the Ê Đê write the surname last
    surname = text.phonetic_surname(parts.surname)
    sound = text.phonetic_name(rest)
    return WrittenName(
        parts.full,
        text.canon(parts.full),
        fold(parts.full),
        fold(parts.surname),
        fold(parts.middle),
        fold(parts.given),
        f"{surname} {sound}".strip() if rest != parts.full else sound,
        surname,
        text.phonetic_name(parts.given),
        other,
    )


def day_of(value: str) -> PartialDate | None:
    """Parse a registry date as a solar one; None when no part is certain."""
    return next(iter(dates.days_of(value)), None)


@lru_cache(maxsize=256)
def sex_of(value: str) -> str:
    """Return "Nam", "Nữ" or empty; books also have words for boy and girl, some lists codes 1 and 2."""
    words = filter(None, (part.strip(" .:") for part in re.split(r"[()\[\]]", fold(value))))
    sexes = {_sex(word) for word in words}
    return next(iter(sexes)) if len(sexes) == 1 else ""


def _sex(word: str) -> str:
    plain = _OF_A_CHILD.sub("", _LABEL_OF_SEX.sub("", word)).removesuffix(" gioi")
    if plain in {"nam", "trai", "dan ong", "male", "m", "1"}:
        return "Nam"
    return "Nữ" if plain in {"nu", "gai", "dan ba", "phu nu", "female", "f", "2"} else ""


@lru_cache(maxsize=1024)
def ethnic_key(value: str) -> str:
    """Return the code of an ethnic group; its folded name when it has none, empty when ambiguous."""
    if not value or ethnic.is_ambiguous(value):
        return ""
    return ethnic.code_of(value) or fold(value)
