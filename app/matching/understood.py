"""What the program understands of a value, column by column; what it does not never agrees."""

import re
from functools import lru_cache

from app.matching import ethnic, identity, text
from app.matching.letters import legacy
from app.matching.names import name_around
from app.matching.record import sex_of
from app.models.words import ages, machine_dates, written_date
from app.models.words.vietnamese import clean, fold

DATES = frozenset({"birth_date", "death_date"})
NUMBERS = frozenset({"personal_id", "cmnd", "father_id", "mother_id", "spouse_id"})
NAMES = frozenset({"full_name", "other_name", "father_name", "mother_name", "spouse_name"})
_BROKEN = re.compile(  # lost letters, an error of Excel, the marks of a program, a number, codes of TCVN3
    "\ufffd|^#|[^\\W\\d_]\\?|\\?[^\\W\\d_]|^\\?+$|[<>{}=@|^$\\\\~]|^[0-9.,+\\-]+(?:[eE][0-9+\\-]+)?$"
    "|[^\\W\\d_][¨©ª«¬®¶·¸¹µ]|[¨©ª«¬®¶·¸¹µ][^\\W\\d_]"
)
_SIGNS = re.compile(r"[0-9#%&*+_]")  # no name of a person has them
# a word of a name that was not read: "Lê ? Tý", "Lê … Tý", "Lê Văn T…", "Lê Văn [?]"
_IN_PART = re.compile(
    r"(?i)(?:^|\s)[?_]+(?=\s|$)|[^\W_]\s*(?:\.\.+|…)\s*[^\W_]|\b[bcdđghklmnpqrstvx]{1,3}(?:\.\.|…)"
    r"|\b(?:thị|văn)\s*(?:[(\[]\s*\?+\s*[)\]]|\.\.+|…)"
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SEXES = frozenset({"nam", "nu", "khac", "chua xac dinh", "khong xac dinh", "0", "3"})


@lru_cache(maxsize=8192)
def in_registry(column: str, written: str) -> bool:
    """Tell whether a value of the registry that is not blank is understood."""
    if column in DATES:
        return machine_dates.is_iso(written)
    if column == "personal_id":
        return re.fullmatch(r"0[0-9]{11}", written) is not None
    if column in NUMBERS:  # a relative may have a CMND only
        return identity.is_whole(written)
    return _in_words(column, written)


def in_book(column: str, written: str) -> bool:
    """Tell whether a value of a book that is not blank is understood; an age is, in place of a date."""
    if column in DATES:
        aged = ages.read(written) is not None or ages.year_ending(written) is not None
        return aged or written_date.read(written) is not None or bool(machine_dates.serial(written))
    if column in NUMBERS:
        return bool(identity.column_of(written)) or identity.is_other_paper(written)
    return _in_words(column, written)


def why_not(column: str, written: str, where: str) -> str:
    """Return in words why a value is not understood; ``where`` it stands: "sổ" or "CSDL"."""
    if column in NUMBERS and identity.is_rounded(written):
        return identity.ROUNDED
    what = "ngày" if column in DATES else "số" if column in NUMBERS else "chữ"
    return f"chưa đọc được {what} trong {where}"


def _in_words(column: str, written: str) -> bool:
    plain = clean(written)
    if column == "ethnicity" and ethnic.code_of(plain):
        return True
    if column == "sex":
        return fold(plain).removeprefix("gioi tinh").strip(" .:") in _SEXES or bool(sex_of(plain))
    if _BROKEN.search(plain) or legacy.is_guess(plain):
        return False
    if column in NAMES:
        return _is_name(plain)
    return any(map(str.isalpha, plain))


def _is_name(plain: str) -> bool:
    """Tell whether every word of a name was read; what stands around it may be anything."""
    if _IN_PART.search(plain) or any(map(text.is_unreadable, _BRACKETED.findall(plain))):
        return False
    around = name_around.find(plain)
    name = plain[around.start : around.end]
    return not _SIGNS.search(name) and any(map(str.isalpha, name))
