"""The registry file: written whole or not at all, opened with its own key only, read without surprises."""

import ctypes
import itertools
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput, Stopped, StoreProblem
from app.models.registry import writing
from app.models.registry.person import Person, words_of
from app.models.registry.reading import Registry
from app.models.registry.writing import write
from app.progress import silent
from tests.invented import Invented
from tests.programs import heeding_signals

KEY = bytes(range(32))


def index(words: tuple[str, ...]) -> tuple[list[int], list[tuple[str, str]], str]:
    """Key people by year and by day, as plain numbers."""
    person = Person(*words)
    year, _, day = person.birth_date.partition("-")
    counts = [("year", year)]
    return [int(year), -int(day.replace("-", ""))], counts, person.full_name.lower()


def rows(count: int = 300) -> list[dict[str, str]]:
    return list(Invented(1).people(count))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry-1.db"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    assert write(path, KEY, rows(), {"issuer": "Công an huyện"}, silent, index=index) == 300
    opened = Registry.open(path, KEY)
    yield opened
    opened.close()


def test_people_come_back_as_written(registry: Registry) -> None:
    assert registry.count == 300
    assert registry.meta["issuer"] == "Công an huyện"
    for number, row in enumerate(rows(), 1):
        person = registry.person(row["personal_id"])
        assert person is not None
        assert {k: getattr(person, k) for k in row} == row
        assert registry.persons([number]) == [person]
    assert registry.person("000000000000") is None
    assert registry.persons([301]) == []


def test_words_are_counted(registry: Registry) -> None:
    years = [row["birth_date"][:4] for row in rows()]
    assert registry.frequencies == {"year": {y: years.count(y) for y in years}}


def test_block_ranks_by_the_keys_shared_and_identity_first(registry: Registry) -> None:
    everyone = rows()
    wanted = everyone[40]
    keys = index(words_of(wanted))[0]
    assert registry.block(keys)[0] == 41
    other = next(n for n, r in enumerate(everyone, 1) if r["birth_date"][:4] != wanted["birth_date"][:4])
    year_of_other = int(everyone[other - 1]["birth_date"][:4])
    with_identity = registry.block(keys, identity=[year_of_other], best=300)
    assert everyone[with_identity[0] - 1]["birth_date"][:4] == str(year_of_other)
    assert registry.block([]) == []
    assert len(registry.block([int(r["birth_date"][:4]) for r in everyone], best=7)) == 7


def test_a_capped_key_weighs_half(path: Path) -> None:
    people = [dict(r, birth_date=f"19{50 if n < 6 else 60}-01-{n + 1:02d}") for n, r in enumerate(rows(12))]
    write(path, KEY, people, {}, silent, index=index)
    opened = Registry.open(path, KEY)
    # both years are shared by six people: the one whose list was cut stands behind, had it not been halved
    # the lower row numbers would come first
    assert set(opened.block([1950, 1960, -107], limit=6, best=1)) == {7}
    opened.close()


def test_names_by_their_beginning(registry: Registry) -> None:
    everyone = rows()
    beginning = everyone[0]["full_name"].lower()[:6]
    found = registry.names_with_prefix(beginning, limit=1000)
    assert set(found) == {
        n for n, r in enumerate(everyone, 1) if r["full_name"].lower().startswith(beginning)
    }
    year = int(everyone[0]["birth_date"][:4])
    of_year = registry.names_with_prefix(beginning, year=year, limit=1000)
    assert 1 in of_year
    assert all(everyone[n - 1]["birth_date"].startswith(str(year)) for n in of_year)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"personal_id": ""}, "số định danh 12 chữ số"),
        ({"personal_id": "03809012345"}, "số định danh 12 chữ số"),
        ({"personal_id": "03809012345x"}, "số định danh 12 chữ số"),
        ({"full_name": "  "}, "không có họ tên"),
        ({"personal_id": rows(1)[0]["personal_id"]}, "trùng số định danh"),
    ],
)
def test_a_bad_row_is_named_by_its_number_only(path: Path, change: dict[str, str], said: str) -> None:
    people = rows(20)
    people[16] = {**people[16], **change}
    with pytest.raises(BadInput, match=said) as caught:
        write(path, KEY, people, {}, silent, index=index)
    words = str(caught.value)
    assert "Người thứ 17 " in words
    written = [people[16][column].strip() for column in ("personal_id", "full_name")]
    assert not any(value and value in words for value in written)
    assert list(path.parent.iterdir()) == []


def test_a_stopped_build_leaves_nothing(path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Stopped("dừng")

    with pytest.raises(Stopped):
        write(path, KEY, rows(), {}, stop, index=index)
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_within_a_long_statement_is_no_full_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes while no Python runs, so its handler runs as ``within`` is entered, before anything in it."""
    monkeypatch.setattr(writing, "_STEPS", 1000)

    def interrupted(connection: Any) -> None:
        connection.create_function("raise", 1, ctypes.CDLL(None)["raise"])
        connection.execute(f'SELECT count("raise"({int(signal.SIGINT)})) FROM person, person AS other')

    monkeypatch.setattr(writing, "_index_persons", interrupted)
    with heeding_signals(), pytest.raises(KeyboardInterrupt) as caught:
        write(path, KEY, rows(2000), {}, silent, index=index)
    assert str(caught.value.__cause__) == "interrupted"  # SQLite took the signal, and only told that
    assert list(path.parent.iterdir()) == []


def test_a_build_can_be_stopped_within_a_long_statement(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_STEPS", 1000)
    people, calls, around = rows(2000), itertools.count(), []
    whole = writing._index_persons

    def watched(connection: object) -> None:
        around.append(next(calls))
        whole(connection)
        around.append(next(calls))

    monkeypatch.setattr(writing, "_index_persons", watched)

    def count(_done: int, _total: int) -> None:
        next(calls)

    write(path, KEY, people, {}, count, index=index)
    before, after = around
    assert after > before + 10
    total = next(calls)
    path.unlink()
    monkeypatch.setattr(writing, "_index_persons", whole)
    for last in range(0, total - 2, total // 12):
        left = itertools.count(last, -1)

        def stop(done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left) <= 0:
                raise Stopped(f"after {done}")

        with pytest.raises(Stopped, match=r"^after \d+$"):
            write(path, KEY, people, {}, stop, index=index)
        assert list(path.parent.iterdir()) == []


def test_a_failed_build_keeps_the_file_before(registry: Registry, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(BadInput):
        write(
            path,
            KEY,
            [{"personal_id": "1", "birth_date": "1-1-1", "full_name": "x"}],
            {},
            silent,
            index=index,
        )
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_nothing_of_the_people_stands_in_the_file(registry: Registry, path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert not any(r["full_name"].encode() in content or r["personal_id"].encode() in content for r in rows())


def test_missing_damaged_wrong_key_and_foreign_files(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="Không thấy"):
        Registry.open(path, KEY)
    write(path, KEY, rows(), {}, silent, index=index)
    with pytest.raises(StoreProblem, match="hỏng hoặc sai khóa"):
        Registry.open(path, bytes(32))
    damaged = bytearray(path.read_bytes())
    damaged[100:200] = bytes(100)
    path.write_bytes(damaged)
    with pytest.raises(StoreProblem, match="hỏng hoặc sai khóa"):
        Registry.open(path, KEY)
    path.write_bytes(b"")
    with pytest.raises(StoreProblem, match="phiên bản khác"):
        Registry.open(path, KEY)


def test_a_failed_read_is_never_an_empty_answer(path: Path) -> None:
    write(path, KEY, rows(3000), {}, silent, index=index)
    opened = Registry.open(path, KEY)
    content = bytearray(path.read_bytes())
    content[4096 * 40 :] = bytes(len(content) - 4096 * 40)
    path.write_bytes(content)
    with pytest.raises(StoreProblem, match="Tìm kiếm bị lỗi"):
        opened.block(range(1900, 2030))
    with pytest.raises(StoreProblem, match="Tìm kiếm bị lỗi"):
        opened.persons(list(range(1, 3001)))
    opened.close()
    with pytest.raises(StoreProblem, match="Tìm kiếm bị lỗi"):
        opened.names_with_prefix("l")


def test_nothing_can_be_written_through_it(registry: Registry) -> None:
    with pytest.raises(Exception, match="readonly"):
        registry._connection.execute("DELETE FROM person")


def test_a_key_shared_across_blocks_is_read_whole(path: Path) -> None:
    """Blocks hold 122 pairs: keys end within one, at its very end, or go on over several."""
    shares = (
        ("1900", 1),
        ("1901", 495),
        ("1902", 496),
        ("1903", 700),
        ("1904", 3),
        ("1905", 1300),
        ("1906", 2),
    )
    years = [year for year, count in shares for _ in range(count)]
    people = [
        row | {"birth_date": f"{year}-01-01"} for row, year in zip(rows(len(years)), years, strict=True)
    ]

    def by_year(words: tuple[str, ...]) -> tuple[list[int], list[tuple[str, str]], str]:
        return [int(Person(*words).birth_date[:4])], [], Person(*words).full_name

    write(path, KEY, people, {}, silent, index=by_year)
    opened = Registry.open(path, KEY)
    for year, count in shares:
        first = years.index(year) + 1
        found = opened.block([int(year)], limit=5000, best=5000)
        assert found == list(range(first, first + count))
    assert opened.block([1899, 1907]) == []
    opened.close()


@pytest.mark.parametrize("key", [-(1 << 31), (1 << 31) - 1], ids=["first", "last"])
def test_the_first_and_the_last_of_all_keys(path: Path, key: int) -> None:
    people = rows()
    write(path, KEY, people, {}, silent, index=_outermost)
    opened = Registry.open(path, KEY)
    wanted = [n for n, row in enumerate(people, 1) if _outermost(words_of(row))[0] == [key]]
    assert 0 < len(wanted) < len(people)
    assert opened.block([key], limit=500, best=500) == wanted
    opened.close()


def _outermost(words: tuple[str, ...]) -> tuple[list[int], list[tuple[str, str]], str]:
    """Give every row the first or the last of all keys, by its number."""
    return [-(1 << 31) if int(words[0]) % 2 else (1 << 31) - 1], [], words[1]
