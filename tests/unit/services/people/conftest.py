"""The registry of hard cases, built once for all tests of looking up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.registry.reading import Registry
from tests.unit.services.people.hard_registry import opened


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of ``registry-1.db``."""
    return tmp_path_factory.mktemp("hard")


@pytest.fixture(scope="session")
def registry(folder: Path) -> Iterator[Registry]:
    """Open the hard cases among strangers."""
    found = opened(folder)
    yield found
    found.close()
