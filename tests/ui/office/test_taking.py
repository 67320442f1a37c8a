"""A later certificates file that changes what is trusted: shown, and confirmed by two persons."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.desk import authority
from app.desk.home import DeskHome
from app.models.store.tables import Trusted
from app.services.exchange import certificates
from app.services.office import accounts, audit, trusting
from app.ui.office import certificate_files, request_paper
from app.ui.office.admin_screen import AdminScreen
from tests.conftest import JUSTICE, LEADER, POLICE, POLICE_OFFICE
from tests.ui.driver import button, field, find, messages_of, words
from tests.ui.office.test_admin_screen import (  # noqa: F401 fixtures
    PASSWORD,
    certify,
    founded,
    screen,
    window,
    work,
    workspace,
)
from tests.unit.documents.conftest import pages, squeezed


def pinned(of):
    with of.store.read() as session:
        return [(r.kind, r.certificate_pem, r.confirmed_by) for r in session.scalars(select(Trusted))]


@pytest.fixture
def certified(screen, tmp_path, clock):  # noqa: F811
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    return screen


@pytest.fixture
def changed(certified, tmp_path, clock):
    """A file from another desk: another root, issuing officer and receiver."""
    request, answer = tmp_path / "yc2.json", tmp_path / "ct2.json"
    certified.save_requests(request)
    home, other = DeskHome(tmp_path / "another desk"), replace(POLICE_OFFICE, name="Công an khác")
    authority.certify(home, request, answer, office=other, now=clock, ask=lambda _question: True)
    return answer


def test_what_changes_is_shown_with_its_fingerprints_before_it_counts(certified, work, changed):  # noqa: F811
    before = pinned(work)
    certified.take_certificates(changed, confirmed=True)
    dialog = certified.taking.dialog
    assert dialog.isVisible()
    shown = " ".join(" ".join(words(dialog)).split())
    with work.store.read() as session:
        changes = trusting.changes(session, changed.read_bytes())
    assert [change.kind for change in changes] == ["root", "issuer", "receiver"]
    for change in changes:
        assert " ".join(change.after.split()) in shown
        assert not change.before or change.before in shown
    assert pinned(work) == before
    dialog.reject()
    assert pinned(work) == before
    assert certified.taking.dialog is None


def test_the_leader_and_a_police_officer_confirm_together(certified, work, changed, qtbot):  # noqa: F811
    before = pinned(work)
    certified.take_certificates(changed, confirmed=False)
    dialog = certified.taking.dialog
    field(dialog, "Mật khẩu của Công an").setText("khong dung mat khau")
    button(dialog, "Hai người cùng xác nhận").click()
    qtbot.waitUntil(lambda: "không đúng" in messages_of(dialog), timeout=20000)
    assert pinned(work) == before
    assert field(dialog, "Mật khẩu của Công an").text() == ""
    field(dialog, "Mật khẩu của Công an").setText(PASSWORD)
    button(dialog, "Hai người cùng xác nhận").click()
    qtbot.waitUntil(lambda: certified.taking.dialog is None, timeout=20000)
    new = pinned(work)[len(before) :]
    assert [(kind, by) for kind, _pem, by in new] == [
        ("root", POLICE.uid),
        ("issuer", POLICE.uid),
        ("receiver", POLICE.uid),
        ("issuing", POLICE.uid),
    ]
    assert "Đã nạp" in messages_of(certified)
    certified.take_certificates(changed, confirmed=False)
    assert certified.taking.dialog is None, "the same file again changes nothing and asks nothing"


def test_only_police_officers_other_than_the_leader_may_confirm(certified, changed):
    certified.take_certificates(changed, confirmed=True)
    officers = find(certified.taking.dialog, "Cán bộ Công an")
    assert [officers.itemData(at) for at in range(officers.count())] == [POLICE.uid]
    certified.taking.dialog.reject()


def test_a_justice_officer_alone_is_told_who_is_needed(certified, founded, window, changed, clock, random):  # noqa: F811
    work = workspace(founded, JUSTICE, clock, random)  # noqa: F811
    before = pinned(work)
    other = AdminScreen(work, window.jobs)
    window.add_page("admin2", "Quản trị", "sliders", other)
    other.refresh()
    other.take_certificates(changed, confirmed=True)
    assert other.taking.dialog is None
    assert "lãnh đạo cần đăng nhập rồi nạp cùng Công an" in messages_of(other)
    assert pinned(work) == before


def test_the_first_file_is_compared_with_the_paper(screen, work, tmp_path, clock):  # noqa: F811
    answer = certify(screen, tmp_path, clock)
    seen = []
    screen.taking.begin(answer, lambda data: bool(seen.append(data)))
    assert seen == [answer.read_bytes()]
    assert messages_of(screen) == certificate_files.NOT_CONFIRMED
    assert pinned(work) == []
    screen.taking.begin(answer, lambda _data: True)
    assert {by for _kind, _pem, by in pinned(work)} == {""}
    with work.store.read() as session:
        assert {r.added_by for r in session.scalars(select(Trusted))} == {LEADER.uid}


@pytest.mark.parametrize("step", ["printed", "saved"])
def test_the_paper_beside_a_request_names_each_key_and_is_recorded(screen, work, tmp_path, step):  # noqa: F811
    preview = request_paper.preview(screen, work.store, by=work.account, now=work.now)
    with work.store.read() as session:
        keys = trusting.requested_keys(session, on=work.today())
    assert [key.uid for key in keys[1:]] == sorted(o.uid for o in (JUSTICE, POLICE, LEADER))
    found = squeezed("".join(pages(preview._pdf, "-raw")))
    for key in keys:
        assert squeezed(key.fingerprint) in found
        assert squeezed(key.name) in found
    preview.printed.emit() if step == "printed" else preview.save_to(tmp_path / "phieu.pdf")
    with work.store.read() as session:
        kinds = [(e["kind"], e["subject"]) for e in audit.since(session, 0)][-2:]
    paper = "phieu_yeu_cau_chung_thu"
    assert kinds == [("paper_made", paper), (f"paper_{step}", paper)]


def test_the_desk_shows_what_the_paper_and_the_screen_show(screen, work, tmp_path, clock):  # noqa: F811
    with work.store.read() as session:
        keys = trusting.requested_keys(session, on=work.today())
        officers = {o.uid: o for o in accounts.every(session)}
    asked = []
    certify(screen, tmp_path, clock, ask=lambda question: not asked.append(question))
    assert [question.fingerprint for question in asked] == [key.fingerprint for key in keys]
    for key in keys[1:]:
        assert certificates.request_fingerprint(officers[key.uid].request_pem) == key.fingerprint
