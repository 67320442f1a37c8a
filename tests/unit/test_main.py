"""Where the store of this user lies."""

import sys
from pathlib import Path

import pytest

import main

SYSTEMS = pytest.mark.parametrize(
    ("system", "named", "usual"),
    [("linux", "XDG_DATA_HOME", ".local/share"), ("win32", "LOCALAPPDATA", "AppData/Local")],
)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@SYSTEMS
def test_the_store_lies_where_the_system_names_the_users_data(
    system: str, named: str, usual: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv(named, str(home / "data"))
    assert main.default_folder() == home / "data" / "doi-soat-ho-tich"


@SYSTEMS
@pytest.mark.parametrize("value", [None, "", "data", "./data"])
def test_a_name_that_is_not_set_empty_or_relative_is_passed_over(
    value: str | None, system: str, named: str, usual: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    if value is None:
        monkeypatch.delenv(named, raising=False)
    else:
        monkeypatch.setenv(named, value)
    assert main.default_folder() == home / usual / "doi-soat-ho-tich"
