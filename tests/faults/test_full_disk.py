"""A full disk while typing: a clear sentence, nothing kept is lost, what was typed is kept later."""

import pytest

from app.errors import StoreProblem
from app.models.store.store import Store
from app.models.words.values import Value
from app.services.entry import entries, volumes
from app.settings import Settings
from app.ui.entry.screen import EntryScreen
from app.workspace import Workspace
from tests.conftest import AT, COMMUNE, JUSTICE, KEY, Clock, numbered
from tests.faults.full_disk import full_disk
from tests.ui.keys import type_text

BEFORE = {"child_name": "Phạm Văn Tý", "mother_name": "Bùi Thị Thuỷ", "child_birth_date": "28/10/1999"}
PLENTY = "Cẩm Lương, Cẩm Thủy, Thanh Hóa"


@pytest.fixture
def entry_id(store, random):
    view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
    with store.write() as session:
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        made = entries.create(session, volume_id, by=JUSTICE, at=AT, random=random)
        for key, words in BEFORE.items():
            entries.save(session, made, key, Value.of(words), by=JUSTICE, at=AT)
    return made


def values(store, entry_id):
    with store.read() as session:
        return {key: value.text for key, value in entries.get(session, entry_id).values.items()}


def test_the_store_says_so_and_keeps_what_it_has(store, tmp_path, entry_id):
    with full_disk(store, entry_id):
        before = values(store, entry_id)
        assert before.items() >= BEFORE.items()
        with pytest.raises(StoreProblem, match=r"đầy.*vẫn còn") as problem, store.write() as session:
            entries.save(session, entry_id, "child_home_origin", Value.of(PLENTY), by=JUSTICE, at=AT)
        assert PLENTY not in str(problem.value)
        assert values(store, entry_id) == before
    with store.write() as session:
        entries.save(session, entry_id, "child_home_origin", Value.of(PLENTY), by=JUSTICE, at=AT)
    store.close()
    again = Store(tmp_path, KEY)
    assert values(again, entry_id) == {**before, "child_home_origin": PLENTY}
    assert again.check() == []
    again.close()


def test_what_was_typed_meanwhile_is_kept_when_there_is_room(store, tmp_path, entry_id, themed, qtbot):
    """Two fields could not be kept; leaving a third, with room again, keeps all of them."""
    screen = EntryScreen(Workspace(tmp_path, store, JUSTICE, Settings(), Clock(), numbered("typist")))
    qtbot.addWidget(screen)
    screen.show()
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.open_entry(entry_id)
    typed = {"child_home_origin": PLENTY, "mother_residence": PLENTY + "."}
    with full_disk(store, entry_id):
        before = values(store, entry_id)
        for key, words in typed.items():
            screen.form.focus_field(key, None)
            type_text(screen.focusWidget(), words)
        screen.form.focus_field("father_name", None)
        assert "đầy" in screen.messages.words
        assert values(store, entry_id) == before
        assert {k: screen.form.values()[k].text for k in typed} == typed  # still on the screen
        screen.complete_and_next()
        assert screen.entry_id == entry_id  # nobody goes on as if it were kept
    screen.form.focus_field("father_name", None)
    type_text(screen.focusWidget(), "Phạm Văn Lực")
    screen.save_current()
    assert values(store, entry_id) == {**before, **typed, "father_name": "Phạm Văn Lực"}
