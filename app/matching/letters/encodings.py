"""The tables of the older encodings TCVN3 (ABC) and VNI, read as cp1252: decoding and encoding.

TCVN 5712:1993, VN3; the VNI table for Windows (domain §5.3).
"""

import re
from enum import StrEnum

from app.matching.letters.syllables import commonness, is_syllable
from app.models.words.vietnamese import VOWELS, toned


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

_LETTERS = {  # the code of each small letter
    Encoding.TCVN3: {char: code for code, char in _TCVN3.items() if char.islower()},
    Encoding.VNI: {char: code for code, char in _VNI.items() if char.islower() and code.islower()},
}
_SMALL_CODES = {
    ord(c): _LETTERS[Encoding.TCVN3][char.lower()] for c, char in _TCVN3.items() if char.isupper()
}
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_U = re.compile(r"(?i)(?<!ư)(?:[ơờởỡớợ](?P<closed>ng|c)?|u)(?![^\W\d_])|(?<!ư)[ơờởỡớợ](?=[a-z])")
_LOST_VOWEL = re.compile(r"\b(?:Ch|Kh|Nh|Ph|Th|Tr|[BCDĐHLMRSTVX])(?=ng\b)|\b(?:Nh|Th)(?![\w.])")
_LOST_VOWEL_ANY_CASE = re.compile(_LOST_VOWEL.pattern, re.IGNORECASE)
_ASCII_LETTER = re.compile(r"[A-Za-z]")


def decode(written: str, encoding: Encoding) -> str:
    """Decode a text by the encoding, letter by letter."""
    return _from_tcvn3(written) if encoding is Encoding.TCVN3 else _from_vni(written)


def without_codes(written: str, encoding: Encoding) -> str:
    """Return what of a text is no code of the encoding."""
    return _CODES[encoding].sub("", written)


def _from_tcvn3(written: str) -> str:
    """Decode TCVN3; words in capitals, as in a capital font, stay capitals."""
    said = "".join(_TCVN3.get(char, char) for char in written)
    if "\u00ad" not in written:
        said = _WORD.sub(lambda word: _with_lost_u(word.group()), _LOST_VOWEL.sub(r"\g<0>ư", said))
    small = re.search("[a-z]", written) is not None
    shouted = not small and re.search(r"[A-Z][^\W\d_]*[A-Z]", said) is not None
    return _WORD.sub(lambda m: _in_case(m.group(), shouted=shouted), said)


def _with_lost_u(word: str) -> str:
    """Put back the ư, a soft hyphen in TCVN3 that many programs drop, where it makes a commoner syllable."""
    found = _BEFORE_U.search(word)
    if not found:
        return word
    said = f"{word[: found.start()]}{'Ư' if word[1:].isupper() else 'ư'}{word[found.start() :]}"
    closed = found["closed"] and is_syllable(said)  # no Vietnamese rhyme is ơng or ơc
    return said if closed or commonness(said) > commonness(word) else word


def lacks_vowel(said: str) -> bool:
    """Tell whether a word has lost its only vowel, an ư: "hng", "th"."""
    return _LOST_VOWEL_ANY_CASE.search(said) is not None


def written_in(encoding: Encoding, said: str) -> str:
    """Write a text in small letters in an encoding."""
    return "".join(_LETTERS[encoding].get(char, char) for char in said.lower())


def small(written: str, encoding: Encoding) -> str:
    """Return a coded text with the codes of small letters."""
    if encoding is Encoding.VNI:
        return written.lower()
    return re.sub("[A-Z]", lambda char: char.group().lower(), written).translate(_SMALL_CODES)


def _in_case(word: str, *, shouted: bool) -> str:
    """Write a word in capitals when its plain letters are."""
    plain = _ASCII_LETTER.findall(word)
    capital = shouted or (len(plain) > 1 and all(char.isupper() for char in plain))
    return word.upper() if capital else word


def _from_vni(written: str) -> str:
    """Decode VNI."""
    return _VNI_CODE.sub(lambda code: _VNI[code.group()], written)
