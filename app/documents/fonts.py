"""The serif of official papers: found on this computer, checked, registered once.

Liberation Serif 2 (Debian fonts-liberation2) has the widths of Times New Roman and every Vietnamese letter;
version 1 of the same family lacks most of them, so family, version and letters are looked at, not file names.
"""

import functools
import struct
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import AppError

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Serif", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic"

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES} | {"đ"}
VIETNAMESE: frozenset[str] = frozenset(_LOWER | {letter.upper() for letter in _LOWER})
"""Every Vietnamese letter that is not plain ASCII as a consonant: vowels with all tones and đ, both cases."""

_NEEDED = VIETNAMESE | set("0123456789–—…“”‘’•§½²°·₫")
_BUNDLE = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@dataclass(frozen=True, slots=True)
class Family:
    """A family that may serve: its file per face, its lowest good version and where it is looked for."""

    name: str
    version: tuple[int, int]
    files: tuple[str, str, str, str]
    folders: tuple[Path, ...]


LIBERATION = Family(
    "Liberation Serif",
    (2, 0),
    (
        "LiberationSerif-Regular.ttf",
        "LiberationSerif-Bold.ttf",
        "LiberationSerif-Italic.ttf",
        "LiberationSerif-BoldItalic.ttf",
    ),
    (
        _BUNDLE,
        Path("/usr/share/fonts/truetype/liberation2"),
        Path("/usr/share/fonts/truetype/liberation"),
        Path("/usr/share/fonts/liberation-serif"),
        Path("/usr/share/fonts/liberation-serif-fonts"),
        Path("/usr/share/fonts/liberation"),
        Path("/usr/local/share/fonts"),
    ),
)
TIMES = Family(
    "Times New Roman",
    (5, 0),
    ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
    (Path("C:/Windows/Fonts"),),
)


def families() -> tuple[Family, ...]:
    """Return the families to try on this system, the best first."""
    return (TIMES, LIBERATION) if sys.platform == "win32" else (LIBERATION,)


def find(candidates: Iterable[Family]) -> tuple[TTFont, TTFont, TTFont, TTFont]:
    """Return the four checked faces of the first family that is complete in one folder.

    Raises AppError, naming the package to install, when there is none.
    """
    for family in candidates:
        for folder in family.folders:
            pairs = zip(_FACES, family.files, strict=True)
            faces = [_load(face, folder / file, family) for face, file in pairs]
            if all(faces):
                regular, bold, italic, bold_italic = (face for face in faces if face is not None)
                return regular, bold, italic, bold_italic
    raise AppError(
        "Máy này chưa có đủ phông chữ Liberation Serif 2 (có chữ Việt) nên chưa tạo được văn bản; dữ liệu "
        "không bị ảnh hưởng. Hãy nhờ cài gói fonts-liberation2 (lệnh: sudo apt install fonts-liberation2; "
        "trên Windows cần phông Times New Roman), rồi làm lại."
    )


@functools.cache
def register() -> None:
    """Make the four faces known to reportlab under ``REGULAR`` … ``BOLD_ITALIC``; raises as ``find`` does."""
    for font in find(families()):
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, BOLD_ITALIC)


_FACES = (REGULAR, BOLD, ITALIC, BOLD_ITALIC)


def _load(face: str, path: Path, family: Family) -> TTFont | None:
    """Open one face; None when it is missing, damaged, of another family, too old or without letters."""
    try:
        font = TTFont(face, str(path))
    except (TTFError, OSError, struct.error):
        return None
    names = _names(font)
    if names.get(1) != family.name or _version(names.get(5, "")) < family.version:
        return None
    return font if all(ord(letter) in font.face.charToGlyph for letter in _NEEDED) else None


def _names(font: TTFont) -> dict[int, str]:
    """Read the Unicode records of the font's name table: {name id: text} (OpenType: name)."""
    table: bytes = font.face.get_table("name")
    count, strings = _ushorts(table, 2, 2)
    found: dict[int, str] = {}
    for start in range(6, 6 + 12 * count, 12):
        platform, _, _, name, length, offset = _ushorts(table, start, 6)
        if platform in {0, 3}:
            first = strings + offset
            found.setdefault(name, table[first : first + length].decode("utf-16-be", "replace"))
    return found


def _ushorts(table: bytes, start: int, count: int) -> Sequence[int]:
    return [int.from_bytes(table[at : at + 2], "big") for at in range(start, start + 2 * count, 2)]


def _version(text: str) -> tuple[int, int]:
    """Read ``Version 2.1.5; …``; (0, 0) when it is something else."""
    parts = text.removeprefix("Version").strip().split(";")[0].split(".")
    digits = [int(part) for part in parts[:2] if part.strip().isdigit()]
    return (digits[0], digits[1]) if len(digits) == 2 else (0, 0)
