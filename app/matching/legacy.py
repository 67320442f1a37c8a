"""Text of the older encodings TCVN3 (ABC) and VNI, which appears as wrong letters of cp1252.

"NguyÔn V¨n Hïng" and "Nguyeãn Vaên Huøng" are "Nguyễn Văn Hùng". A text is converted only as a whole: when it
is not Vietnamese as written, and every changed word becomes a Vietnamese syllable (TCVN 5712:1993, VN3; the
VNI table for Windows; domain §5.3). For an ambiguous short text the other texts of its entry decide.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.models.words.vietnamese import TONES, VOWELS, clean, fold, letter, toned, toneless


class Encoding(StrEnum):
    """An older encoding, under its usual name."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


# Code by code. TCVN3 has capitals of seven letters only: the others are small codes in a font of capitals.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®" + "µ¶·¸¹»¼½¾ÆÇÈÉÊË" + "ÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞ" + "ßáâãäåæçèéêëìíî" + "ïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđ" + "".join(row[1:] for _, _, row in VOWELS),
        strict=True,
    )
)
# VNI writes a letter and a mark after it, or one sign for a letter. The marks in the order of TONES.
_VNI_MARKS: tuple[tuple[str, str, str], ...] = (
    ("aeouyôö", "øûõùï", ""),  # à ả ã á ạ; ô means ơ, ö means ư; ỵ has one sign
    ("aeo", "àåãáä", "â"),
    ("a", "èúüéë", "ê"),
)
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_HATS = {"â": {"a": "â", "e": "ê", "o": "ô"}, "ê": {"a": "ă"}}


def _vni_table() -> dict[str, str]:
    """Return every pair and sign of VNI; the case comes from the letter, not from the mark."""
    small = dict(_VNI_LETTERS)
    for bases, marks, hat in _VNI_MARKS:
        for base in bases:
            vowel = _HATS[hat][base] if hat else _VNI_LETTERS.get(base, base)
            small |= {base + hat: vowel} if hat else {}
            small |= {base + mark: toned(vowel, tone) for tone, mark in enumerate(marks, 1)}
    del small["yï"]
    table = dict(small)
    for code, char in small.items():
        table |= {code[0].upper() + code[1:]: char.upper(), code.upper(): char.upper()}
        table[code[0] + code[1:].upper()] = char
    return table


_VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_CODES = {Encoding.TCVN3: re.compile(f"[{''.join(_TCVN3)}]"), Encoding.VNI: _VNI_CODE}

# letters that neither encoding can show: the text is Unicode
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u036f\u1ea0-\u1ef9]")
_SUSPECT = re.compile("[\u00a1-\u00ff]")
_WORD = re.compile(r"[^\W\d_]+")
_TCVN3_SIGN = re.compile("[¨©ª«¬®\u00ad¶·¸¹µ]")  # signs that are no letters in cp1252, or rare ones
_LOST_U = re.compile(r"(?<![ưƯ])[ơờởỡớợ]([nN][gG]|[cC])(?![^\W\d_])")
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_SHORT = re.compile(r"\b[^\W\d_]{2}\b")  # "ÂL" is no syllable
_ENOUGH = 3  # letters in a word that is too long for chance
_CERTAIN = 2  # certain syllables that excuse one misspelled: "§Æng V¨n TiÐn"
_GROUP_WORDS = frozenset(  # in names of ethnic groups, and no syllables
    {"hmông", "mnông", "pnông", "khmú", "khơme", "stiêng", "xtiêng", "brâu", "hrê", "chơro", "êđê"}
)


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SURNAMES = frozenset(
    json.loads((Path(__file__).parent / "data" / "surnames.json").read_text(encoding="utf-8"))["surnames"]
) | _set_of(  # surnames of the highlands, which an encoding turns into rarer ones: "Lù" is "Lự" in TCVN3
    "giàng vàng hàng quàng lò lù lý sùng thào tráng mùa cà cù hù lô lã mã mông tòng vì vù"
)
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


def is_unicode(written: str) -> bool:
    """Tell whether a text has a letter that neither older encoding can show."""
    return written.isascii() or _UNICODE_ONLY.search(written) is not None


def repair(written: str) -> tuple[str, Encoding | None]:
    """Return the text in Unicode and its old encoding; the same text and None without one."""
    if written.isascii() or not _SUSPECT.search(written) or _UNICODE_ONLY.search(written):
        return written, None
    return _repair(written)


def repair_all(row: Mapping[str, str]) -> dict[str, str]:
    """Return the words of one record in Unicode, as ``repair_entry``."""
    return repair_entry((row,))[0]


def repair_entry(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the records of one entry in Unicode; one certain text decides for the short ones.

    "N÷" alone is ambiguous; beside "NguyÔn V¨n Hïng" it is "Nữ". A text that is valid as written ("Vò Thanh")
    is converted only where others of its kind have the encoding and none is Unicode, because programs wrote
    names in one and dates in the other.
    """
    if all(all(map(str.isascii, row.values())) for row in rows):
        return [dict(row) for row in rows]
    read = [{key: repair(written) for key, written in row.items()} for row in rows]
    codes = {(_kind(key), code) for row in read for key, (_, code) in row.items() if code is not None}
    said = [{key: written for key, (written, _) in row.items()} for row in read]
    if len({code for _, code in codes}) != 1:
        return said
    code = next(code for _, code in codes)
    unicode = {_kind(k) for row in rows for k, w in row.items() if _UNICODE_ONLY.search(w)}
    sure = {kind for kind, _ in codes} - unicode
    for row, words in zip(read, said, strict=True):
        for key, (written, found) in row.items():
            if found is None and not written.isascii():
                kind = _kind(key)
                words[key] = _by_others(written, code, whole=kind in sure, name=kind == "name")
    return said


def _kind(key: str) -> str:
    """Return the kind of a field; clerks typed all names of people in one font, and all places."""
    head, _, kind = key.rpartition("_")
    return "place" if kind in {"residence", "origin"} else kind if head else key


@lru_cache(maxsize=4096)
def _by_others(written: str, code: Encoding, *, whole: bool, name: bool) -> str:
    """Return a text decoded like the others of its entry; ``whole`` is true when all of its kind are."""
    said = _decoded(written, code)
    plain = _SHORT.sub("", said)
    if _UNICODE_ONLY.search(written) or not (_is_spelled(plain) or _is_nearly_spelled(plain)):
        return written
    if _is_spelled(written):
        bearer = next(iter(written.casefold().split()), "") in _SURNAMES
        return written if not whole or (name and bearer) or _has_no_code(written, code) else said
    return said


def _has_no_code(written: str, encoding: Encoding) -> bool:
    """Tell whether a text has a letter outside the codes of an encoding, as "à" for TCVN3."""
    return _SUSPECT.search(_CODES[encoding].sub("", written)) is not None


@lru_cache(maxsize=4096)
def _repair(written: str) -> tuple[str, Encoding | None]:
    """Return the text decoded by the encoding that fits; unchanged with None when neither does."""
    if _UNICODE_ONLY.search(unicodedata.normalize("NFC", written)) or _is_spelled(clean(written)):
        return written, None
    read = {
        code: said for code in Encoding if (said := _decoded(written, code)) != written and _is_spelled(said)
    }
    if not read:
        read = {
            c: said for c in Encoding if _is_nearly_spelled(said := _decoded(written, c), certain=_CERTAIN)
        }
    if len(read) != 1:
        return written, None
    (code, said), *_ = read.items()
    return (said, code) if _is_evident(written, said, code) else (written, None)


def _decoded(written: str, encoding: Encoding) -> str:
    """Decode a text by the encoding."""
    return _from_tcvn3(written) if encoding is Encoding.TCVN3 else _from_vni(written)


def _is_spelled(said: str) -> bool:
    """Tell whether all words beyond ASCII are Vietnamese syllables, and no odd sign is left."""
    words = [word for word in _WORD.findall(said) if not word.isascii()]
    odd = any(_SUSPECT.match(char) for char in _WORD.sub("", said))
    return not odd and all(is_syllable(word) or word.casefold() in _GROUP_WORDS for word in words)


def _is_nearly_spelled(said: str, certain: int = 0) -> bool:
    """Tell whether only a hat or the place of a tone is wrong in a text with ``certain`` syllables."""
    words = [word for word in _WORD.findall(said) if not word.isascii()]
    right = [word for word in words if is_syllable(word)]
    if len(right) < certain or not words or len(words) > len(right) + 1 or any(map(_is_odd, said)):
        return False
    return all(is_syllable(fold(word)) or _is_hatless(word) for word in words)


def _is_odd(char: str) -> bool:
    return not char.isalpha() and _SUSPECT.match(char) is not None


def _is_hatless(word: str) -> bool:
    """Tell whether a word has the rhyme of a syllable without its hat, and one tone: "Tién"."""
    bare, low = fold(word), clean(word).casefold()
    if sum(letter(char).tone > 0 for char in low) > 1 or not all(map(_is_vietnamese, low)):
        return False
    onset = _ONSET.match(bare)
    head = onset.group() if onset else ""
    return bare[len(head) :] in _FOLDED_RHYMES


def _is_vietnamese(char: str) -> bool:
    return char.isascii() or fold(char).isascii()


def _is_evident(written: str, said: str, encoding: Encoding) -> bool:
    """Tell whether a decoded text has a word that is no coincidence: "Lª" is TCVN3, "5 µm" is not."""
    if encoding is Encoding.VNI:
        return any(len(word) >= _ENOUGH and not word.isascii() for word in _WORD.findall(written))
    pieces = re.findall(r"[^\s\d/,;.()\-]+", written)
    if any(not any(_is_letter(char) for char in piece) for piece in pieces if not piece.isascii()):
        return False  # a lone bullet or sign
    if re.search(r"\b[A-Z]" + _TCVN3_SIGN.pattern, written):
        return True
    return any(len(word) >= _ENOUGH and not word.isascii() for word in _WORD.findall(said))


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in "ªµº"


def _from_tcvn3(written: str) -> str:
    """Decode TCVN3; words in capitals, as in a capital font, stay capitals."""
    said = "".join(_TCVN3.get(char, char) for char in written)
    if _TCVN3_SIGN.search(written):  # ư is the soft hyphen in TCVN3, which many programs drop: "Mêng V¨n"
        said = _LOST_U.sub(lambda rhyme: ("Ư" if rhyme[1].isupper() else "ư") + rhyme[0], said)
    small = re.search("[a-z]", written) is not None
    shouted = not small and re.search(r"[A-Z][^\W\d_]*[A-Z]", said) is not None
    return _WORD.sub(lambda m: _in_case(m.group(), shouted=shouted), said)


def _in_case(word: str, *, shouted: bool) -> str:
    """Write a word in capitals when its plain letters are."""
    plain = _ASCII_LETTER.findall(word)
    capital = shouted or (len(plain) > 1 and all(char.isupper() for char in plain))
    return word.upper() if capital else word


def _from_vni(written: str) -> str:
    """Decode VNI."""
    return _VNI_CODE.sub(lambda code: _VNI[code.group()], written)


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
