"""A chain that is not what it was: said on Hôm nay, explained by two persons, shown from then on."""

import pytest
from sqlalchemy import text

from app.demo import commune as demo
from app.models.store.migrate import TRIGGERS
from app.services.office import anchors, audit, unlocking
from app.settings import DEMO_PASSWORD
from tests.e2e.officer import open_store, sign_in
from tests.ui.driver import buttons_of, click, focused, says
from tests.ui.keys import type_text


def login_of(home, officer):
    return next(c.login for c in unlocking.cards(home) if c.full_name == officer.full_name)


@pytest.fixture
def forged(home):
    """One event was changed by a program that knows the key and put the triggers back."""
    store = open_store(home)
    with store.write() as session:
        for name in session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit_event SET uid = 'forged' WHERE seq = 7"))
        for trigger in TRIGGERS:
            session.execute(text(trigger))
    store.close()
    return home


@pytest.fixture
def shown(start, qtbot, forged):
    """Sign an officer in and return the application once the chain is checked."""

    def run(officer):
        application = start()
        sign_in(application, qtbot, login=login_of(forged, officer))
        notices = application.desk_top.today.notices
        qtbot.waitUntil(lambda: says(notices, "Vẫn nhập được"), timeout=20000)
        return application

    return run


def test_a_whole_chain_says_nothing_and_is_recorded_as_read(start, qtbot):
    application = start()
    sign_in(application, qtbot)
    work = application.workspace
    qtbot.waitUntil(lambda: work.audit is not None, timeout=20000)
    assert not application.desk_top.today.notices.isVisible()
    with work.store.read() as session:
        assert audit.since(session, work.audit.last.seq)[0]["kind"] == "audit_checked"
        assert not anchors.due(session, at=work.now())


def test_it_is_said_to_everyone_and_explained_by_a_leader_only(shown):
    application = shown(demo.JUSTICE)
    notices = application.desk_top.today.notices
    assert says(notices, "Bước 7 của nhật ký")
    assert says(notices, "Vẫn nhập được")
    assert buttons_of(notices) == []


def test_a_leader_explains_it_with_the_police(shown, qtbot, monkeypatch):
    application = shown(demo.LEADER)
    today = application.desk_top.today
    click(today, "Ghi giải thích")
    type_text(focused(), "phục hồi bản sao lưu 12/10")
    qtbot.keyClick(focused(), "\r")
    assert says(today.ask, "(Công an) để xác nhận")
    today.ask.leave()
    assert says(today.notices, "Vẫn nhập được"), "nothing was explained"
    click(today, "Ghi giải thích")
    type_text(focused(), "phục hồi bản sao lưu 12/10")
    qtbot.keyClick(focused(), "\r")
    shown_errors = []
    monkeypatch.setattr(
        "app.ui.today.screen.show_error", lambda _parent, error: shown_errors.append(str(error))
    )
    type_text(focused(), "sai mat khau roi")
    qtbot.keyClick(focused(), "\r")
    assert not today.ask.isVisible()
    qtbot.waitUntil(today.ask.isVisible, timeout=20000)
    assert "không đúng" in shown_errors[0]
    assert says(today.ask, "(Công an) để xác nhận"), "the reason is kept"
    type_text(focused(), DEMO_PASSWORD)
    qtbot.keyClick(focused(), "\r")
    qtbot.waitUntil(lambda: says(today.notices, "Đã giải thích ngày 18/10/2023"), timeout=20000)
    assert application.workspace.audit.open == ()
    assert says(today.notices, "Bước 7 của nhật ký")
    assert says(today.notices, "phục hồi bản sao lưu 12/10")
    assert buttons_of(today.notices) == []
