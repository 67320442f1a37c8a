"""Vietnamese syllables from plain keys: Telex and VNI, with a check that leaves Latin words as typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from app.models.words.vietnamese import LETTERS, TONELESS_VOWELS, TONES, letter, toned

TELEX, VNI = "telex", "vni"
TONE_WORDS = {True: "hòa, thủy (như CSDL dân cư)", False: "hoà, thuỷ"}
"""The two styles of writing a tone, by whether it is the old one."""

_CONSONANTS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x br hm hr mn xt"
_ONSETS = ("", *_CONSONANTS.split())
_ENDINGS = """
a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âk âm ân âng âp ât âu ây
e ec ek em en eng eo ep et ê êch êk êm ên ênh êp êt êu i ia ich ik im in inh ip it iu iêc iêm iên iêng
iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
oi ok om on ong ooc oong op ot ô ôc ôi ôk ôm ôn ông ôông ôp ôt ơ ơi ơk ơm ơn ơp ơt u ua uc ui uk um un
ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyên uyêt uyn uynh uyp
uyt uyu ư ưa ưc ưi ưk ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ynh yt yêm yên yêng yêt yêu
"""
_RIMES = frozenset(_ENDINGS.split())
_STOPS = ("c", "ch", "k", "p", "t")
_STOPPED = frozenset(TONES.index(tone) for tone in ("ngang", "sắc", "nặng"))
_VOWELS = frozenset(TONELESS_VOWELS)
_TELEX_TONES, _VNI_TONES = "zfrxsj", "023415"  # in the order of TONES
_MARKED = {char: one for char, one in LETTERS.items() if one.hat and not one.tone}
_PLAIN = {char: one.base for char, one in _MARKED.items()}
_HATS = {one.base: char for char, one in _MARKED.items() if one.hat == "mũ"}
_HALF_HORN = re.compile("(?<!q)(?:uơ|ưo)(?=.)")
_HORNS = {one.base: char for char, one in _MARKED.items() if one.hat in {"trăng", "móc"}}


@cache
def _folded_rimes() -> frozenset[str]:
    return frozenset(_fold(rime)[:end] for rime in _RIMES for end in range(len(rime) + 1))


@cache
def _unfinished_rimes() -> frozenset[str]:
    """Return every beginning of a rime, some of its hats not yet typed."""
    ways = (product(*({c, _PLAIN.get(c, c)} for c in rime)) for rime in _RIMES)
    return frozenset("".join(way)[:end] for each in ways for way in each for end in range(len(way) + 1))


def _fold(letters: str) -> str:
    return "".join(_PLAIN.get(c, c) if c != "đ" else c for c in letters)


def _splits(letters: str) -> list[str]:
    """Return what may follow an initial consonant of the letters."""
    return [letters[len(onset) :] for onset in _ONSETS if letters.startswith(onset)]


def _tone_fits(letters: str, tone: int) -> bool:
    return tone in _STOPPED or not letters.endswith(_STOPS)


def is_syllable(letters: str, tone: int) -> bool:
    """Tell whether lower-case letters without tone are a whole Vietnamese syllable that takes the tone."""
    return _tone_fits(letters, tone) and any(rime in _RIMES for rime in _splits(letters))


def begins_syllable(letters: str, tone: int) -> bool:
    """Tell whether more keys can still make a syllable of these letters."""
    found = any(_fold(rime) in _folded_rimes() for rime in _splits(letters))
    return found and _tone_fits(letters, tone)


def _can_become_syllable(letters: str) -> bool:
    """Tell whether more letters, and hats on these, can still make a syllable that keeps their hats."""
    return any(rime in _unfinished_rimes() for rime in _splits(letters))


@dataclass(slots=True)
class _Word:
    """A word while its keys are read: letters without tone, the tone, and whether a key undid a mark."""

    letters: list[str] = field(default_factory=list)
    tone: int = 0
    cancelled: bool = False
    marked_late: bool = False
    """A hat came after a consonant that follows its vowel."""
    lone_horn: int = -1
    """The place of an ư that a w without a vowel made."""
    joined: bool = False
    """One key made both horns of ươ, so the next one may be meant for the other letter."""

    def low(self) -> str:
        return "".join(self.letters).lower()

    def put(self, at: int, letter: str) -> None:
        self.letters[at] = letter.upper() if self.letters[at].isupper() else letter

    def take_back(self, places: Iterable[int], key: str) -> None:
        """Undo marks by their own key and add that key as a letter."""
        for at in places:
            self.put(at, _PLAIN[self.letters[at].lower()])
        self.literal(key)

    def literal(self, key: str) -> None:
        self.letters.append(key)
        self.cancelled = True

    def nucleus(self) -> range:
        """Return the places of the vowels; the u of qu and the i of gi before a vowel are consonants."""
        low = self.low()
        start = next((i for i, c in enumerate(low) if c in _VOWELS), len(low))
        if low[:2] in {"qu", "gi"} and low[2:3] and low[2] in _VOWELS:
            start = 2
        end = start
        while end < len(low) and low[end] in _VOWELS:
            end += 1
        return range(start, end)

    def text(self, *, old_style: bool) -> str:
        letters = list(self.letters)
        if self.tone and (at := self._tone_place(old_style=old_style)) is not None:
            letters[at] = toned(letters[at], self.tone)
        return "".join(letters)

    def _tone_place(self, *, old_style: bool) -> int | None:
        low, vowels = self.low(), list(self.nucleus())
        if not vowels:
            return None
        marked = [at for at in vowels if low[at] in _PLAIN]
        closed = vowels[-1] + 1 < len(low)
        if marked:
            return marked[-1]
        if len(vowels) == 1:
            return vowels[0]
        if closed or len(vowels) == 3:
            return vowels[-1] if closed else vowels[1]
        pair = low[vowels[0] : vowels[0] + 2]
        return vowels[1] if pair in {"oa", "oe", "uy"} and not old_style else vowels[0]


def _tone_key(word: _Word, tone: int, key: str) -> None:
    if not word.nucleus() or (tone == 0 and word.tone == 0):
        word.letters.append(key)
    elif tone == word.tone:
        word.tone = 0
        word.literal(key)
    else:
        word.tone = tone


def _mark_key(word: _Word, hats: Mapping[str, str], bases: str, key: str) -> None:
    """Put a hat or horn on the last vowel where it can still make a syllable, or remove it."""
    low, vowels = word.low(), list(word.nucleus())
    for at in reversed(vowels):
        base = _PLAIN.get(low[at], low[at])
        if base not in bases or low[at] == hats[base]:
            continue
        if _can_become_syllable(_joined(low[:at] + hats[base] + low[at + 1 :])):
            word.put(at, hats[base])
            word.marked_late |= vowels[-1] + 1 < len(low)
            return
    done = [at for at in vowels if low[at] in {hats[base] for base in bases}]
    if word.joined and hats is _HORNS:
        word.joined = False
    elif done:
        word.take_back(done, key)
    else:
        word.letters.append(key)


def _lone_horn(word: _Word, key: str) -> None:
    """Make ư of a w that has no vowel to mark; the next w makes it a w again."""
    if word.lone_horn == len(word.letters) - 1 >= 0:
        word.letters[-1] = "W" if word.letters[-1].isupper() else "w"
        word.cancelled = True
    elif any(c in _VOWELS for c in word.low()):
        _mark_key(word, _HORNS, "aou", key)
    else:
        word.letters.append("Ư" if key.isupper() else "ư")
        word.lone_horn = len(word.letters) - 1


def _bar_key(word: _Word, key: str) -> None:
    if word.low()[:1] == "d":
        word.put(0, "đ")
    elif word.low()[:1] == "đ":
        word.take_back((0,), key)
    else:
        word.letters.append(key)


def _telex(word: _Word, key: str) -> None:
    low = key.lower()
    if low in _TELEX_TONES:
        _tone_key(word, _TELEX_TONES.index(low), key)
    elif low == "w":
        _lone_horn(word, key)
    elif low in _HATS:
        _mark_key(word, _HATS, low, key)
    elif low == "d":
        _bar_key(word, key)
    else:
        word.letters.append(key)


def _vni(word: _Word, key: str) -> None:
    if not word.letters:
        word.letters.append(key)
    elif key in _VNI_TONES:
        _tone_key(word, _VNI_TONES.index(key), key)
    elif key == "6":
        _mark_key(word, _HATS, "aeo", key)
    elif key in {"7", "8"}:
        _mark_key(word, _HORNS, "ou" if key == "7" else "a", key)
    elif key == "9":
        _bar_key(word, key)
    else:
        word.letters.append(key)


def _join(word: _Word) -> None:
    """Make ươ of uơ and ưo once another letter follows."""
    for at, letter_now in enumerate(_joined(word.low())):
        if letter_now != word.letters[at].lower():
            word.put(at, letter_now)
            word.joined = True


def _joined(low: str) -> str:
    return _HALF_HORN.sub("ươ", low)


def compose(keys: str, method: str, *, done: bool = False, old_style: bool = False) -> str:
    """Turn the keys of one word into letters; return the keys when they make no syllable.

    Marks are taken in any order ("Nguyenex"). While typing, keys that can still become a syllable are shown
    composed; ``done`` checks the whole word. A mark typed twice is removed and its key becomes a letter.
    ``old_style`` writes hòa, not hoà.
    """
    word, read = _Word(), _telex if method == TELEX else _vni
    for key in keys:
        if word.cancelled or not begins_syllable(word.low(), word.tone):
            word.letters.append(key)
        else:
            read(word, key)
            _join(word)
    if word.cancelled:
        return word.text(old_style=old_style)
    check = _is_meant if done else _begins
    return word.text(old_style=old_style) if check(word) else keys


def _begins(word: _Word) -> bool:
    return begins_syllable(word.low(), word.tone)


def _is_meant(word: _Word) -> bool:
    """Tell whether the word is a syllable; "data" is a Latin word, for dât has no tone."""
    bare_stop = word.marked_late and not word.tone and word.low().endswith(_STOPS)
    return is_syllable(word.low(), word.tone) and not bare_stop


_TELEX_KEYS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_KEYS = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}


def keys_of(word: str, method: str) -> str:
    """Return keys that compose to a word, its tone last; used to continue a word already typed."""
    table = _TELEX_KEYS if method == TELEX else _VNI_KEYS
    tones = _TELEX_TONES if method == TELEX else _VNI_TONES
    keys, tone = "", 0
    for char in unicodedata.normalize("NFC", word):
        tone = letter(char).tone or tone
        bare = toned(char, 0)
        spelled = table.get(bare.lower(), bare.lower())
        if method == TELEX and spelled in _HATS and keys[-1:].lower() == spelled:
            # a double vowel, as in xoong, is the key three times
            keys += bare
        keys += spelled[:1].upper() + spelled[1:] if bare.isupper() else spelled
    return keys + tones[tone] if tone else keys
