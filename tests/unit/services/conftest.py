"""Typing an entry, and a commune with its police side, as the services see them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.store.store import Store
from tests.conftest import JUSTICE
from tests.unit.services import exchange
from tests.unit.services.births import add_volume, type_entry


@pytest.fixture
def birth_volume(store: Store) -> int:
    return add_volume(store)


@pytest.fixture
def type_birth(store: Store, birth_volume: int, random: Callable[[int], bytes]) -> Callable[..., str]:
    """Type a birth entry field by field, as the form does, and complete it."""

    def type_one(by=JUSTICE, **changes: str) -> str:
        return type_entry(store, random, birth_volume, by, **changes)

    return type_one


@pytest.fixture(scope="session")
def approved_commune(tmp_path_factory: pytest.TempPathFactory) -> exchange.Made:
    """A commune with two approved entries and one that is typed; made once."""
    return exchange.make(tmp_path_factory.mktemp("commune") / "kho")


@pytest.fixture(scope="session")
def exported_commune(
    approved_commune: exchange.Made, tmp_path_factory: pytest.TempPathFactory
) -> exchange.Made:
    """The same commune after its two entries have left; made once."""
    return exchange.export_from(approved_commune, tmp_path_factory.mktemp("exported"))


@pytest.fixture
def commune(approved_commune: exchange.Made, tmp_path: Path) -> Iterator[exchange.Commune]:
    """A copy of the commune whose entries wait to leave."""
    opened = exchange.Commune(approved_commune, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def exported(exported_commune: exchange.Made, tmp_path: Path) -> Iterator[exchange.Commune]:
    """A copy of the commune whose entries have left."""
    opened = exchange.Commune(exported_commune, tmp_path)
    yield opened
    opened.store.close()
