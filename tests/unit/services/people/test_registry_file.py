"""The registry file keyed by the rules of matching: found by them, keyed anew when they change."""

import contextlib
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2

from app.errors import BadInput, Stopped, StoreProblem
from app.matching.rows import index
from app.models.registry import pairs, writing
from app.models.registry.person import words_of
from app.models.registry.reading import KEYS_VERSION, KeyedOtherwise, Registry
from app.models.registry.writing import write
from app.models.store.cipher_file import prepare
from app.progress import silent
from app.services.people import finder, registry_file
from tests.invented import Invented

sqlcipher: Any = sqlcipher3.dbapi2
KEY = bytes(range(32))
MANY = 1500  # with small chunks more than one process keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry-1.db"


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_CHUNK", 200)
    monkeypatch.setattr(pairs, "_ALONE", 1000)
    monkeypatch.setattr(writing, "_HELD", 50_000)


@contextlib.contextmanager
def writable(path: Path) -> Iterator[Any]:
    connection: Any = sqlcipher.connect(str(path), isolation_level=None)
    prepare(connection, KEY)
    try:
        yield connection
    finally:
        connection.close()


def make_older(path: Path) -> None:
    """Make of a file what the version before left: its keys in one narrow table."""
    with writable(path) as connection:
        connection.execute("DROP TABLE block")
        connection.execute("CREATE TABLE blk (k INTEGER, p INTEGER, PRIMARY KEY (k, p)) WITHOUT ROWID")
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'keys_version'")


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    tables = ("person", "block", "frequency", "meta")
    with writable(path) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}")) for table in tables}


@pytest.mark.usefixtures("small_chunks")
def test_many_people_are_keyed_by_workers_as_by_one_process_in_memory(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    alone = tmp_path / "alone.db"
    assert registry_file.build(path, KEY, Invented(7).people(MANY), {}, lambda n, _: told.append(n)) == MANY
    rows = list(Invented(7).people(MANY))
    monkeypatch.undo()
    assert write(alone, KEY, rows, {}, silent, index=index, workers=1) == MANY
    assert everything(path) == everything(alone)
    assert told == sorted(told)
    registry = Registry.open(path, KEY)
    for row in rows[:: MANY // 20]:
        asked = {key: row[key] for key in ("full_name", "birth_date", "birth_place")}
        found = finder.find(registry, {"child": asked})["child"].candidates
        assert row["personal_id"] in [c.person.personal_id for c in found]
    registry.close()


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("at", [400, 1400, MANY], ids=lambda n: f"after-{n}")
def test_stopping_ends_the_workers_and_leaves_nothing(path: Path, at: int) -> None:
    def stop(done: int, _total: int) -> None:
        if done >= at:
            raise Stopped("dừng")

    with pytest.raises(Stopped):
        registry_file.build(path, KEY, Invented(7).people(MANY), {}, stop)
    assert list(path.parent.iterdir()) == []


@pytest.mark.usefixtures("small_chunks")
def test_workers_end_with_their_work() -> None:
    rows = map(words_of, Invented(7).people(MANY))
    with pairs.Workers(2) as workers:
        gathered = workers.gather(rows, index)
        chunks = [next(gathered)[1].pairs for _ in range(6)]  # the sixth chunk is the first of the workers
        gathering = {worker.pid for worker in multiprocessing.active_children()}
        assert len(gathering) == 2
        chunks += [chunk.pairs for _, chunk in gathered]
        assert multiprocessing.active_children() == []
        blocks = workers.blocks(b"".join(parts) for parts in zip(*chunks, strict=True))
        first = next(blocks)
        sorting = {worker.pid for worker in multiprocessing.active_children()}
        assert len(sorting) == 2
        assert sorting.isdisjoint(gathering)
        starts = [start for block in (first, *blocks) for start, _ in block]
        assert multiprocessing.active_children() == []
    assert starts == sorted(starts)


@pytest.mark.usefixtures("small_chunks")
def test_a_bad_row_among_many_is_named(path: Path) -> None:
    rows = list(Invented(7).people(MANY))
    rows[1249] = rows[1249] | {"personal_id": "12"}
    with pytest.raises(BadInput, match="Người thứ 1250 "):
        registry_file.build(path, KEY, rows, {}, silent)
    rows[1249] = rows[1249] | {"personal_id": rows[11]["personal_id"]}
    with pytest.raises(BadInput, match=r"Người thứ 1250 .* trùng số định danh"):
        registry_file.build(path, KEY, rows, {}, silent)
    assert list(path.parent.iterdir()) == []


def test_an_older_file_is_keyed_anew(path: Path) -> None:
    meta = {"snapshot_id": "s-1", "issuer": "Công an huyện"}
    registry_file.build(path, KEY, Invented(5).people(400), meta, silent)
    before = everything(path)
    make_older(path)
    with pytest.raises(KeyedOtherwise):
        Registry.open(path, KEY)
    told: list[tuple[int, int]] = []
    assert registry_file.rebuild(path, KEY, lambda *step: told.append(step)) == 400
    opened = Registry.open(path, KEY)
    assert opened.meta == meta | {"keys_version": KEYS_VERSION, "count": "400"}
    opened.close()
    assert told[-1] == (400, 400)
    assert everything(path) == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_stopped_rebuild_leaves_the_older_file(path: Path) -> None:
    registry_file.build(path, KEY, Invented(5).people(400), {}, silent)
    make_older(path)
    before = path.read_bytes()

    def stop(_done: int, _total: int) -> None:
        raise Stopped("dừng")

    with pytest.raises(Stopped):
        registry_file.rebuild(path, KEY, stop)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_file_with_other_columns_or_another_key_is_not_touched(path: Path) -> None:
    registry_file.build(path, KEY, Invented(5).people(40), {}, silent)
    make_older(path)
    with writable(path) as connection:
        connection.execute("ALTER TABLE person RENAME COLUMN cmnd TO old_number")
    before = path.read_bytes()
    for key in (KEY, bytes(32)):
        with pytest.raises(StoreProblem, match="hỏng hoặc sai khóa"):
            registry_file.rebuild(path, key, silent)
    assert path.read_bytes() == before
