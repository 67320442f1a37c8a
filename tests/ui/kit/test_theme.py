import re
import sys

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QIcon, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QLabel

from app.ui.kit import icons, parts, theme

TEXT_ON = {
    "surface": "ink ink_2 ink_3 accent police equal near differ less blank skip",
    "canvas": "ink ink_2 ink_3 accent",
    "sunken": "ink ink_2 ink_3 accent differ less equal",
    "hover": "ink ink_2",
    "paper": "ink ink_2 ink_3 accent differ less near",
    "paper_head": "accent ink_2 ink_3",
    "registry": "ink ink_2 ink_3 differ",
    "registry_head": "ink_2",
    "accent_soft": "ink ink_2 ink_3 accent differ equal near less",
    "police_soft": "ink ink_2 ink_3 police differ",
    "equal_soft": "equal",
    "near_soft": "near",
    "differ_soft": "differ ink ink_2",
    "less_soft": "less ink ink_2",
    "blank_soft": "blank ink_2",
    "accent": "accent_ink",
    "police": "police_ink",
}
SHAPE_ON = {"surface": "focus line_strong", "paper": "focus", "canvas": "focus"}


def luminance(hex_):
    parts_ = [int(hex_[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts_)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("pairs", "limit"), [(TEXT_ON, 4.5), (SHAPE_ON, 3.0)])
def test_every_pair_can_be_read(name, pairs, limit):
    colors = theme.build(name).colors
    low = [
        (ratio(colors[fore], colors[ground]), fore, ground)
        for ground, fores in pairs.items()
        for fore in fores.split()
        if ratio(colors[fore], colors[ground]) < limit
    ]
    assert low == []


def test_the_three_themes_have_the_same_names():
    names = [set(theme.build(name).colors) for name in theme.THEMES]
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_sheet_is_filled_and_has_no_colour_of_its_own(name):
    tokens = theme.build(name)
    sheet = theme.style_sheet(tokens)
    assert "$" not in sheet.split("*/", 1)[1]
    assert {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}\b", sheet)} <= {
        c.upper() for c in tokens.colors.values()
    }


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match="sepia"):
        theme.build("sepia")


def test_text_grows_with_the_scale(themed, qtbot):
    label = parts.text("Phạm Văn Tý", "title")
    field = parts.row(height=32)
    for widget in (label, field):
        qtbot.addWidget(widget)
    label.ensurePolished()
    before, height = QFontMetrics(label.font()).height(), field.height()
    theme.apply(themed, "light", 1.4)
    assert QFontMetrics(label.font()).height() > before
    assert field.height() == round(height * 1.4)


def test_the_fonts_have_every_vietnamese_letter(themed):
    assert theme.serif_complete()
    for font, family in (
        (theme.font("body"), "Be Vietnam Pro"),
        (theme.font("book_size", book=True), "Liberation Serif"),
    ):
        raw = QRawFont.fromFont(font)
        assert raw.familyName() == family
        assert all(raw.supportsCharacter(ord(letter)) for letter in "ỷỸẳặốữợđĐ")


def test_a_property_restyles_the_widget(themed, qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    theme.set_prop(label, tone="differ")
    label.ensurePolished()
    assert label.palette().windowText().color().name().upper() == theme.tokens().colors["differ"]


def painted(name, tone):
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    icons.draw(painter, name, QRectF(0, 0, 32, 32), tone)
    painter.end()
    return image


def test_every_sign_and_a_library_icon_are_drawn_and_differ(themed):
    images = [painted(name, "ink") for name in (*icons.Sign, "pencil-line")]
    empty = QImage(images[0])
    empty.fill(theme.color("surface"))
    assert all(image != empty for image in images)
    assert len({bytes(image.constBits()) for image in images}) == len(images)


def test_an_icon_takes_the_colour_of_the_theme_in_force(themed):
    icon = icons.icon("check", "accent")
    light = icon.pixmap(QSize(16, 16), QIcon.Mode.Normal).toImage()
    theme.apply(themed, "dark")
    assert icon.pixmap(QSize(16, 16), QIcon.Mode.Normal).toImage() != light


def test_no_reference_of_none_is_lost(themed, qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < 100
