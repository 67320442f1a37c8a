"""Ethnic groups as books write them; a name used by several groups is never mapped to one."""

import json
import re
from functools import cache
from pathlib import Path

from app.matching import names, text
from app.matching.result import Result
from app.matching.verdict import Verdict

_DATA = Path(__file__).parent / "data" / "ethnic_groups.json"
_PREFIX = re.compile(r"^(dân tộc|d\.?tộc|dt|người)\s*[.:]?\s+")
_BRACKET = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*")


@cache
def _codes() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Read the groups: (code of the group's own name, code of every other name, ambiguous names)."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    ambiguous = frozenset(_key(word) for word in data["ambiguous"])
    own = {_key(name): code for code, name, _ in data["groups"]}
    others: dict[str, str] = {}
    for code, _, variants in data["groups"]:
        for word in variants:
            key = _key(word)
            if key not in ambiguous and key not in own:
                others[key] = code
    return own, others, ambiguous


def _key(word: str) -> str:
    """Return what spelling leaves of a group's name: no case, spaces, hyphens, apostrophes; tones kept."""
    return re.sub(r"[\s'\-.,]", "", text.canon(word))


def _bare(written: str) -> tuple[str, str]:
    """Return the name without "Dân tộc" and without its sub-name in brackets, and that sub-name."""
    low = text.clean(written).casefold()
    low = _PREFIX.sub("", low)
    bracket = _BRACKET.search(low)
    main = _BRACKET.sub(" ", low).strip()
    return (main, bracket.group(1).strip()) if bracket and main else (low, "")


def is_ambiguous(written: str) -> bool:
    """Tell whether several groups go by this name (Thổ, Mán, Xá Khao …)."""
    return _key(_bare(written)[0]) in _codes()[2]


def code_of(written: str) -> str:
    """Return the two-digit code; empty when the name is unknown or used by several groups."""
    own, others, ambiguous = _codes()
    key = _key(_bare(written)[0])
    if key in ambiguous:
        return ""
    return own.get(key) or others.get(key) or _of_branch(_bare(written)[0])


def _of_branch(bare: str) -> str:
    """Return the code of "Dao Quần Chẹt": a group's own name before that of one of its branches."""
    own, others, _ = _codes()
    words = bare.split()
    for at in range(1, min(len(words), 4)):  # no group's name has more than three words
        code = own.get(_key(" ".join(words[:at])), "")
        if code and others.get(_key(" ".join(words[at:]))) == code:
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
    if code and code == other:
        spelling = [text.fold(_key(word)) for word in (ours[0], theirs[0])]
        same = spelling[0].endswith(spelling[1]) or spelling[1].endswith(spelling[0])
        return Verdict(Result.EQUAL_FORMAT if same else Result.EQUAL_VARIANT, f"cùng mã dân tộc {code}")
    spans = text.letters_apart(book, registry)
    if is_ambiguous(book) or is_ambiguous(registry):
        return Verdict(Result.DIFFERENT, "tên gọi dùng cho nhiều dân tộc, cần xem lại", *spans)
    return Verdict(Result.DIFFERENT, names.word_detail(ours[0], theirs[0]) or "khác dân tộc", *spans)
