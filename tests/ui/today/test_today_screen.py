"""Hôm nay: what waits for the officer who looks, and where each card leads."""

from dataclasses import replace

import pytest

from app.models.store.tables import Answer, Entry, Package
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.services.entry import entries
from app.ui.today.panels.chart import PlanChart
from app.ui.today.screen import TodayScreen
from tests.ui.desk import CHILD_TYPED, entry
from tests.ui.driver import buttons_of, click, says, sees


@pytest.fixture
def today(themed, work, qtbot):
    def shown(*roles):
        work.account = replace(work.account, roles=frozenset(roles or {Role.JUSTICE}))
        made = TodayScreen(work)
        qtbot.addWidget(made)
        made.resize(1200, 640)
        made.refresh()
        made.show()
        return made

    return shown


@pytest.fixture
def answered(work):
    """An act that the police answered with two questions."""
    one = entry(work, **CHILD_TYPED)
    with work.store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
        package = Package(
            package_id="p", purpose="tra_loi", sender_id="d", receiver_id="s", manifest_sha256="",
            file_name="", package_no=1, file_sha256="", counts={}, by="", at="2023-10-20T01:00:00Z",
        )  # fmt: skip
        session.add(package)
        session.flush()
        for section in ("child", "mother"):
            said = {"code": "needs_verification", "personal_id": "", "message": "", "at": package.at}
            session.add(Answer(package_id=package.id, entry_id=one, version=1, section=section, **said))
        session.get_one(Entry, one).state = EntryState.RETURNED
    return one


def card(root, title):
    return next(name for name in buttons_of(root) if name.startswith(title))


def test_answers_to_handle_are_counted_by_act_and_lead_to_their_list(today, answered, qtbot):
    screen = today()
    assert card(screen, "Công an trả lời") == "Công an trả lời: 1, trường hợp cần xử lý"
    with qtbot.waitSignal(screen.answers_wanted):
        click(screen, card(screen, "Công an trả lời"))


@pytest.mark.parametrize("role", [Role.JUSTICE, Role.POLICE, Role.LEADER])
def test_who_may_see_the_registry_sees_the_answers(today, role):
    assert card(today(role), "Công an trả lời") == "Công an trả lời: 0, trường hợp cần xử lý"


def test_a_typist_does_not(today):
    assert not any(name.startswith("Công an trả lời") for name in buttons_of(today(Role.TYPIST)))


def cards(root):
    return [name.split(":")[0] for name in buttons_of(root) if ": " in name]


def test_the_home_of_the_police_begins_with_what_they_do(today, qtbot):
    screen = today(Role.POLICE)
    assert cards(screen)[:3] == ["Chờ Công an duyệt", "Công an trả lại", "Công an trả lời"]
    go = next(name for name in buttons_of(screen) if name.startswith("Xem Duyệt"))
    with qtbot.waitSignal(screen.page_wanted) as wanted:
        click(screen, go)
    assert wanted.args == ["approval"]


def test_the_home_of_the_others_begins_with_typing(today):
    for role in (Role.JUSTICE, Role.TYPIST):
        screen = today(role)
        assert cards(screen)[0] == "Đang nhập dở"
        assert any(name.startswith("Mở sổ để nhập") for name in buttons_of(screen))


def test_the_chart_counts_what_the_head_counts(today, work):
    entry_id = entry(work, **CHILD_TYPED)
    with work.store.write() as session:
        entries.move(
            session, session.get_one(Entry, entry_id), EntryState.ENTERED, by=work.account.uid, at=work.now()
        )
    screen = today()
    assert says(screen, "1 trường hợp đã nhập")
    assert sees(screen, "Đã nhập 1 trong 0 trường hợp", PlanChart)
