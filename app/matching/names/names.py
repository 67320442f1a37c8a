"""Names of people: honorifics, aliases, parts, and the comparison of two writings."""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, zip_longest

from app.matching import text
from app.matching.names import name_around, name_words
from app.matching.names.name_around import ENDS, Around
from app.matching.names.short_names import SHORT_MIDDLES, SHORT_SURNAMES, UNDOTTED, spelled_out
from app.matching.names.surnames import is_surname
from app.matching.result import Result, Span
from app.matching.verdict import Verdict
from app.models.words.vietnamese import TONES, clean, fold, tone_of, toneless

_COMPOUND_SURNAMES = frozenset(
    {"tôn thất", "tôn nữ", "công tôn", "hoàng phủ", "âu dương", "công tằng", "đông phương", "tư mã"}
)
_STOP_IN_WORD = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")  # "Nguyễn.Văn.Hùng", "N.V.Hùng"
_LONGEST_SHORT = 4  # letters: "Ngu."
_DIGIT_IN_WORD = re.compile(r"(?<![^\W_])(?=[^\W_]*[^\W\d_])(?=[^\W_]*[01])[^\W_]+")
_LETTER_FOR = str.maketrans("01", "ol")
_WORD = re.compile(r"[^\s,;:\-–—‐‑]+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])\s?[\-–—‐‑]\s?(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name without honorific and alias, and its parts: Nguyễn, Văn, A for "Nguyễn Văn A"."""

    full: str
    surname: str
    middle: str
    given: str
    alias: str = ""


@lru_cache(maxsize=16384)
def parse(written: str) -> Name:
    """Parse a name for look-up; a single word is a given name. Never fails."""
    plain = clean(written)
    around = name_around.find(plain)
    main = plain[around.start : around.end].strip(ENDS)
    words = name_words.apart(_as_letters(_STOP_IN_WORD.sub(". ", main) if "." in main else main))
    words, other = spelled_out(words[: _once(words)])
    at, sure = name_words.turn(words)
    turned = [*words[at:], *words[:at]]
    other = around.alias or other or (" ".join(turned) if at and not sure else "")
    return _in_parts(turned if sure else words, other)


def _once(words: list[str]) -> int:
    """Return how many words of a name are left without its repetition: "Lê Tý, Lê Tý"."""
    canons = [text.canon(word.strip(ENDS)) for word in words]
    half = len(words) // 2
    return half if half > 1 and canons[:half] == canons[half:] else len(words)


def _in_parts(words: list[str], other: str) -> Name:
    """Return surname, middle and given name of words; the Ê Đê write the surname last: Y Bhăm Êban."""
    full = " ".join(words)
    if len(words) <= 1:
        return Name(full, "", "", full, other)
    if words[0].casefold() in name_words.MARKERS:
        surname = words[-1] if len(words) > 2 else ""
        return Name(full, surname, words[0], " ".join(words[1:-1]) if surname else words[1], other)
    head = 2 if len(words) >= 3 and " ".join(words[:2]).casefold() in _COMPOUND_SURNAMES else 1
    return Name(full, " ".join(words[:head]), " ".join(words[head:-1]), words[-1], other)


def _as_letters(name: str) -> str:
    """Replace 0 and 1 inside a word by letters ("T0àn"); numbers stay."""
    if "0" not in name and "1" not in name:
        return name
    return _DIGIT_IN_WORD.sub(lambda word: _letters_in_case(word.group()), name)


def _letters_in_case(word: str) -> str:
    """Replace digits by letters in the case of the word."""
    letters = word.translate(_LETTER_FOR)
    return letters.upper() if word.isupper() else letters


@dataclass(frozen=True, slots=True)
class _NameWord:
    """One word of a name with its position; an ``open`` one is a short form of several words."""

    text: str
    start: int
    canon: str
    open: bool = False

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.text)


def _words(name: str, start: int = 0) -> list[_NameWord]:
    """Split a text into words with their positions; drop final full stops and lone dashes."""
    found = [(m.group().strip(ENDS), m) for m in _WORD.finditer(name, start)]
    words = [_NameWord(word, m.start() + m.group().find(word), text.canon(word)) for word, m in found if word]
    words = [piece for word in words if word.canon for piece in _pieces(word)]
    return words[: _once([word.text for word in words])]


def _pieces(word: _NameWord) -> list[_NameWord]:
    """Split a word that is several words written as one."""
    pieces = name_words.pieces(word.text) if word.text.isalpha() else [word.text]
    starts = accumulate(map(len, pieces), initial=word.start)
    return [_NameWord(piece, at, text.canon(piece)) for piece, at in zip(pieces, starts, strict=False)]


def compare(book: str, registry: str, other_name: str = "") -> Verdict:
    """Compare two NFC names; ``other_name`` is the registry's further name of the same person."""
    if book.casefold() == registry.casefold():
        return Verdict(Result.EQUAL)
    around = name_around.find(book, next(iter(registry.casefold().split()), ""))
    book_words, registry_words = _words(book[: around.end], around.start), _words(registry)
    shortened = _short_of(book[: around.end], around.start, registry_words)
    registry_shortened = _short_of(registry, 0, book_words)
    book_words, registry_words = shortened or book_words, registry_shortened or registry_words
    left, right = [w.canon for w in book_words], [w.canon for w in registry_words]
    if left == right:
        if shortened or registry_shortened:
            return Verdict(Result.EQUAL_VARIANT, "viết tắt")
        return Verdict(Result.EQUAL_FORMAT, _left_out(around) or _format_detail(book, registry))
    if turned := _turned(book_words, registry_words):
        return turned
    book_words, registry_words = _in_order(book_words), _in_order(registry_words)
    left, right = [w.canon for w in book_words], [w.canon for w in registry_words]
    letters = [w.text for w in book_words], [w.text for w in registry_words]
    verdict = _same_letters(*letters) or _different(book_words, registry_words)
    if verdict.result is not Result.DIFFERENT:
        return verdict
    if other_name and " ".join(left) == text.canon(other_name):
        verdict = replace(verdict, detail="trùng tên gọi khác trong CSDL")
    elif around.alias and _known_as(book[around.start : around.end], around.alias) == " ".join(right):
        verdict = replace(verdict, detail="CSDL ghi tên gọi khác trong sổ")
    return verdict


def _turned(book: list[_NameWord], registry: list[_NameWord]) -> Verdict | None:
    """Return the verdict of two names with the same words in another order; None for other words.

    Where the words of one go on behind its surname as the other begins, only the surname stands otherwise.
    """
    left, right = [w.canon for w in book], [w.canon for w in registry]
    if sorted(left) != sorted(right):
        return None
    if any([*left[at:], *left[:at]] == right for at in range(1, len(left))):
        for first, whose in ((registry[0], "sổ"), (book[0], "CSDL")):
            if is_surname(first.text):
                return Verdict(Result.EQUAL_VARIANT, f"{whose} viết họ sau tên")
    moved = [(b.span, r.span) for b, r in zip(book, registry, strict=True) if b.canon != r.canon]
    ours, theirs = zip(*moved, strict=True)
    return Verdict(Result.DIFFERENT, "khác thứ tự chữ", ours, theirs)


def _in_order(words: list[_NameWord]) -> list[_NameWord]:
    """Return the words of a name with the surname first, where it surely stands behind."""
    at, sure = name_words.turn([w.text for w in words])
    return [*words[at:], *words[:at]] if sure else words


def _short_of(name: str, start: int, wholes: list[_NameWord]) -> list[_NameWord]:
    """Return the words of a name with its short forms of ``wholes`` replaced or marked open.

    Empty when the name has no such short form. A given name is never short: "A." is a name. In a name with
    fewer words only the surname may be short.
    """
    if "." not in name and next(iter(name[start:].casefold().split()), "") not in UNDOTTED:
        return []
    words = _words(_STOP_IN_WORD.sub(" ", name), start)
    last = len(words) - 1 if len(words) == len(wholes) else min(1, len(words) - 1)
    found = [
        _read_as(word, whole, name, n) if n < last else word
        for n, (word, whole) in enumerate(zip(words, wholes, strict=False))
    ]
    return [*found, *words[len(found) :]] if found != words[: len(found)] else []


def _read_as(word: _NameWord, whole: _NameWord, name: str, at: int) -> _NameWord:
    """Return ``whole`` for a word that is a customary or dotted short form of it; one letter is open."""
    short = toneless(word.text)
    dotted = name[word.span[1] : word.span[1] + 1] == "."
    if not dotted and (at or short not in UNDOTTED):
        return word
    if len(short) > min(_LONGEST_SHORT, len(whole.text) - 1):
        return word
    customs = (SHORT_MIDDLES.get(short, ""),) if at else SHORT_SURNAMES.get(short, ())
    if whole.canon in map(text.canon, customs):
        return replace(word, canon=whole.canon)
    if not toneless(whole.text).startswith(short):
        return word
    vague = len(short) == 1 or (at > 0 and short in SHORT_MIDDLES)  # "T." may be Thanh, and Tâm too
    return replace(word, open=True) if vague else replace(word, canon=whole.canon)


def _same_letters(book: list[str], registry: list[str]) -> Verdict | None:
    """Return the verdict of two names by letters only; None when the letters differ."""
    ours, theirs = text.canon("".join(book)), text.canon("".join(registry))
    if ours == theirs:
        return Verdict(Result.EQUAL_FORMAT, "khoảng trắng")
    if ours.replace("'", "") == theirs.replace("'", ""):  # H'Bia, H Bia
        return Verdict(Result.EQUAL_FORMAT, "dấu nháy")
    if ours.replace(".", "") == theirs.replace(".", ""):
        return Verdict(Result.EQUAL_FORMAT, "dấu câu")
    if text.canon(_as_letters(" ".join(book))) == text.canon(" ".join(registry)):
        return Verdict(Result.EQUAL_VARIANT, "chữ số thay cho chữ cái")
    return None


def _known_as(name: str, alias: str) -> str:
    """Return the canon of the name under an alias; an alias of one word replaces the given name."""
    words = alias.split() if " " in alias else [*name.split()[:-1], alias]
    return text.canon(" ".join(word.strip(ENDS) for word in words))


def _format_detail(book: str, registry: str) -> str:
    """Return how the writing of two equal names differs."""
    for name, whose in ((book, "sổ"), (registry, "CSDL")):
        if _once(words := clean(name).split()) < len(words):
            return f"{whose} ghi hai lần"
    ours, theirs = (clean(name).casefold() for name in (book, registry))
    if ours.strip(ENDS) == theirs.strip(ENDS) != ours:
        return "dấu câu"
    if _HYPHEN.sub(" ", ours) == _HYPHEN.sub(" ", theirs) != ours:
        return "dấu gạch nối"
    if ours != theirs and ours.replace(" ", "") == theirs.replace(" ", ""):
        return "khoảng trắng"
    if ours != theirs:
        return "cách đặt dấu"
    spaces = [sum(map(str.isspace, name)) for name in (book, registry)]
    return "khoảng trắng" if spaces[0] != spaces[1] else "mã ký tự"


def _left_out(around: Around) -> str:
    """Return the text around the book's name; empty without any."""
    said = [f"chữ “{word}”" for word in around.said]
    said += [f"tên thánh {around.saint}"] if around.saint else []
    said += ["tên gọi khác"] if around.alias else []
    said += ["ghi chú"] if around.note else []
    return f"sổ ghi thêm {' và '.join(said)}" if said else ""


def _different(book: list[_NameWord], registry: list[_NameWord]) -> Verdict:
    """Return the verdict of two different names, word by word, with the letters to mark."""
    details: list[str] = []
    book_spans: list[Span] = []
    registry_spans: list[Span] = []
    for b, r in _pairs(book, registry):
        at = _part(b, book) if b is not None else _part(r, registry)
        if b is None and r is not None:
            details.append(f"thiếu {at} {r.text.title()}")
            registry_spans.append(r.span)
        elif r is None and b is not None:
            details.append(f"thừa {at} {b.text.title()}")
            book_spans.append(b.span)
        elif b is not None and r is not None:
            details.append(_abbreviated(b, r) or word_detail(b.text, r.text) or _changed(at, b, r))
            ours, theirs = text.letters_apart(b.text, r.text)
            book_spans += text.join_spans(list(ours), b.start)
            registry_spans += text.join_spans(list(theirs), r.start)
    words = ", ".join(dict.fromkeys(details))
    said, kept = (" ".join(w.text for w in every) for every in (book, registry))
    if said.isascii() and fold(said) == fold(kept):
        words = "sổ không ghi dấu"
    return Verdict(Result.DIFFERENT, words, tuple(book_spans), tuple(registry_spans))


def _part(word: _NameWord | None, words: list[_NameWord]) -> str:
    """Return the part of a word in a name: họ, chữ đệm or tên."""
    if word is words[0]:
        return "họ"
    return "tên" if word is words[-1] else "chữ đệm"


def _abbreviated(book: _NameWord, registry: _NameWord) -> str:
    """Return that one word may be a short form of the other; empty when neither may."""
    return "viết tắt" if book.open or registry.open else ""


def _changed(part: str, book: _NameWord, registry: _NameWord) -> str:
    """Return that a word is another one."""
    if part == "chữ đệm":
        return f"khác chữ đệm {book.text.title()} – {registry.text.title()}"
    return f"khác {part}"


def _pairs(
    book: list[_NameWord], registry: list[_NameWord]
) -> list[tuple[_NameWord | None, _NameWord | None]]:
    """Return pairs of differing words; None where one side lacks the word.

    Surnames are paired first, and given names, so that a dropped middle word is found as dropped.
    """
    left, right = [w.canon for w in book], [w.canon for w in registry]
    pairs: list[tuple[_NameWord | None, _NameWord | None]] = []
    if len(left) == len(right):
        return [(b, r) for b, r in zip(book, registry, strict=True) if b.canon != r.canon]
    if min(len(left), len(right)) < 2:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        return _opcode_pairs(matcher, book, registry)
    if left[0] != right[0]:
        pairs.append((book[0], registry[0]))
    pairs += _opcode_pairs(
        SequenceMatcher(None, left[1:-1], right[1:-1], autojunk=False), book[1:-1], registry[1:-1]
    )
    if left[-1] != right[-1]:
        pairs.append((book[-1], registry[-1]))
    return pairs


def _opcode_pairs(
    matcher: "SequenceMatcher[str]", book: list[_NameWord], registry: list[_NameWord]
) -> list[tuple[_NameWord | None, _NameWord | None]]:
    """Convert the steps of a sequence matcher into pairs of words."""
    pairs: list[tuple[_NameWord | None, _NameWord | None]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs += zip_longest(book[i1:i2], registry[j1:j2])
    return pairs


def word_detail(book: str, registry: str) -> str:
    """Return how two syllables differ by tone, hat or i/y only; empty when more differs."""
    if text.is_i_or_y(book, registry):
        return "i/y"
    if toneless(book) == toneless(registry):
        tones = TONES[tone_of(book)], TONES[tone_of(registry)]
        return f"dấu {tones[0]} – {tones[1]}" if tones[0] != tones[1] else "thừa dấu thanh"
    if fold(book) != fold(registry):
        return ""
    left, right = toneless(book), toneless(registry)
    hats = [f"{a} – {b}" for a, b in zip(left, right, strict=False) if a != b]
    details = [f"chữ {', '.join(hats)}"] if hats else []
    if tone_of(book) != tone_of(registry):
        details.append(f"dấu {TONES[tone_of(book)]} – {TONES[tone_of(registry)]}")
    return ", ".join(details)
