"""The serif font of official papers: find it on this computer, check it, register it once.

Liberation Serif 2 (Debian fonts-liberation2) has the widths of Times New Roman and every Vietnamese letter;
version 1 of the same family lacks most of them, so the search checks family, version and letters, not file
names.
"""

import functools
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import AppError
from app.models.words.vietnamese import LETTERS

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Serif", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic"

VIETNAMESE: frozenset[str] = frozenset(LETTERS) | {letter.upper() for letter in LETTERS}
"""Every Vietnamese letter that is not plain ASCII as a consonant: vowels with all tones and đ, both cases."""

_NEEDED = VIETNAMESE | set("0123456789–—…“”‘’•§½²°·₫")
_BUNDLE = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@dataclass(frozen=True, slots=True)
class Family:
    """A usable family: its file per face, its lowest good version and its folders."""

    name: str
    version: int
    files: tuple[str, str, str, str]
    folders: tuple[Path, ...]


LIBERATION = Family(
    "Liberation Serif",
    2,
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
    5,
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
    """Register the four faces with reportlab as ``REGULAR`` … ``BOLD_ITALIC``; raises like ``find``."""
    for font in find(families()):
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, BOLD_ITALIC)


_FACES = (REGULAR, BOLD, ITALIC, BOLD_ITALIC)


def _load(face: str, path: Path, family: Family) -> TTFont | None:
    """Load one face; None when it is missing, damaged, of another family, too old or without letters."""
    try:
        font = TTFont(face, str(path))
    except (TTFError, OSError, struct.error):
        return None
    revision = font.face.get_table("head")[4:6]  # OpenType: fontRevision
    if font.face.familyName != family.name.encode() or int.from_bytes(revision, "big") < family.version:
        return None
    return font if all(ord(letter) in font.face.charToGlyph for letter in _NEEDED) else None
