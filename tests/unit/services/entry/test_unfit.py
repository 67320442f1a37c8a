"""Words that an older version let in are an obstacle of their own entry: named and mended."""

import json
import unicodedata

import pytest
from sqlalchemy import text

from app.errors import Refused
from app.models.store.tables import Discrepancy
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Value
from app.services.entry import approval, carrying, discrepancies, entries, volumes
from app.services.office import accounts
from tests.conftest import AT, JUSTICE, POLICE
from tests.unit.services.entry.deciding import CHILD, decide, searched

NFD = unicodedata.normalize("NFD", "Thuỷ")
BAD = {"decomposed": NFD, "zero": "a\0b", "half a letter": "a\ud800", "too long for a cell": "a" * 32_768}


@pytest.fixture
def store(ready_store):
    return ready_store


def keep(store, entry_id, key, words):
    """Keep words in a field as an older version did."""
    with store.write() as session:
        values = session.execute(
            text('SELECT "values" FROM entry WHERE id = :id'), {"id": entry_id}
        ).scalar_one()
        values = json.loads(values) | {key: {"text": words, "source": "typed"}}
        session.execute(
            text('UPDATE entry SET "values" = :values WHERE id = :id'),
            {"id": entry_id, "values": json.dumps(values)},
        )


@pytest.fixture
def both(store, ready, random, type_birth):
    """Two entries that wait: the first may be bad, the second is good."""
    good = type_birth(registration_no="189")
    for section in ("child", "mother", "father"):
        decide(store, good, section, Branch.NOT_FOUND, random, search=searched())
    return ready.entry_id, good


@pytest.fixture
def birth_volume(ready):
    return ready.volume_id


def approve(store, ready, *ids):
    with store.write() as session:
        police = accounts.get(session, POLICE.uid)
        shown = [approval.freeze(session, one) for one in ids]
        return approval.approve(session, shown, signer=ready.signers[POLICE.uid], by=police, at=AT)


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
def test_one_bad_entry_does_not_empty_the_queue(store, ready, both, words):
    bad, good = both
    keep(store, bad, "remarks", words)
    with store.read() as session:
        rows = approval.waiting(session)
        assert {row.id for row in rows} == {bad, good}
        assert approval.freeze_all(session, rows).keys() == {good}
        police = accounts.get(session, POLICE.uid)
        assert approval.obstacles(session, good, by=police) == []
        assert approval.unfit_words(session, good) == []
        (said,) = approval.obstacles(session, bad, by=police)
        assert (
            said == "Mục “Ghi chú” có ký tự ẩn, dấu rời hoặc quá dài: trả lại, mở ra, gõ lại mục này rồi lưu."
        )
        assert approval.unfit_words(session, bad) == [said]
    with pytest.raises(Refused, match="Chưa duyệt được: Mục “Ghi chú”"):
        approve(store, ready, bad)
    assert approve(store, ready, good) == [1]


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
def test_writing_the_field_anew_mends_the_entry(store, ready, both, random, words):
    bad, _good = both
    keep(store, bad, "remarks", words)
    with store.write() as session:
        entries.save(session, bad, "remarks", Value("Ghi lại"), by=JUSTICE, at=AT)
        entries.complete(session, bad, by=JUSTICE, at=AT)
        assert approval.freeze_all(session, approval.waiting(session)).keys() == set(both)
    assert len(approve(store, ready, bad)) == 1


def test_the_same_letters_composed_mend_it_too(store, both):
    bad, _good = both
    keep(store, bad, "mother_name", NFD)
    with store.write() as session:
        assert entries.save(session, bad, "mother_name", Value(NFD), by=JUSTICE, at=AT)
        assert approval.unfit_words(session, bad) == []
        assert entries.get(session, bad).values["mother_name"].text == "Thuỷ"


def test_a_note_of_a_decision_is_named_by_its_person(store, both):
    bad, good = both
    with store.write() as session:
        session.execute(text("DROP TRIGGER decision_kept"))
        session.execute(
            text("UPDATE decision SET lines = replace(lines, :now, :note) WHERE entry_id = :id"),
            {"id": bad, "now": '"note": ""', "note": '"note": "a\\u0000"'},
        )
    with store.read() as session:
        said = approval.unfit_words(session, bad)
        assert (
            said[0] == "Người được khai sinh: ghi chú đối chiếu có ký tự ẩn hoặc dấu rời: hãy kết luận lại."
        )
        assert len(said) == 2  # the father was found too
        assert approval.unfit_words(session, good) == []


@pytest.mark.parametrize("column", ["note", "evidence"])
def test_a_note_of_an_item_is_named_by_its_field(store, ready, both, random, column):
    bad, good = both
    decide(
        store,
        bad,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.FIX_POPULATION},
    )
    with store.write() as session:
        item = session.query(Discrepancy).one()
        session.execute(text(f"UPDATE discrepancy SET {column} = :bad"), {"bad": NFD})
    with store.write() as session:
        (said,) = approval.unfit_words(session, bad)
        assert said.startswith("Ghi chú hoặc chứng cứ của mục sai lệch “")
        assert approval.unfit_words(session, good) == []
        discrepancies.resolve(
            session, item.id, Resolution.FIX_POPULATION, by=JUSTICE, at=AT, note="lại", evidence="lại"
        )
        assert approval.unfit_words(session, bad) == []


@pytest.mark.parametrize("column", ["book_no", "place"])
def test_a_volume_with_bad_words_is_named_and_mended(store, ready, both, column):
    with store.write() as session:
        session.execute(text(f"UPDATE volume SET {column} = {column} || :bad"), {"bad": NFD})
    with store.write() as session:
        for entry_id in both:
            (said,) = approval.unfit_words(session, entry_id)
            assert said.startswith("Số quyển, năm mở hoặc nơi đăng ký của quyển sổ có ký tự ẩn hoặc dấu rời")
        volumes.change(session, volumes.get(session, ready.volume_id), by=JUSTICE, at=AT)
        assert [approval.unfit_words(session, entry_id) for entry_id in both] == [[], []]


@pytest.mark.parametrize("words", [BAD["zero"], BAD["half a letter"], BAD["too long for a cell"]])
def test_bad_words_are_not_carried_into_the_next_entry(store, ready, random, words):
    keep(store, ready.entry_id, "registration_place", words)
    with store.write() as session:
        carried = carrying.from_entry(entries.get(session, ready.entry_id))
        assert "registration_place" not in carried
        assert carried["book_no"].text == "01/1998"
        made = entries.create(session, ready.volume_id, by=JUSTICE, at=AT, random=random, carried=carried)
        assert entries.get(session, made).values["book_no"].text == "01/1998"
