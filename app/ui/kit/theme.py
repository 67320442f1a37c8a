"""Turn the tokens into palette, fonts, distances and the one style sheet."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.kit import spoken

THEMES: tuple[str, ...] = ("light", "dark", "contrast")
SCALES: tuple[float, ...] = (0.9, 1.0, 1.1, 1.25, 1.4)
"""The text sizes that Ctrl+= and Ctrl+- step through."""

_RESOURCES = Path(__file__).parents[3] / "resources"
_SERIF_FOLDER = Path("/usr/share/fonts/truetype/liberation2")
_FACES = ("Regular", "Italic", "Medium", "SemiBold", "Bold")
_PROBE = "ỷỸẳặốữợđĐ₫"
_PALETTE = (
    (QPalette.ColorRole.Window, "canvas"),
    (QPalette.ColorRole.WindowText, "ink"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "ink"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "ink"),
    (QPalette.ColorRole.Highlight, "accent_soft"),
    (QPalette.ColorRole.HighlightedText, "ink"),
    (QPalette.ColorRole.PlaceholderText, "ink_3"),
    (QPalette.ColorRole.ToolTipBase, "surface"),
    (QPalette.ColorRole.ToolTipText, "ink"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme at one text size: colours by name, sizes and type sizes in (scaled) pixels."""

    name: str
    scale: float
    colors: Mapping[str, str]
    sizes: Mapping[str, int]
    types: Mapping[str, int]
    ui_fonts: tuple[str, ...]
    book_fonts: tuple[str, ...]


@cache
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_RESOURCES / "tokens.json").read_text("utf-8"))
    return loaded


def build(name: str, scale: float = 1.0) -> Tokens:
    """Read the tokens of a theme at a text size; ValueError for a name outside ``THEMES``."""
    if name not in THEMES:
        raise ValueError(f"no theme {name}")
    raw = _raw()
    grows = {key: value for key, value in raw["type"].items() if isinstance(value, int)}
    return Tokens(
        name=name,
        scale=scale,
        colors=MappingProxyType(raw[name]),
        sizes=MappingProxyType(
            {
                key: value if key in {"radius", "ring"} else round(value * scale)
                for key, value in raw["size"].items()
            }
        ),
        types=MappingProxyType({key: round(value * scale) for key, value in grows.items()}),
        ui_fonts=tuple(raw["type"]["ui"]),
        book_fonts=tuple(raw["type"]["book"]),
    )


class _Active:
    """The tokens in force, and their sheet; there is one application and one theme."""

    tokens: Tokens | None = None
    sheet = ""
    fonts_loaded = False


def tokens() -> Tokens:
    """Return the tokens in force (light at 100 % until ``apply`` was called)."""
    if _Active.tokens is None:
        _Active.tokens = build("light")
    return _Active.tokens


def apply(app: QApplication, name: str = "light", scale: float = 1.0) -> None:
    """Give the application its style, palette, fonts and style sheet."""
    _load_fonts()
    spoken.install()
    QLocale.setDefault(QLocale("vi_VN"))
    app.setStyle("Fusion")
    change(app, name, scale)
    app.setStyleSheet(_Active.sheet)


def change(app: QApplication, name: str, scale: float) -> None:
    """Use another theme or text size; then ``dress`` what is in sight.

    To give every widget of the program a new style sheet at once would take seconds.
    """
    _Active.tokens = build(name, scale)
    _Active.sheet = style_sheet(tokens())
    app.setPalette(_palette())
    app.setFont(font("body"))
    for widget in app.allWidgets():
        _resize(widget)


def dress(widget: QWidget) -> None:
    """Give a part of a window, before it is seen, the theme and text size in force."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wanted = "" if app.styleSheet() == _Active.sheet else _Active.sheet
    if widget.styleSheet() != wanted:
        widget.setStyleSheet(wanted)


def style_sheet(of: Tokens) -> str:
    """Fill the template of ``resources/style.qss``; KeyError when it names an unknown token."""
    values: dict[str, object] = {**of.colors, **of.sizes, **of.types}
    values["ui_font"] = of.ui_fonts[0]
    values["book_fonts"] = ", ".join(f'"{family}"' for family in of.book_fonts)
    return Template(_scaled(of.scale)).substitute(values)


def _scaled(scale: float) -> str:
    """Return the template with heights scaled to the text size."""
    text = (_RESOURCES / "style.qss").read_text("utf-8")
    return re.sub(r"(m(?:in|ax)-height: )(\d\d)px", lambda m: f"{m[1]}{round(int(m[2]) * scale)}px", text)


def _palette() -> QPalette:
    palette = QPalette()
    for role, name in _PALETTE:
        palette.setColor(role, color(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color("ink_3"))
    return palette


def _load_fonts() -> None:
    if _Active.fonts_loaded:
        return
    folder = files("fontpkg_be_vietnam_pro") / "files"
    for face in _FACES:
        QFontDatabase.addApplicationFont(str(folder / f"BeVietnamPro-{face}.ttf"))
    if not serif_complete():
        for path in sorted(_SERIF_FOLDER.glob("LiberationSerif-*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
    _Active.fonts_loaded = True


def serif_complete() -> bool:
    """Tell whether the document serif is there and has the Vietnamese letters."""
    raw = QRawFont.fromFont(font("book_size", book=True))
    return raw.isValid() and all(raw.supportsCharacter(ord(letter)) for letter in _PROBE)


def color(name: str, alpha: int = 255) -> QColor:
    """Return a colour of the theme in force; KeyError for an unknown token."""
    found = QColor(tokens().colors[name])
    found.setAlpha(alpha)
    return found


def font(size: str | int = "body", weight: int = 400, *, book: bool = False, italic: bool = False) -> QFont:
    """Return a font: ``size`` is a type token or pixels at 100 %, ``book`` the document serif."""
    now = tokens()
    made = QFont()
    made.setFamilies(list(now.book_fonts if book else now.ui_fonts))
    made.setPixelSize(now.types[size] if isinstance(size, str) else px(size))
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    return made


def px(base: int) -> int:
    """Scale a distance given at 100 % text size."""
    return round(base * tokens().scale)


def size(name: str) -> int:
    """Return a size token in pixels at the text size in force."""
    return tokens().sizes[name]


def row_height(*, compact: bool = False) -> int:
    """Return the height of one line of a form or a table."""
    return size("row_compact" if compact else "row")


def outlined() -> bool:
    """Tell whether soft grounds need an outline (high contrast)."""
    return tokens().name == "contrast"


def set_prop(widget: QWidget, **props: object) -> None:
    """Set dynamic properties of the style sheet; restyle the widget when one changed."""
    changed = False
    for name, value in props.items():
        shown = ("true" if value else "false") if isinstance(value, bool) else value
        if widget.property(name) != shown:
            widget.setProperty(name, shown)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def fix(widget: QWidget, *, width: int = 0, height: int = 0) -> None:
    """Fix a width or height given at 100 %; it follows the text size. 0 leaves it free."""
    if width:
        widget.setProperty("base_width", width)
    if height:
        widget.setProperty("base_height", height)
    _resize(widget)


def _resize(widget: QWidget) -> None:
    width, height = widget.property("base_width"), widget.property("base_height")
    if width:
        widget.setFixedWidth(px(int(width)))
    if height:
        widget.setFixedHeight(px(int(height)))
