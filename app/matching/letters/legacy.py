"""Text of the older encodings TCVN3 (ABC) and VNI, which appears as wrong letters of cp1252.

"NguyÔn V¨n Hïng" and "Nguyeãn Vaên Huøng" are "Nguyễn Văn Hùng". A text is converted only as a whole: when it
is not Vietnamese as written, and every changed word becomes a Vietnamese syllable (TCVN 5712:1993, VN3; the
VNI table for Windows; domain §5.3). For an ambiguous short text the other texts of its entry decide.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from app.matching.letters.encodings import Encoding, decode, lacks_vowel, small, without_codes, written_in
from app.matching.letters.syllables import commonness, is_hatless, is_near_syllable, is_syllable
from app.matching.names.surnames import SURNAMES
from app.models.words.vietnamese import clean, letter

# letters that neither encoding can show: the text is Unicode
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u036f\u1ea0-\u1ef9]")
_SUSPECT = re.compile("[\u00a1-\u00ff]")
_LOST = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])|\ufffd")  # "Nguy?n": a program dropped a letter
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\s\d/,;.()\-]+")
_JUMBLED = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]")  # "TuÊn"
_VOWEL_WORDS = frozenset("êôơưá")  # as in Ê Đê, Ô Môn, Chư Á; "ã" and "â" are bullets and "©"
_SHORT = re.compile(r"\b[^\W\d_]{2}\b")  # "ÂL" is no syllable
_TCVN3_SIGN = re.compile("[¨©ª«¬®\u00ad¶·¸¹µ]")  # signs that are no letters in cp1252, or rare ones
_ENOUGH = 3  # letters in a word that is too long for chance
_COMMON = 2  # commonness of a syllable that is hardly chance beside another one
_CERTAIN = 2  # certain syllables that excuse one misspelled: "§Æng V¨n TiÐn"
_GROUP_WORDS = frozenset(  # in names of ethnic groups, and no syllables
    {"hmông", "mnông", "pnông", "khmú", "khơme", "stiêng", "xtiêng", "brâu", "hrê", "chơro", "êđê"}
)


_KINDS = ("name", "place")


def is_unicode(row: Mapping[str, str]) -> bool:
    """Tell quickly whether no text of a record needs ``repair_all``: names and places each have Unicode.

    A program may have written one kind in Unicode and another in an older encoding.
    """
    groups = dict.fromkeys((*_KINDS, ""), "")
    for key, written in row.items():
        if written and not written.isascii():
            kind = _kind(key)
            groups[kind if kind in _KINDS else ""] += written
    return all(not said or _UNICODE_ONLY.search(said) for said in groups.values())


def repair(written: str) -> tuple[str, Encoding | None]:
    """Return the text in Unicode and its old encoding; the same text and None without one."""
    if written.isascii() or not _SUSPECT.search(written) or _UNICODE_ONLY.search(written):
        return written, None
    return _repair(written)


def is_guess(written: str) -> bool:
    """Tell whether ``repair`` guessed: a letter is lost, a sign stays, or a word is no syllable."""
    said, encoding = repair(written)
    return encoding is not None and _is_guessed(written, said, encoding)


def is_lossy(written: str, said: str) -> bool:
    """Tell whether what ``repair_entry`` made of a text was guessed, as ``is_guess``."""
    if said == written:
        return False
    return all(_is_guessed(written, said, code) for code in Encoding if _decoded(written, code) == said)


def _is_guessed(written: str, said: str, encoding: Encoding) -> bool:
    """Tell whether a decoded text has lost or odd words, or would be coded otherwise than it is written."""
    if _odd_words(said) or _LOST.search(said) or (encoding is Encoding.TCVN3 and lacks_vowel(said)):
        return True
    return written_in(encoding, said) != small(written, encoding)


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
    if _UNICODE_ONLY.search(written) or said == written or not _may_be_short(plain):
        return written
    if _is_spelled(written):
        bearer = next(iter(written.casefold().split()), "") in SURNAMES
        return written if not whole or (name and bearer) or _has_no_code(written, code) else said
    return said


@lru_cache(maxsize=4096)
def _repair(written: str) -> tuple[str, Encoding | None]:
    """Return the text decoded by the encoding that fits best; unchanged with None when neither does."""
    clear = clean(written)
    if _UNICODE_ONLY.search(unicodedata.normalize("NFC", written)) or _is_as_meant(written, clear):
        return written, None
    read: dict[Encoding | None, str] = {code: said for code, said in _decodings(written) if _may_mean(said)}
    if not _JUMBLED.search(clear) and _may_mean(clear, is_near_syllable):
        read[None] = clear
    code = _likeliest(read)
    if code is None or not _is_evident(written, code):
        return written, None
    return read[code], code


def _decodings(written: str) -> Iterator[tuple[Encoding, str]]:
    """Yield what a text says in each encoding that has codes for all its letters and changes it."""
    for code in Encoding:
        said = _decoded(written, code)
        if said != written and not _has_no_code(written, code):
            yield code, said


def _likeliest(read: Mapping[Encoding | None, str]) -> Encoding | None:
    """Return the encoding whose reading has the commonest syllables; None for Unicode, and for a tie."""
    rank = {c: (_commonness(said), c is None, -len(_odd_words(said))) for c, said in read.items()}
    best = max(rank.values(), default=None)
    found = [code for code, value in rank.items() if value == best]
    return found[0] if len(found) == 1 else None


def _commonness(said: str) -> int:
    """Return how common the syllables beyond ASCII in a text are together."""
    return sum(map(commonness, _coded_words(said)))


def _coded_words(said: str) -> list[str]:
    return [word for word in _WORD.findall(said) if not word.isascii()]


def _decoded(written: str, encoding: Encoding) -> str:
    """Decode a text by the encoding; a bullet or another lone sign stays."""
    said = decode(written, encoding)
    pieces = iter(_PIECE.findall(written))
    return _PIECE.sub(lambda piece: _unless_sign(next(pieces), piece.group()), said)


def _unless_sign(written: str, said: str) -> str:
    """Return what a piece of text says; signs that make no syllable stay: "§µ" is Đà, "§" is a paragraph."""
    if not _is_sign(written) or said.casefold() in _VOWEL_WORDS or (len(said) > 1 and is_syllable(said)):
        return said
    return written


def _is_sign(piece: str) -> bool:
    """Tell whether a piece of text has no letter."""
    return not piece.isascii() and not any(map(_is_letter, piece))


def _has_no_code(written: str, encoding: Encoding) -> bool:
    """Tell whether a word has a letter outside the codes of an encoding, as "à" for TCVN3."""
    left = (without_codes(piece, encoding) for piece in _PIECE.findall(written) if not _is_sign(piece))
    return any(map(_SUSPECT.search, left))


def _is_as_meant(written: str, clear: str) -> bool:
    """Tell whether a text is Vietnamese as written."""
    if _JUMBLED.search(clear) or any(map(_is_sign, _PIECE.findall(clear))):
        return False
    hyphened = "\u00ad" in written  # the ư of TCVN3, or a hyphen of a web page between two syllables
    return _is_spelled(clear) and not (hyphened and not all(map(is_syllable, _WORD.findall(clear))))


def _is_spelled(said: str) -> bool:
    """Tell whether all words beyond ASCII are Vietnamese syllables, with no sign in a word."""
    return not _has_sign_in_word(said) and not _odd_words(said)


def _may_mean(said: str, fits: Callable[[str], bool] = is_syllable) -> bool:
    """Tell whether all words are syllables, or few are not: a name of the highlands, a hat left out."""
    odd, words = _odd_words(said, fits), _coded_words(said)
    if _has_sign_in_word(said) or not all(map(_is_like_vietnamese, odd)):
        return False
    return not odd or len(words) - len(odd) >= max(_CERTAIN, 2 * len(odd))


def _may_be_short(said: str) -> bool:
    """Tell whether all words of a short text are syllables; one may lack its hat."""
    odd = _odd_words(said)
    return not _has_sign_in_word(said) and len(odd) <= 1 and all(map(is_hatless, odd))


def _odd_words(said: str, fits: Callable[[str], bool] = is_syllable) -> list[str]:
    """Return the words beyond ASCII that are no syllables."""
    return [word for word in _coded_words(said) if not fits(word) and word.casefold() not in _GROUP_WORDS]


def _is_like_vietnamese(word: str) -> bool:
    """Tell whether a word has letters of Vietnamese only, and one tone at most."""
    parts = [letter(char) for char in clean(word)]
    return all(part.base.isascii() for part in parts) and sum(part.tone > 0 for part in parts) <= 1


def _has_sign_in_word(said: str) -> bool:
    pieces = (piece for piece in _PIECE.findall(said) if not piece.isascii() and not _is_sign(piece))
    return any(_SUSPECT.search(_WORD.sub("", piece)) for piece in pieces)


def _is_evident(written: str, encoding: Encoding) -> bool:
    """Tell whether a text has a coded word that is no coincidence: "Lª" is TCVN3, "5 µm" is not."""
    if encoding is Encoding.TCVN3 and re.search(r"\b[A-Z]" + _TCVN3_SIGN.pattern, written):
        return True
    words = [piece for piece in _PIECE.findall(written) if not piece.isascii() and not _is_sign(piece)]
    decoded = [_decoded(word, encoding) for word in words]
    if len(decoded) > 1 and all(commonness(word) >= _COMMON for word in decoded):
        return True  # "Hå Sü"
    said = " ".join(words if encoding is Encoding.VNI else decoded)
    return any(len(word) >= _ENOUGH for word in _coded_words(said))


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in "ªµº"
