"""The door for every text that comes in: one form of Unicode, no hidden signs, no more than paper holds.

What passes here can be signed, exported and printed; the services call it before they keep a text.
"""

import re
import unicodedata
from dataclasses import dataclass

from app.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class Room:
    """How many letters a text may have, and whether it may have several lines."""

    letters: int
    lines: bool = False


NAME = Room(200)
"""A name, a title, a number, a place of our own office."""
FIELD = Room(2_000)
"""A field of a book, the longest of which fill a few lines of a page."""
REASON = Room(200)
"""Why a certificate ended: as long as the files that report it allow."""
NOTE = Room(4_000, lines=True)
"""A margin of a book, a reason, a note, an evidence: at most a written page."""

_TAB = re.compile("[\t\v\f]")
_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
_NEVER_LETTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, the line feed aside
    "\u202a-\u202e\u2066-\u2069"  # they turn the order of letters: what is shown is not what is kept
    "\ud800-\udfff"  # half a letter, which no file can hold
    f"{_NEVER_LETTERS}]"
)
_LONGEST_REASON = 500
_MOST_SIGNS = 4  # signs that make one letter in decomposed text, the longest of any language


def accepted(text: str, room: Room) -> str:
    """Return the text in NFC; tabs, and line breaks where there is one line, are the blanks they look like.

    BadInput for a hidden sign, half a letter, or more letters than the room has. It names no letter of the
    text: the sentence may be shown to anyone.
    """
    if len(text) > _MOST_SIGNS * room.letters:  # not worth normalising
        raise _too_long(len(text), room)
    plain = unicodedata.normalize("NFC", _BREAK.sub("\n" if room.lines else " ", _TAB.sub(" ", text)))
    if hidden := _HIDDEN.search(plain):
        raise BadInput(
            "Chữ ở vị trí thứ {0} là ký tự ẩn (mã U+{1:04X}), thường do dán từ tệp khác: không lưu được. "
            "Chữ vừa ghi vẫn còn trên màn hình; hãy xóa ký tự đó, hoặc gõ tay lại, rồi lưu.",
            hidden.start() + 1,
            ord(hidden[0]),
        )
    if len(plain) > room.letters:
        raise _too_long(len(plain), room)
    return plain


def certified(text: str, room: Room) -> str:
    """Return a text of one line for a certificate, which the police compare letter by letter with a paper.

    Every run of blanks, those that do not break among them, is one; BadInput for a sign that has no print.
    """
    plain = " ".join(accepted(text, room).split())
    if not plain.isprintable():
        raise BadInput(
            "“{0}” có ký tự ẩn, thường do dán từ tệp khác: Công an không cấp chứng thư được. Hãy gõ tay lại.",
            shown(plain, room),
        )
    return plain


def reason(text: str, most: int = _LONGEST_REASON) -> str:
    """Return why somebody decided something as it is kept, on one line.

    Refused when it is empty, longer than ``most``, or has signs that nobody sees.
    """
    if len(text) > _MOST_SIGNS * most:  # not worth normalising
        raise _reason_too_long(most)
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not words:
        raise Refused("Cần ghi lý do. Chưa thay đổi gì.")
    if len(words) > most:
        raise _reason_too_long(most)
    if not words.isprintable():
        raise Refused("Lý do có ký tự không dùng được; hãy gõ tay lại. Chưa thay đổi gì.")
    return words


def is_accepted(text: str, room: Room) -> bool:
    """Tell whether a text that is already kept would come in as it is; an older version kept any."""
    try:
        return accepted(text, room) == text
    except BadInput:
        return False


def shown(name: str, room: Room) -> str:
    """Return the name of somebody else's file as it can be kept: hidden signs replaced, cut to the room."""
    return _HIDDEN.sub("\ufffd", unicodedata.normalize("NFC", name[: room.letters]))


def _reason_too_long(most: int) -> Refused:
    return Refused("Lý do dài quá {0} chữ; hãy ghi ngắn lại. Chưa thay đổi gì.", most)


def _too_long(letters: int, room: Room) -> BadInput:
    return BadInput(
        "Chữ dài {0} ký tự, ô này nhận nhiều nhất {1}. Chữ vừa ghi vẫn còn trên màn hình; hãy rút "
        "ngắn rồi lưu.",
        letters,
        room.letters,
    )
