"""What an officer sees and does about a package that is not on a stick, was refused, or is out of order."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from app.crypto import checks
from app.crypto.package import ChainState, PackageProblem
from app.progress import silent
from app.services.exchange import sealed_files
from app.services.office import unlocking
from app.services.office.home import TRIES_FILE
from app.settings import Settings
from app.texts import Text
from app.ui.exchange import refusals
from app.ui.exchange.panels.package_dialog import PackageDialog
from app.ui.exchange.panels.refusal_dialog import RefusalDialog
from app.ui.exchange.screen import TransferScreen
from app.ui.kit import files, theme
from app.ui.shell.main_window import MainWindow
from app.ui.today.screen import TodayScreen
from app.workspace import Workspace
from tests.conftest import JUSTICE, LEADER, POLICE
from tests.ui.driver import button, buttons_of, click, field, find, messages_of, says, table, texts
from tests.ui.driver import words as words_of
from tests.ui.keys import press
from tests.unit.services.conftest import approved_commune
from tests.unit.services.exchange.parties import DESK, PASSWORD, Commune, answer_row
from tests.unit.services.pinning import pin

__all__ = ["approved_commune"]
QUESTION = {"code": "needs_verification", "personal_id": ""}
STATE = 5  # the column of the history


class Office:
    """The commune, its window, and the results of the jobs that were run."""

    def __init__(self, commune, qtbot, uid=JUSTICE.uid):
        self.commune, self.qtbot, self.results = commune, qtbot, []
        account = commune.officer(uid)
        work = Workspace(
            commune.folder, commune.store, account, Settings(demo=True), commune.clock, commune.random
        )
        work.signing_key = unlocking.unlock(commune.folder, account.login, PASSWORD).signing_key
        self.work = work
        self.window = MainWindow("Đối Soát Hộ Tịch")
        self.screen = TransferScreen(work, self.window.jobs)
        self.window.add_page("transfer", "Chuyển giao", "package", self.screen)
        self.window.show_work()
        self.window.resize(1366, 768)
        self.screen.finished.connect(self.results.append)
        qtbot.addWidget(self.window)
        self.screen.refresh()
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def run(self, act, *arguments):
        """Begin a job and return its result, or its error."""
        before = len(self.results)
        act(*arguments)
        self.qtbot.waitUntil(lambda: len(self.results) > before, timeout=20000)
        return self.results[-1]

    def open_newest(self):
        """Open the package with the cursor by Enter; return its dialog."""
        history = table(self.screen, "Lịch sử gói")
        history.setFocus()
        press(history, Qt.Key.Key_Return)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PackageDialog)
        return dialog

    def refuse(self, source):
        """Take an answer that is refused; return the dialog."""
        self.run(self.screen.take_answer, source)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RefusalDialog)
        return dialog

    def states(self):
        return texts(table(self.screen, "Lịch sử gói"), STATE)


@pytest.fixture
def offices(approved_commune, tmp_path, themed, qtbot):
    made = []

    def open_office(uid=JUSTICE.uid, commune=None):
        made.append(Office(commune or Commune(approved_commune, tmp_path), qtbot, uid))
        return made[-1]

    yield open_office
    for office in made:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()
        office.window.jobs.shutdown()
        office.commune.store.close()


@pytest.fixture
def office(offices):
    return offices()


@pytest.fixture
def unwritten(office):
    """The stick went away while the package was sealed."""
    commune = office.commune
    away = commune.stick.with_name("rut")

    def pull(size):
        if commune.stick.exists():
            commune.stick.rename(away)
        return commune.random(size)

    office.work.random = pull
    office.run(office.screen.make, commune.stick, PASSWORD)
    office.work.random = commune.random
    away.rename(commune.stick)
    return office


@pytest.fixture
def chosen(monkeypatch, tmp_path):
    """The folder chosen in the dialog of files."""
    folder = tmp_path / "usb-khac"
    folder.mkdir()
    asked = []
    monkeypatch.setattr(files, "choose_folder", lambda _parent, title: asked.append(title) or folder)
    return folder


# -- not on a stick yet -------------------------------------------------------------------------------


def test_a_package_that_is_not_on_the_stick_is_said_and_kept(unwritten):
    assert says(unwritten.screen, "Gói số 1 đã làm xong nhưng chưa ghi ra USB")
    assert says(unwritten.screen, "không mất gì")
    assert says(unwritten.screen, "Không thấy thư mục đích")
    assert not says(unwritten.screen, "rút USB được rồi")
    assert unwritten.states()[0] == "chưa ghi ra USB"


def test_enter_and_enter_again_write_it(unwritten, chosen):
    dialog = unwritten.open_newest()
    assert says(dialog, "Chưa ghi ra USB lần nào")
    assert dialog.focusWidget() is button(dialog, "Ghi ra USB…")
    unwritten.run(press, dialog.focusWidget(), Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert says(unwritten.screen, f"Đã ghi xong vào {chosen}: không phải USB")
    assert not says(unwritten.screen, "rút USB được rồi")
    (written,) = chosen.iterdir()
    assert written.read_bytes() == unwritten.commune.kept()[0].read_bytes()
    assert unwritten.states()[0] == "chờ trả về"


def test_it_stands_on_the_first_screen_until_it_is_written(unwritten, chosen, qtbot):
    today = TodayScreen(unwritten.work)
    qtbot.addWidget(today)
    today.refresh()
    assert says(today, "Gói chưa ghi ra USB")
    with qtbot.waitSignal(today.page_wanted) as wanted:
        click(today, "Gói chưa ghi ra USB: 1 gói, cắm USB, ghi ở Chuyển giao")
    assert wanted.args == ["transfer"]
    package = unwritten.commune.history()[0].id
    unwritten.run(unwritten.screen.write_again, package, chosen)
    today.refresh()
    assert not says(today, "Gói chưa ghi ra USB")


def test_a_kept_file_that_was_damaged_is_said_with_the_way_on(unwritten, chosen):
    (kept,) = unwritten.commune.kept()
    kept.write_bytes(b"?")
    dialog = unwritten.open_newest()
    unwritten.run(click, dialog, "Ghi ra USB…")
    assert "Làm lại gói" in messages_of(unwritten.screen)
    assert list(chosen.iterdir()) == []


@pytest.mark.parametrize("uid", [POLICE.uid, LEADER.uid])
def test_who_may_not_export_only_looks(offices, unwritten, uid):
    other = offices(uid, unwritten.commune)
    dialog = other.open_newest()
    assert buttons_of(dialog) == ["Đóng"]
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


# -- made anew ----------------------------------------------------------------------------------------


def test_a_refused_package_is_made_anew_by_keys(unwritten, chosen):
    dialog = unwritten.open_newest()
    click(dialog, "Làm lại gói…")
    reason = field(dialog, "Lý do")
    assert dialog.focusWidget() is reason
    press(reason, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter leads to the next field"
    reason.setText("đồng hồ sai")
    secret = field(dialog, "Mật khẩu ký")
    press(secret, Qt.Key.Key_Return)
    assert dialog.isVisible(), "a password is needed"
    secret.setText(PASSWORD)
    unwritten.run(press, secret, Qt.Key.Key_Return)
    assert says(unwritten.screen, "Đã ghi xong")
    (made,) = chosen.iterdir()
    assert made.name.endswith("-lan-2.htpkg")
    shown = unwritten.open_newest()
    assert says(shown, "Lần 2: đồng hồ sai")
    assert says(shown, "Đã ghi ra thư mục 1 lần"), "a folder of this PC is no stick"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ((True,), "Đã ghi ra USB 1 lần"),
        ((True, True), "Đã ghi ra USB 2 lần"),
        ((False, False), "Đã ghi ra thư mục 2 lần"),
        ((True, False, True), "Đã ghi ra USB 2 lần, ra thư mục 1 lần"),
    ],
)
def test_what_went_to_a_stick_and_what_to_a_folder(unwritten, tmp_path, written, words):
    work, package = unwritten.commune, unwritten.commune.rows("package")[-1]["id"]
    for number, removable in enumerate(written):
        folder = tmp_path / f"nơi {number}"
        folder.mkdir()
        given = {"by": work.officer(JUSTICE.uid), "now": work.clock, "progress": silent}
        sealed_files.write_again(work.store, package, folder, **given, removable=removable)
    unwritten.screen.refresh()
    shown = [said for said in words_of(unwritten.open_newest()) if said.startswith("Đã ghi ra")]
    assert shown == [words]


def all_but_tries(commune):
    """Return everything but what counts the wrong passwords."""
    tables, files = commune.everything()
    events = [row for row in tables["audit_event"] if row["kind"] != "password_failed"]
    return {**tables, "audit_event": events}, [name for name in files if name != TRIES_FILE]


def test_a_wrong_password_makes_nothing_anew(unwritten, chosen):
    before = all_but_tries(unwritten.commune)
    package = unwritten.commune.history()[0].id
    unwritten.run(unwritten.screen.renew, package, chosen, "lý do", "sai mat khau roi")
    assert "không đúng" in messages_of(unwritten.screen)
    assert all_but_tries(unwritten.commune) == before
    last = unwritten.commune.rows("audit_event")[-1]
    assert (last["kind"], json.loads(last["data"])) == ("password_failed", {"exchange": 1})


def fill_renewal(dialog, password):
    if "Làm lại gói…" in buttons_of(dialog):
        click(dialog, "Làm lại gói…")
        field(dialog, "Lý do").setText("đồng hồ sai")
    field(dialog, "Mật khẩu ký").setText(password)


def test_the_dialog_keeps_its_words_until_the_package_was_made_anew(unwritten, chosen):
    dialog = unwritten.open_newest()
    fill_renewal(dialog, "sai mat khau roi")
    unwritten.run(press, field(dialog, "Mật khẩu ký"), Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is dialog
    assert "không đúng" in messages_of(dialog)
    assert field(dialog, "Lý do").text() == "đồng hồ sai"
    assert field(dialog, "Mật khẩu ký").text() == ""
    assert dialog.focusWidget() is field(dialog, "Mật khẩu ký")
    fill_renewal(dialog, PASSWORD)
    unwritten.run(press, field(dialog, "Mật khẩu ký"), Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert says(unwritten.screen, "Đã ghi xong")
    assert len(list(chosen.iterdir())) == 1


def test_the_dialog_comes_back_when_no_folder_is_chosen(unwritten, monkeypatch):
    monkeypatch.setattr(files, "choose_folder", lambda _parent, _title: None)
    dialog = unwritten.open_newest()
    fill_renewal(dialog, PASSWORD)
    press(field(dialog, "Mật khẩu ký"), Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is dialog
    assert field(dialog, "Lý do").text() == "đồng hồ sai"
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_the_dialog_comes_back_when_the_question_about_the_clock_is_left(unwritten, chosen, monkeypatch):
    monkeypatch.setattr(unwritten.work, "signing_doubt", lambda: Text("Giờ máy lạ."))
    dialog = unwritten.open_newest()
    fill_renewal(dialog, PASSWORD)
    press(field(dialog, "Mật khẩu ký"), Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None, "the question is in the screen"
    press(unwritten.window.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is dialog
    assert field(dialog, "Lý do").text() == "đồng hồ sai"
    assert list(chosen.iterdir()) == []


def test_what_was_acknowledged_is_neither_written_nor_made_anew(office):
    office.run(office.screen.make, office.commune.stick, PASSWORD)
    row = office.commune.rows("package")[-1]
    said = f'{{"manifest_sha256":"{row["manifest_sha256"]}","package_no":1}}'.encode()
    receipt = office.commune.send("x.htpkg", purpose="xac_nhan", files=[("data/xac_nhan.json", said)])
    office.run(office.screen.take_answer, receipt)
    table(office.screen, "Lịch sử gói").choose(1)
    dialog = office.open_newest()
    assert says(dialog, "Đã ghi ra thư mục 1 lần")
    assert buttons_of(dialog) == ["Đóng"]


# -- refused on the way in ----------------------------------------------------------------------------


@pytest.fixture
def waiting(office):
    """A commune whose package is out."""
    office.run(office.screen.make, office.commune.stick, PASSWORD)
    return office


def answer(office, no, after="0" * 64, which=0):
    row = answer_row(office.commune.entry_ids[which], **QUESTION)
    return office.commune.answer(row, chain=ChainState(no - 1, after))


def start(office):
    return next(r["manifest_sha256"] for r in office.commune.rows("package") if r["sender_id"] == DESK)


def decide(office, dialog, password, reason="Công an huyện xác nhận"):
    field(dialog, "Lý do").setText(reason)
    secret = field(dialog, "Mật khẩu người đó")
    secret.setText(password)
    return office.run(press, secret, Qt.Key.Key_Return)


def test_a_gap_is_explained_and_escape_changes_nothing(waiting):
    source = answer(waiting, 4, "3" * 64)
    before = waiting.commune.everything()
    dialog = waiting.refuse(source)
    assert says(dialog, "Thiếu gói trước gói này")
    assert says(dialog, "Đây là gói số 4 của Công an huyện. Máy này chưa nhận gói số 2, 3.")
    assert says(dialog, "Bản sao CSDL dân cư 1")
    assert says(dialog, "17/10/2023")
    assert dialog.focusWidget() is button(dialog, "Đóng"), "Enter on a tired evening does no harm"
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert waiting.commune.everything() == before


def test_two_persons_take_what_is_out_of_order(waiting):
    dialog = waiting.refuse(answer(waiting, 4, "3" * 64))
    who = find(dialog, "Người cùng quyết định", QComboBox)
    names = [who.itemText(at) for at in range(who.count())]
    assert names == [POLICE.full_name, "Lê Văn An"], "who approved last comes first"
    before = all_but_tries(waiting.commune)
    decide(waiting, dialog, "sai mat khau roi")
    assert QApplication.activeModalWidget() is dialog
    assert "không đúng" in messages_of(dialog)
    assert field(dialog, "Lý do").text() == "Công an huyện xác nhận"
    assert all_but_tries(waiting.commune) == before
    assert waiting.commune.rows("audit_event")[-1]["kind"] == "password_failed"
    report = decide(waiting, dialog, PASSWORD)
    assert (report.applied, QApplication.activeModalWidget()) == (1, None)
    assert says(waiting.screen, "Đã nạp trả lời của Công an")
    newest = waiting.commune.history()[0]
    assert (newest.package_no, newest.reason) == (4, "Công an huyện xác nhận")
    table(waiting.screen, "Lịch sử gói").choose(0)
    assert says(waiting.open_newest(), "Công an huyện xác nhận")


def test_a_police_officer_decides_with_justice_or_a_leader(offices, waiting):
    police = offices(POLICE.uid, waiting.commune)
    dialog = police.refuse(answer(police, 4))
    who = find(dialog, "Người cùng quyết định", QComboBox)
    names = {who.itemText(at) for at in range(who.count())}
    assert names == {JUSTICE.full_name, LEADER.full_name}
    who.setCurrentIndex(who.findText(LEADER.full_name))
    assert decide(police, dialog, PASSWORD).applied == 1
    event = next(e for e in police.commune.rows("audit_event") if e["kind"] == "break_accepted")
    assert event["uid"] == LEADER.uid
    assert POLICE.uid in event["data"]


def test_reason_and_password_are_needed(waiting):
    dialog = waiting.refuse(answer(waiting, 4))
    before = len(waiting.results)
    click(dialog, "Hai người quyết định nhận gói này")
    assert dialog.focusWidget() is field(dialog, "Lý do")
    field(dialog, "Lý do").setText("x")
    press(field(dialog, "Lý do"), Qt.Key.Key_Return)
    assert dialog.focusWidget() is field(dialog, "Mật khẩu người đó")
    press(field(dialog, "Mật khẩu người đó"), Qt.Key.Key_Return)
    assert (len(waiting.results), dialog.isVisible()) == (before, True)


def test_a_replay_says_when_it_was_taken_and_offers_nothing(waiting):
    source = answer(waiting, 2, start(waiting))
    waiting.run(waiting.screen.take_answer, source)
    dialog = waiting.refuse(source)
    assert says(dialog, "Gói số 2 của Công an huyện đã nạp ngày 17/10/2023")
    assert buttons_of(dialog) == ["Đóng"]


def test_a_fork_and_a_broken_chain_are_told_apart(waiting):
    waiting.run(waiting.screen.take_answer, answer(waiting, 2, start(waiting)))
    dialog = waiting.refuse(answer(waiting, 2, which=1))
    assert says(dialog, "Hai gói khác nhau cùng một số")
    press(dialog, Qt.Key.Key_Escape)
    dialog = waiting.refuse(answer(waiting, 3, "f" * 64, which=1))
    assert says(dialog, "Gói không nối tiếp gói trước")
    press(dialog, Qt.Key.Key_Escape)
    gap = waiting.refuse(answer(waiting, 4, which=1))
    decide(waiting, gap, PASSWORD)
    dialog = waiting.refuse(answer(waiting, 3, "e" * 64, which=0))
    assert says(dialog, "Gói đến muộn")


def test_a_damaged_package_is_explained_without_a_decision(waiting):
    source = answer(waiting, 2)
    content = bytearray(source.read_bytes())
    content[-20] ^= 1
    source.write_bytes(bytes(content))
    dialog = waiting.refuse(source)
    assert says(dialog, "Gói hỏng hoặc đã bị thay đổi")
    assert says(dialog, "nhờ nơi gửi ghi lại gói")
    assert says(dialog, "Gói đã nhận gần đây ở máy này")
    assert says(dialog, "Bản sao CSDL dân cư 1")
    assert buttons_of(dialog) == ["Đóng"]


def test_a_file_that_cannot_be_read_is_said_on_the_screen(waiting):
    waiting.run(waiting.screen.take_answer, waiting.commune.stick / "khong-co")
    assert QApplication.activeModalWidget() is None
    assert "Không đọc được tệp." in messages_of(waiting.screen)


@pytest.mark.parametrize("code", sorted(checks._TEXTS))
def test_every_check_has_a_title_and_something_to_do(code):
    told = refusals.refusal(PackageProblem(code), [("1", "A")], [])
    assert told.title
    assert len(told.to_do) >= 2
    assert told.deciders == (), "only what is whole and out of order may be taken"


def test_every_code_but_those_of_the_order_has_words_of_its_own():
    order = {"REPLAY", "GAP", "FORK", "CHAIN"}
    assert set(checks._TEXTS) - order <= set(refusals._CODES)


@pytest.mark.parametrize(
    ("missing", "shown"),
    [((2,), "2"), ((2, 3, 4), "2, 3, 4"), ((2, 3, 4, 5), "2 … 5"), ((2, 4, 6, 7), "2, 4, 6, 7")],
)
def test_numbers_are_written_short(missing, shown):
    assert refusals.numbers(missing) == shown


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_the_highest_dialog_fits_a_low_screen(waiting, themed, scale):
    """Five packages known, two missing, a wrong password: on 1280×720."""
    for number in range(2, 7):
        last = waiting.commune.rows("package")[-1]
        after = last["manifest_sha256"] if last["sender_id"] == DESK else start(waiting)
        waiting.run(waiting.screen.take_answer, answer(waiting, number, after, which=number % 2))
    theme.apply(themed, "light", scale)
    dialog = waiting.refuse(answer(waiting, 9))
    decide(waiting, dialog, "sai mat khau roi")
    assert says(dialog, "và 3 gói cũ hơn")
    assert dialog.height() <= 720
    fields = [field(dialog, "Lý do"), field(dialog, "Mật khẩu người đó")]
    assert {one.height() for one in fields} == {fields[0].sizeHint().height()}, "nothing is cut"


def test_with_several_offices_a_package_tells_whose_it_is(waiting):
    name = table(waiting.screen, "Lịch sử gói")
    assert texts(name, 0)[0] == "Kết quả đối soát 1"
    _key, pem = waiting.commune.desk.receiving("ca-tinh", "Công an tỉnh")
    with waiting.commune.store.write() as session:
        pin(session, "receiver", pem, "ca-tinh", "Công an tỉnh")
    waiting.screen.refresh()
    assert texts(name, 0)[0] == "Kết quả đối soát 1, Công an huyện"


def test_a_password_is_not_kept_after_the_import(waiting):
    waiting.run(waiting.screen.take_snapshot, waiting.commune.stick / "khong-co", PASSWORD)
    assert waiting.screen._incoming._again is None
    dialog = waiting.refuse(answer(waiting, 4))
    assert waiting.screen._incoming._again is not None
    press(dialog, Qt.Key.Key_Escape)
    assert waiting.screen._incoming._again is None
