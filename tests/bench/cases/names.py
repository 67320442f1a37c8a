"""Names as they were given: by people, sex and year of birth, with the habits of a family."""

from __future__ import annotations

import json
import random
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_SLOTS = 2048
_FILE = Path(__file__).resolve().parents[3] / "resources" / "data" / "names.json"
_SURNAMES: Mapping[str, Mapping[str, float]] = {
    "Mường": {
        "Bùi": 21, "Phạm": 15, "Trương": 14, "Nguyễn": 10, "Lê": 9, "Quách": 7, "Cao": 7, "Hà": 6, "Đinh": 4,
              "Trịnh": 3, "Lường": 2},
    "Thái": {"Hà": 24, "Vi": 14, "Lò": 12, "Lương": 12, "Lộc": 7, "Ngân": 7, "Phạm": 7, "Lang": 5, "Cầm": 3,
             "Lục": 3, "Hoàng": 3},
    "Dao": {"Triệu": 36, "Phùng": 28, "Bàn": 22, "Đặng": 14},
}  # fmt: skip


def spread(weights: Iterable[tuple[str, float]]) -> list[str]:
    """Lay weighted values out in about 2048 slots, so that one random index draws by weight."""
    pairs = list(weights)
    total = sum(w for _, w in pairs)
    return [v for v, w in pairs for _ in range(max(1, round(_SLOTS * w / total)))]


def _steeper(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """Favour the frequent names: a village follows fashion more than the nation the weights come from."""
    return [(name, weight**1.5) for name, weight in weights.items()]


def _fashion(names: list[str]) -> list[tuple[str, float]]:
    """Weight names that come without frequencies: a few liked, most rare; the same in every case."""
    order = sorted(names, key=lambda name: zlib.crc32(name.encode()))
    return [(name, 1 / (rank + 3)) for rank, name in enumerate(order)]


class Names:
    """Draws names; built once from ``resources/data/names.json``."""

    def __init__(self) -> None:
        data: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
        self._surnames = {p: spread(w.items()) for p, w in _SURNAMES.items()}
        self._surnames["Kinh"] = spread(data["surnames"].items())
        self._surnames["Mông"] = data["hmong"]["surnames"]
        self._hmong = {"Nam": data["hmong"]["given_male"], "Nữ": data["hmong"]["given_female"]}
        self._given = {
            s: spread(_steeper(data[k])) for s, k in (("Nam", "given_male"), ("Nữ", "given_female"))
        }
        self._old = {
            s: spread(_fashion(data[k])) for s, k in (("Nam", "given_male_old"), ("Nữ", "given_female_old"))
        }
        self._middle: dict[tuple[str, int], list[str]] = {}
        for sex, key in (("Nam", "middle_male"), ("Nữ", "middle_female")):
            for decade in range(184, 203):
                year = decade * 10 + 5
                fits = [(m, w) for m, w, first, last in data[key] if first <= year <= last]
                self._middle[sex, decade] = spread(fits)

    def surname(self, rng: random.Random, people: str) -> str:
        pool = self._surnames[people]
        return pool[int(rng.random() * len(pool))]

    def middle(self, rng: random.Random, sex: str, year: int) -> str:
        pool = self._middle[sex, year // 10]
        return pool[int(rng.random() * len(pool))]

    def given(self, rng: random.Random, sex: str, year: int) -> str:
        """Draw a given name; the old stock fades out between 1945 and 1985."""
        pool = self._old[sex] if rng.random() < (1985 - year) / 40 else self._given[sex]
        return pool[int(rng.random() * len(pool))]

    def full(
        self, rng: random.Random, people: str, surname: str, sex: str, year: int, middle: str = ""
    ) -> str:
        """Make a whole name; ``middle`` is the family's own, when it keeps one."""
        if people == "Mông":
            pool = self._hmong[sex]
            given = pool[int(rng.random() * len(pool))]
            return f"{surname} {'A' if sex == 'Nam' else 'Thị'} {given}"
        given = self.given(rng, sex, year)
        if year < 1975 and rng.random() < 0.04:
            return f"{surname} {given}"
        middle = middle or self.middle(rng, sex, year)
        return (
            f"{surname} {middle} {given}"
            if middle.split()[-1] != given
            else f"{surname} {'Văn' if sex == 'Nam' else 'Thị'} {given}"
        )


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case without tones, hats and the bar of đ."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Drop every diacritic and keep the case, as a typewriter without Vietnamese letters did."""
    bare = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in bare if not unicodedata.combining(c))


_TONES = {"̀": "huyền", "́": "sắc", "̉": "hỏi", "̃": "ngã", "̣": "nặng"}


def tone_of(syllable: str) -> str:
    """Return the combining tone mark of a syllable, or ''."""
    return next((c for c in unicodedata.normalize("NFD", syllable) if c in _TONES), "")


def with_tone(syllable: str, tone: str) -> str:
    """Put another tone where the syllable carries (or would carry) its own."""
    parts = list(unicodedata.normalize("NFD", syllable))
    at = next((i for i, c in enumerate(parts) if c in _TONES), None)
    if at is not None:
        parts[at : at + 1] = [tone] if tone else []
        return unicodedata.normalize("NFC", "".join(parts))
    vowels = [i for i, c in enumerate(parts) if c.lower() in "aeiouy"]
    if not vowels or not tone:
        return syllable
    hatted = [i for i in vowels if i + 1 < len(parts) and parts[i + 1] in "̛̂̆"]
    at = (
        hatted[-1]
        if hatted
        else vowels[0]
        if parts[-1].lower() in "aeiouy" and len(vowels) > 1
        else vowels[-1]
    )
    while at + 1 < len(parts) and unicodedata.combining(parts[at + 1]):
        at += 1
    parts.insert(at + 1, tone)
    return unicodedata.normalize("NFC", "".join(parts))


def tones() -> tuple[str, ...]:
    """Return the five written tones."""
    return tuple(_TONES)


@lru_cache(maxsize=200_000)
def new_placement(text: str) -> str:
    """Move the tone of open oa, oe and uy to the last letter: hòa, thủy become hoà, thuỷ."""
    return " ".join(_moved(word) for word in text.split(" "))


def _moved(word: str) -> str:
    tone = tone_of(word)
    bare = with_tone(word, "")
    if tone and bare[-2:].lower() in {"oa", "oe", "uy"} and not bare.lower().startswith("qu"):
        return bare[:-1] + unicodedata.normalize("NFC", bare[-1] + tone)
    return word
