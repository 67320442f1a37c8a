"""Whatever packages, certificates, words and tables come in: taken whole, or refused and nothing is changed.

The quick share runs with the other tests; ./test soak makes 90 times as many attacks and looks at the memory.
"""

import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from hypothesis import strategies as st

from app.documents.excel import write_book
from app.errors import AppError
from app.models.books import BOOKS
from app.models.words import incoming
from app.models.words.values import Value
from app.services.entry import entries
from app.services.office import trusting
from app.services.people import flat_records, flat_registry, lookup
from tests.conftest import AT, LEADER
from tests.faults.hostile import (
    LITTLE_MEMORY,
    MANY,
    TEXTS,
    WORDS,
    attack,
    canonical_rows,
    changed,
    files,
    little_memory,
    no_hang,
    rows,
    spoiled,
    written,
)
from tests.ui.people import open_registry
from tests.unit.desk.test_snapshot import CSV, workbook
from tests.unit.services.exchange import parties

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the alarm of Unix")
XLSX = workbook()


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[parties.Commune]:
    """A commune whose two entries have left."""
    folder = tmp_path_factory.mktemp("hostile-commune")
    made = parties.export_from(parties.make(folder / "kho"), folder / "exported")
    opened = parties.Commune(made, folder / "open")
    yield opened
    opened.store.close()


@pytest.mark.soak
def test_what_swells_is_told():
    with pytest.raises(AssertionError, match="MiB"), little_memory():
        assert bytearray((LITTLE_MEMORY << 10) + (2 << 20))[-1] == 0
    with little_memory():
        assert bytearray(LITTLE_MEMORY << 9)[-1] == 0


def taken_or_refused(commune: parties.Commune, work: Callable[[], object]) -> None:
    """Do it; when it is refused nothing has changed."""
    before = commune.everything()
    try:
        with no_hang():
            work()
    except AppError as error:
        assert str(error)  # noqa: PT017 it may come or not
        assert commune.everything() == before


@MANY
def test_the_commune_takes_or_refuses_whatever_answers_the_police_sign(commune, many):
    good = parties.answer_row(commune.entry_ids[0])

    def try_one(spoiled_rows: list[Any]) -> None:
        (commune.stick / "a.htpkg").unlink(missing_ok=True)
        content = [("data/tra_loi.jsonl", canonical_rows(spoiled_rows))]
        try:
            source = commune.send("a.htpkg", purpose="tra_loi", files=content)
        except AppError:
            return  # a row that is too long for any package
        taken_or_refused(commune, lambda: commune.receive(source))

    attack(st.lists(spoiled(good), min_size=1, max_size=3), 15, many, try_one)


@MANY
def test_the_commune_takes_or_refuses_whatever_registry_the_police_sign(commune, many):
    people = [parties.person_row(p) for p in parties.PEOPLE]
    info = parties.snapshot_info(3)

    def try_one(spoiled_parts: tuple[Any, Any]) -> None:
        rows, said = spoiled_parts
        (commune.stick / "s.htpkg").unlink(missing_ok=True)
        try:
            source = commune.send(
                "s.htpkg",
                purpose="anh_chup_dan_cu",
                files=[("data/dan_cu.jsonl", canonical_rows(rows if isinstance(rows, list) else [rows]))],
                extra={"snapshot": said},
            )
        except AppError:
            return
        taken_or_refused(commune, lambda: commune.take_snapshot(source))

    attack(st.tuples(spoiled(people), st.one_of(st.just(info), spoiled(info))), 15, many, try_one)


@MANY
def test_the_commune_takes_or_refuses_whatever_file_of_certificates(commune, many):
    with commune.store.read() as session:
        asked = trusting.request_file(session, on=AT.date())
    good = commune.desk.signed(commune.desk.certify(asked))

    def take(content: bytes) -> None:
        with commune.store.write() as session:
            trusting.take_certificates(session, content, by=LEADER, at=AT, demo=True)

    def try_one(content: bytes) -> None:
        try:
            trusting.trust_anchor(content)
        except AppError as error:
            assert str(error)  # noqa: PT017 it may come or not
        taken_or_refused(commune, lambda: take(content))

    attack(files(good), 25, many, try_one)


# -- searches and tables ------------------------------------------------------------------------------


@MANY
def test_the_search_finds_or_finds_nothing(commune, many):
    def try_one(words: str) -> None:
        with no_hang(), commune.store.read() as session:
            assert len(entries.find(session, words)) <= 50

    some = st.lists(TEXTS, min_size=1, max_size=40).map(" ".join)
    attack(st.one_of(TEXTS, some), 100, many, try_one)


@pytest.mark.parametrize(
    "word", ["188", "Phạm Văn Tý", "%", "_", "\\", "'", '"', "\0", "\ud800", "*", "💐", "1 "]
)
@pytest.mark.parametrize("times", [1, 60, 100_000 // 12])
def test_a_search_of_any_length_is_answered(commune, word, times):
    with no_hang(), commune.store.read() as session:
        found = entries.find(session, word * times)
    assert found == [] or len(word * times) <= 200


@MANY
def test_a_look_up_of_whatever_is_typed_ends(many, tmp_path):
    registry, book = open_registry(tmp_path), BOOKS["khai_sinh"]
    keys = [field.key for field in book.all_fields()]

    def try_one(typed: dict[str, str]) -> None:
        with no_hang():
            found = lookup.search_entry(registry, book, {k: Value(text) for k, text in typed.items()})
        assert found.keys() == {section.key for section in book.persons}

    attack(st.dictionaries(st.sampled_from(keys), TEXTS, max_size=6), 40, many, try_one)
    registry.close()


@pytest.mark.parametrize("word", ["9", "1", "0", "19", "漢", "N.", "như trên", " "])
def test_a_look_up_of_any_length_is_answered(word, tmp_path):
    registry, book = open_registry(tmp_path), BOOKS["khai_sinh"]
    typed = {f"{who}_name": Value((word * 100_000)[:100_000] + "1") for who in ("child", "father", "mother")}
    with no_hang():
        lookup.search_entry(registry, book, typed)
    registry.close()


@MANY
@pytest.mark.parametrize("key", sorted(BOOKS))
def test_a_workbook_holds_whatever_came_in(key, many):
    book = BOOKS[key]
    keys = [field.key for field in book.all_fields()]

    def try_one(typed: dict[str, str]) -> None:
        kept = {k: Value(text) for k, text in typed.items() if incoming.is_accepted(text, incoming.NOTE)}
        sheet = openpyxl.load_workbook(io.BytesIO(write_book(book, [kept]))).worksheets[0]
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            assert all(cell.data_type == "s" for cell in row if cell.value is not None)

    attack(st.dictionaries(st.sampled_from(keys), st.one_of(WORDS, TEXTS), max_size=5), 8, many, try_one)


def people_in(path):
    with path.open("rb") as file:
        yield from flat_registry.lines(file)


@MANY
def test_flat_files_are_read_or_refused(many, tmp_path):
    record = {"record_id": "1", "full_name": "Lê Thị Kín", "entry_id": "e", "entry_no": "7", "book_no": "1"}
    path = tmp_path / "t"

    def try_one(content: bytes) -> None:
        path.write_bytes(content)
        for read in (flat_records.entries, people_in):
            with no_hang():
                try:
                    for _one in read(path):
                        pass
                except AppError as error:
                    assert str(error)  # noqa: PT017 it may come or not

    attack(st.one_of(rows(written(record)), changed(CSV.encode()), changed(XLSX)), 30, many, try_one)
