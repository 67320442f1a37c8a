"""The fonts are looked at, not trusted by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.documents import fonts
from app.errors import AppError


def installed() -> Path:
    return next(
        folder for folder in fonts.LIBERATION.folders if (folder / fonts.LIBERATION.files[0]).exists()
    )


def test_the_four_faces_are_found() -> None:
    names = [font.fontName for font in fonts.find([fonts.LIBERATION])]
    assert names == [fonts.REGULAR, fonts.BOLD, fonts.ITALIC, fonts.BOLD_ITALIC]


def test_without_fonts_the_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="fonts-liberation2"):
        fonts.find([replace(fonts.LIBERATION, folders=(tmp_path,))])


def test_a_missing_face_passes_the_folder_over(tmp_path: Path) -> None:
    for file in fonts.LIBERATION.files[:3]:
        (tmp_path / file).write_bytes((installed() / file).read_bytes())
    with pytest.raises(AppError):
        fonts.find([replace(fonts.LIBERATION, folders=(tmp_path,))])
    assert fonts.find([replace(fonts.LIBERATION, folders=(tmp_path, installed()))])


def test_a_damaged_file_is_passed_over(tmp_path: Path) -> None:
    for file in fonts.LIBERATION.files:
        (tmp_path / file).write_bytes((installed() / file).read_bytes()[:5000])
    with pytest.raises(AppError):
        fonts.find([replace(fonts.LIBERATION, folders=(tmp_path,))])


@pytest.mark.parametrize(
    "wrong", [replace(fonts.LIBERATION, name="Liberation Sans"), replace(fonts.LIBERATION, version=3)]
)
def test_another_family_or_an_older_version_is_refused(wrong: fonts.Family) -> None:
    with pytest.raises(AppError):
        fonts.find([wrong])


def test_a_font_without_a_vietnamese_letter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_NEEDED", fonts.VIETNAMESE | {"水"})
    with pytest.raises(AppError):
        fonts.find([fonts.LIBERATION])


def test_there_are_146_vietnamese_letters_in_both_cases() -> None:
    assert {"ạ", "Ễ", "ỷ", "Đ", "đ", "Ơ", "ư", "a", "Y"} <= fonts.VIETNAMESE
    assert len(fonts.VIETNAMESE) == 146
