"""Names of ethnic groups in books; a name of several groups is never mapped to one."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.matching import text
from app.matching.names import names
from app.matching.result import Result
from app.matching.verdict import Verdict
from app.models.words.vietnamese import clean, fold

_DATA = Path(__file__).parent / "data" / "ethnic_groups.json"
_PREFIX = re.compile(r"^(?:(?:dân tộc|dan toc|d\.?tộc|d\s*[./]\s*t|dt)(?:\s*[.:]\s*|\s+)|người\s+)(?=\S)")
_BRACKET = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Codes of the ethnic groups by the keys of their names."""

    own: dict[str, str]  # the group's own name: its code
    others: dict[str, str]  # other names that only one group has
    ambiguous: dict[str, frozenset[str]]  # a name of several groups: their codes
    unmarked: dict[str, str]  # a name without diacritics that fits one group only


@cache
def _groups() -> _Groups:
    """Read the table of groups."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    ambiguous = {_key(word): frozenset(codes) for word, codes in data["ambiguous"].items()}
    own = {_key(name): code for code, name, _ in data["groups"]}
    every = [(_key(word), code) for code, name, words in data["groups"] for word in (name, *words)]
    others = {key: code for key, code in every if key not in ambiguous and key not in own}
    folds: dict[str, set[str]] = {}
    for code, name, words in data["groups"]:
        for word in (name, *words):
            folds.setdefault(_key(fold(word)), set()).add(code)
    unmarked = {fold: next(iter(codes)) for fold, codes in folds.items() if len(codes) == 1}
    return _Groups(own, others, ambiguous, unmarked)


def _key(word: str) -> str:
    """Return a group's name for look-up: without case, spaces, hyphens, apostrophes; tones are kept."""
    return re.sub(r"[\s'\-.,]", "", text.canon(word))


def _is_unmarked(key: str) -> bool:
    """Tell whether a key has neither hats nor tones; tones are digits in a key."""
    return key.isascii() and key.isalpha()


def _bare(written: str) -> tuple[str, str]:
    """Return the name without "Dân tộc" and its sub-name in brackets, and that sub-name."""
    low = clean(written).casefold()
    low = _PREFIX.sub("", low)
    bracket = _BRACKET.search(low)
    main = _BRACKET.sub(" ", low).strip()
    return (main, bracket.group(1).strip()) if bracket and main else (low, "")


def is_ambiguous(written: str) -> bool:
    """Tell whether several groups have this name (Thổ, Mán, Xá Khao …) and no sub-name decides."""
    return _key(_bare(written)[0]) in _groups().ambiguous and not code_of(written)


def code_of(written: str) -> str:
    """Return the two-digit code; empty when the name is unknown or used by several groups."""
    main, subgroup = _bare(written)
    groups, key = _groups(), _key(main)
    if main.isascii() and main.isdecimal():  # lists of other programs have the code (QĐ 121-TCTK/PPCĐ)
        return main.zfill(2) if main.zfill(2) in groups.own.values() else ""
    if key in groups.ambiguous:
        code = _code(subgroup) if subgroup else ""
        return code if code in groups.ambiguous[key] else ""
    return _code(main) or _of_subgroup(main)


def _code(name: str) -> str:
    """Return the code of one name; a text without diacritics may mean a name with diacritics."""
    groups, key = _groups(), _key(name)
    if key in groups.ambiguous:
        return ""
    return groups.own.get(key) or (groups.unmarked if _is_unmarked(key) else groups.others).get(key, "")


def _of_subgroup(bare: str) -> str:
    """Return the code of a group's own name followed by the name of a subgroup ("Dao Quần Chẹt")."""
    groups, words = _groups(), bare.split()
    for at in range(1, min(len(words), 4)):  # no group's name has more than three words
        code = groups.own.get(_key(" ".join(words[:at])), "")
        if code and groups.others.get(_key(" ".join(words[at:]))) == code:
            return code
    return ""


def compare(book: str, registry: str) -> Verdict:
    """Compare two names of ethnic groups; neither is blank."""
    if book.casefold() == registry.casefold():
        return Verdict(Result.EQUAL)
    ours, theirs = _bare(book), _bare(registry)
    if _key(ours[0]) == _key(theirs[0]):
        return Verdict(Result.EQUAL_FORMAT, "ghi thêm tên nhóm" if ours[1] != theirs[1] else "")
    code, other = code_of(book), code_of(registry)
    code, other = code or _own_beside(ours, other), other or _own_beside(theirs, code)
    if code and code == other:
        keys = [_key(name) for name in (ours[0], theirs[0])]
        if _is_unmarked(keys[0]) != _is_unmarked(keys[1]) and fold(ours[0]) == fold(theirs[0]):
            return Verdict(Result.EQUAL_FORMAT, "không dấu")
        spelling = [fold(key) for key in keys]
        same = spelling[0].endswith(spelling[1]) or spelling[1].endswith(spelling[0])
        return Verdict(Result.EQUAL_FORMAT if same else Result.EQUAL_VARIANT, f"cùng mã dân tộc {code}")
    return Verdict(
        Result.DIFFERENT, _why_apart(book, registry, code, other), *text.letters_apart(book, registry)
    )


def _why_apart(book: str, registry: str, code: str, other: str) -> str:
    """Return how two names of different or unclear groups differ."""
    if is_ambiguous(book) or is_ambiguous(registry):
        return "tên gọi dùng cho nhiều dân tộc, cần xem lại"
    if said := names.word_detail(_bare(book)[0], _bare(registry)[0]):
        return said
    return "khác dân tộc" if code and other else "tên gọi không có trong danh mục, cần xem lại"


def _own_beside(name: tuple[str, str], other: str) -> str:
    """Return the code of a group's own name that others have too, beside that group; else empty."""
    own = "" if name[1] else _groups().own.get(_key(name[0]), "")
    return own if own and own == other else ""
