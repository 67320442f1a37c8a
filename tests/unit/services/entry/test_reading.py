"""An entry, or the page it stands on, as it is printed to be read against the book."""

import pytest

from app.documents.kinds import READING_SHEET
from app.errors import Refused
from app.models.words.values import Mark, Value
from app.services.entry import discarding, entries, papers, reading
from tests.conftest import AT, JUSTICE, numbered
from tests.unit.documents.conftest import pages
from tests.unit.services.entry.births import add_volume


@pytest.fixture
def volume(store):
    return add_volume(store)


@pytest.fixture
def typed(store, volume):
    """Make an entry with a number and a page; return its id."""

    def make(number, page, **more):
        fields = {"registration_no": Value(number), "page_no": Value(page), **more}
        with store.write() as session:
            random = numbered(number + page + str(more))
            made = entries.create(session, volume, by=JUSTICE, at=AT, random=random)
            for key, value in fields.items():
                if not value.is_empty:
                    entries.save(session, made, key, value, by=JUSTICE, at=AT)
        return made

    return make


def test_every_field_with_words_or_a_mark_is_there_with_its_person(store, typed):
    made = typed("45", "12", child_name=Value("Lê Thị Ợt"), mother_name=Value("Bùi ?", Mark.ILLEGIBLE))
    with store.read() as session:
        (one,) = reading.of_entries(session, [made])
    assert one.act == "Khai sinh, quyển 01/1998, số 45"
    fields = dict(one.fields)
    assert fields["Con, Họ, chữ đệm, tên"] == "Lê Thị Ợt"
    assert fields["Mẹ, Họ, chữ đệm, tên"] == "Bùi ? [không đọc được]"
    assert fields["Trang số"] == "12"
    assert len(fields) == 4


def test_a_page_has_its_entries_by_number_and_none_that_was_put_away(store, typed):
    last, first, away = typed("46", "12"), typed("45", "012"), typed("47", "12")
    typed("48", "13")
    with store.write() as session:
        discarding.discard(session, away, "nhập nhầm", by=JUSTICE, at=AT)
    with store.read() as session:
        assert reading.page_of(session, last) == [first, last]


def test_an_entry_without_a_page_stands_alone(store, typed):
    made = typed("45", "")
    typed("46", "")
    with store.read() as session:
        assert reading.page_of(session, made) == [made]


def test_an_entry_without_words_is_refused(store, typed):
    made = typed("", "")
    with store.read() as session, pytest.raises(Refused, match="chưa có chữ nào để in"):
        reading.of_entries(session, [made])


def test_the_paper_has_the_words_and_is_never_saved(store, typed):
    made = typed("45", "12", child_name=Value("Lê Thị Ợt"))
    with store.write() as session:
        content = reading.of_entries(session, [made])
        paper = papers.make(session, READING_SHEET, content, by=JUSTICE, at=AT)
    text = " ".join(pages(paper.data))
    assert "PHIẾU ĐỌC LẠI" in text
    assert "Lê Thị Ợt" in text
    assert "Sổ ghi khác" in text
    assert paper.paper.file_name == ""
