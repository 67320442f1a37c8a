"""Names of countries: nationalities, and places abroad."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.matching import text
from app.matching.result import Result
from app.matching.verdict import Verdict
from app.models.words.vietnamese import clean, fold

_DATA = Path(__file__).parent / "data" / "countries.json"
_BEFORE = re.compile(r"^(?:quốc tịch|quoc tich|nước|nuoc|người|nguoi)[\s:]+(?=\S)")
_BRACKET = re.compile(r"^([^(\[]+)[(\[]([^)\]]*)[)\]]?$")
_PARTED = re.compile(r"\s*[,;(\[]\s*|\s+[-–—]\s+")
_HOME = "Việt Nam"
_CODE = 3
"""Letters of the longest code; "TH" and "My" may be parts of a Vietnamese place."""


@cache
def _data() -> Any:
    return json.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, str]:
    """Return the usual name of a country by the key of each of its names."""
    return {_key(name): usual for usual, *others in _data()["countries"] for name in (usual, *others)}


@cache
def _unmarked() -> dict[str, str]:
    """Return the usual name of a country by the letters of its names, where no other one shares them."""
    found: dict[str, set[str]] = {}
    for usual, *others in _data()["countries"]:
        for name in (usual, *others):
            found.setdefault(_key(fold(name)), set()).add(usual)
    return {letters: next(iter(usual)) for letters, usual in found.items() if len(usual) == 1}


def _key(name: str) -> str:
    """Return a name for look-up: its letters and tones, without case, spaces and signs."""
    return text.canon(re.sub(r"[\W_]+", " ", clean(name))).replace(" ", "")


@lru_cache(maxsize=1024)
def country_of(written: str) -> str:
    """Return the usual name of a country: "Hoa Kỳ" for "Mỹ", "Lào" for "Lào (Laotian)"; empty if unknown."""
    low = _BEFORE.sub("", clean(written).casefold().strip(" .:"))
    if found := _one(low):
        return found
    parts = _BRACKET.match(low)
    return _one(parts[1]) if parts and _one(parts[2]) == _one(parts[1]) else ""


def _one(name: str) -> str:
    """Return the country of a name without brackets; one without diacritics may be short of them."""
    key = _key(name)
    return _names().get(key, "") or (_unmarked().get(key, "") if name.isascii() else "")


def compare(book: str, registry: str) -> Verdict:
    """Compare two nationalities; neither is blank."""
    if book.casefold() == registry.casefold():
        return Verdict(Result.EQUAL)
    if text.canon(book) == text.canon(registry):
        return Verdict(Result.EQUAL_FORMAT)
    ours = country_of(book)
    if ours and ours == country_of(registry):
        return (
            Verdict(Result.EQUAL_FORMAT) if ours == _HOME else Verdict(Result.EQUAL_VARIANT, "cùng một nước")
        )
    return Verdict(Result.DIFFERENT, "", ((0, len(book)),), ((0, len(registry)),))


def compare_abroad(book: str, registry: str) -> Verdict | None:
    """Compare two places of which one is abroad at least; None when both are in Việt Nam."""
    (ours, within), (theirs, there) = _abroad(book), _abroad(registry)
    if not ours and not theirs:
        return None
    if theirs in _data()["divided"].get(ours, ()):
        return Verdict(Result.BOOK_PARTIAL, f"nước {ours} nay đã chia")
    if ours != theirs:
        return Verdict(Result.DIFFERENT, "khác nước", ((0, len(book)),), ((0, len(registry)),))
    return _within(within, there)


def _within(ours: str, theirs: str) -> Verdict:
    """Compare the words that two places give before the same country."""
    if _key(ours) == _key(theirs):
        return Verdict(Result.EQUAL_FORMAT)
    if not ours:
        return Verdict(Result.BOOK_PARTIAL, "sổ chỉ ghi nước")
    if not theirs:
        return Verdict(Result.EQUAL_VARIANT, "CSDL chỉ ghi nước")
    return Verdict(Result.DIFFERENT, "khác nơi", ((0, len(ours)),), ((0, len(theirs)),))


@lru_cache(maxsize=4096)
def _abroad(place: str) -> tuple[str, str]:
    """Return the foreign country that a place ends with, and the words before it; empty for none."""
    *_, last = _PARTED.split(place.strip(" .)]"))
    name = _BEFORE.sub("", clean(last).casefold())
    found = _names().get(_key(name), "")
    if name.isascii() and len(name) <= _CODE and found.casefold() != name:
        found = ""
    if not found or found == _HOME:
        return "", ""
    return found, place[: place.rindex(last)].strip(" ,;([-–—")
