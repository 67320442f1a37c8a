"""Vietnamese syllables: their spelling, how common they are, and words run together taken apart."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from app.matching import text
from app.models.words.vietnamese import TONES, clean, fold, letter, toned, toneless

_DATA = Path(__file__).parents[1] / "data" / "syllables.json"
_CLASSES = ("known", "common", "everyday")
_SHORTEST, _LONGEST = 2, 7  # letters of a syllable in a run of them: "Lê", "Nghiêng"
_SHORTEST_RUN, _LONGEST_RUN = 8, 40  # no syllable has eight, so that few slips in one look like a run


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BROAD = _set_of(
    "a ai ao au ay am an ang anh ac ach ap at ăm ăn ăng ăc ăp ăt âm ân âng âc âp ât âu ây o om on ong oc"
    " op ot oi oong ooc oa oai oan oang oanh oac oach oap oat oay oam oao oe oen oeo oet oăm oăn oăng oăc"
    " oăt ô ôm ôn ông ôc ôp ôt ôi ơ ơm ơn ơp ơt ơi u um un ung uc up ut ui ua uôm uôn uông uôc uôp uôt uôi"
    " uê uên uênh uêch uy uya uyên uyêt uynh uych uyt uyp uyu uân uâng uât uây uơ ư ưng ưc ưt ưu ưi ưa ươm"
    " ươn ương ươc ươp ươt ươi ươu"
)
_NARROW = _set_of(  # k, gh and ngh occur only before these
    "e em en eng ec ep et eo ê êm ên ênh êch êp êt êu i im in inh ich ip it iu ia iêm iên iêng iêc iêp"
    " iêt iêu"
)
_AFTER_Q = _set_of(
    "ua uai uao uau uay uan uang uanh uac uach uat uăm uăn uăng uăc uăt uân uâng uât uây ue uen ueo uet"
    " uê uên uênh uêch uêt ui uit uinh uich uy uyên uyêt uynh uych uyt uyp uơ uôc"
)
_EITHER = _BROAD | _NARROW
_RHYMES: dict[str, frozenset[str]] = (
    dict.fromkeys(_set_of("b ch d đ nh p ph r th tr x gi h l m n s t v kh"), _EITHER | {"y"})
    | {"": _EITHER | _set_of("y yêm yên yêng yêt yêu")}
    | {
        "c": _BROAD,
        "g": _BROAD | {r for r in _NARROW if r.startswith("i")},
        "ng": _BROAD,
    }
    | {"k": _NARROW | {"y"}, "gh": _NARROW, "ngh": _NARROW, "q": _AFTER_Q}
)
_FOLDED_RHYMES = frozenset(map(fold, _EITHER))
_ONSET = re.compile("|".join(sorted((o for o in _RHYMES if o), key=len, reverse=True)))
_STOPS = ("c", "ch", "p", "t")
_SHARP_OR_HEAVY = frozenset(TONES.index(tone) for tone in ("sắc", "nặng"))


@cache
def _common() -> dict[str, int]:
    """Read the table of syllables: by canonical form, 3 for the commonest, 1 for the rarest."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return {
        text.canon(word): weight
        for weight, kind in enumerate(_CLASSES, 1)
        for line in data[kind]
        for word in line.split()
    }


@lru_cache(maxsize=16384)
def commonness(word: str) -> int:
    """Return how common a syllable is in names and books: 3 everyday, 2, 1, and 0 for an unknown one."""
    return _common().get(text.canon(word), 0)


def is_near_syllable(word: str) -> bool:
    """Tell whether a word is a syllable but for the place of its tone: "Qúy", "Hòai"."""
    tones = [at for at, char in enumerate(word) if letter(char).tone]
    if len(tones) != 1:
        return is_syllable(word)
    bare, tone = toneless(word), letter(word[tones[0]]).tone
    return any(is_syllable(bare[:at] + toned(char, tone) + bare[at + 1 :]) for at, char in enumerate(bare))


def is_hatless(word: str) -> bool:
    """Tell whether a word has the rhyme of a syllable without its hat, and one tone: "Tién"."""
    bare, low = fold(word), clean(word).casefold()
    if sum(letter(char).tone > 0 for char in low) > 1 or not all(map(_is_vietnamese, low)):
        return False
    onset = _ONSET.match(bare)
    head = onset.group() if onset else ""
    return bare[len(head) :] in _FOLDED_RHYMES


def _is_vietnamese(char: str) -> bool:
    return char.isascii() or fold(char).isascii()


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled as a Vietnamese syllable: onset, rhyme, one tone at its place."""
    tones = [one.tone for one in map(letter, word) if one.tone]
    if len(tones) > 1:
        return False
    bare = toneless(word)
    heads = [onset.group()] if (onset := _ONSET.match(bare)) else []
    heads += [head[:-1] for head in heads if len(head) > 1] + [""]  # "gi" as g before i
    head = next((h for h in heads if h in _RHYMES and bare[len(h) :] in _RHYMES[h]), None)
    if head is None:
        return False
    rhyme = bare[len(head) :]
    if rhyme.endswith(_STOPS) and not _SHARP_OR_HEAVY.issuperset(tones or [0]):
        return False
    toned = next((at - len(head) for at, char in enumerate(word) if letter(char).tone), None)
    return toned is None or toned in _tone_places(head, rhyme)


def _tone_places(head: str, rhyme: str) -> tuple[int, ...]:
    """Return the places of the tone in a rhyme: two in oa, oe and uy, for the old and the new rule."""
    hatted = [at for at, char in enumerate(rhyme) if letter(char).hat]
    if hatted:
        return (hatted[-1],)
    glide = 1 if head == "q" else 0  # the u of "quà" is no vowel
    vowels = len(rhyme) - len(rhyme.lstrip("aeiouy")) - glide
    if vowels > 2 or (vowels == 2 and len(rhyme) > vowels + glide):  # oai, oan
        return (glide + 1,)
    return (glide, glide + 1) if rhyme in {"oa", "oe", "uy"} else (glide,)


@lru_cache(maxsize=8192)
def taken_apart(word: str) -> tuple[str, ...]:
    """Return the syllables of a word that is a run of them ("nguyễnvănhùng"); any other word alone.

    Every piece is a syllable of names. Of several ways that with the commonest and the fewest pieces counts.
    """
    if is_syllable(word) or not word.isalpha() or not _SHORTEST_RUN <= len(word) <= _LONGEST_RUN:
        return (word,)
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ()), *[None] * len(word)]
    for end in range(_SHORTEST, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            before, piece = best[start], word[start:end]
            if before is not None and _is_known(piece):
                found = before[0] + _rank(piece), (*before[1], piece)
                best[end] = max(filter(None, (best[end], found)), key=lambda way: way[0])
    whole = best[-1]
    return whole[1] if whole is not None else (word,)


@cache
def _folded() -> dict[str, int]:
    """Return the table of syllables without marks."""
    found: dict[str, int] = {}
    for key, weight in _common().items():
        bare = re.sub(r"\d", "", fold(key))
        found[bare] = max(weight, found.get(bare, 0))
    return found


def _is_known(piece: str) -> bool:
    return commonness(piece) > 0 or (piece.isascii() and fold(piece) in _folded())


def _rank(piece: str) -> int:
    """Return how common a piece is; each costs as much as the commonest gives."""
    bare = _folded().get(fold(piece), 0) if piece.isascii() else 0
    return max(commonness(piece), bare) - len(_CLASSES)
