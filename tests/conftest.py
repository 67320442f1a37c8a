"""A real encrypted store on a temporary folder, a stopped clock, and numbered random bytes."""

import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from app.desk.office import Office
from app.models.store.store import WORK_FILE, Store
from app.models.store.tables import Meta
from app.models.words.roles import Role
from app.services.office import accounts
from app.services.office.accounts import Officer

# ./test tries the same examples in every run, however slow the machine; ./test soak looks for new ones
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("exploring", max_examples=1000, deadline=None)
settings.load_profile("repeatable")

AT = datetime(2023, 10, 17, 13, 41, 7, tzinfo=UTC)
KEY = bytes(range(32))
COMMUNE = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"

JUSTICE = Officer(
    "038085990001", "Cao Thị Nhàn", "Công chức TP-HT", "UBND xã", frozenset({Role.JUSTICE}), active=True
)
POLICE = Officer(
    "038090990002", "Trương Văn Dũng", "Công an xã", "Công an xã", frozenset({Role.POLICE}), active=True
)
LEADER = Officer(
    "038075990003", "Bùi Văn Hoà", "Phó Chủ tịch", "UBND xã", frozenset({Role.LEADER}), active=True
)
TYPIST = Officer(
    "038099990004", "Hà Thị Lượng", "Đoàn viên", "Đoàn xã", frozenset({Role.TYPIST}), active=True
)
BOTH = Officer(
    "038088990005",
    "Lê Văn An",
    "Công an viên",
    "Công an xã",
    frozenset({Role.TYPIST, Role.POLICE}),
    active=True,
)
POLICE_OFFICE = Office("Công an tỉnh", "Lê Thị Thảo", "038070990000", invented=True)
OFFICERS = (JUSTICE, POLICE, LEADER, TYPIST, BOTH)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


def numbered(seed: str = "test") -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    counter = itertools.count()

    def random(size: int) -> bytes:
        out = b""
        while len(out) < size:
            out += hashlib.sha256(f"{seed}:{next(counter)}".encode()).digest()
        return out[:size]

    return random


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def random() -> Callable[[int], bytes]:
    return numbered()


def copy_of(folder: Path, into: Path) -> Store:
    """Copy the closed store of a folder and open the copy."""
    shutil.copy(folder / WORK_FILE, into)
    return Store(into, KEY)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed store with five officers, made once and copied by the tests."""
    folder = tmp_path_factory.mktemp("founded")
    opened = Store(folder, KEY, create=True)
    with opened.write() as session:
        session.add(Meta(key="store_id", value="a" * 32))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
    opened.close()
    return folder


@pytest.fixture
def store(founded: Path, tmp_path: Path) -> Iterator[Store]:
    """An open store with five officers."""
    opened = copy_of(founded, tmp_path)
    yield opened
    opened.close()
