import json

import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QMessageBox

from app.crypto.key_file import KeyFile
from app.desk import authority
from app.desk.home import DeskHome
from app.documents.kinds import RECOVERY_SHEET
from app.documents.preview import page_count, page_images
from app.errors import Refused
from app.models.store.store import Store
from app.models.words.roles import Role
from app.services.office import accounts, audit, dated_settings, trusting, unlocking
from app.services.office.accounts import Officer
from app.settings import Settings
from app.ui.kit import printing
from app.ui.office import certificate_files, recovery_paper
from app.ui.office.panels.account_form import NewAccount
from app.ui.office.panels.setup_pages import CommuneOffice
from app.ui.office.setup_screen import SetupScreen, commune_of
from app.ui.shell.main_window import MainWindow
from tests.conftest import AT, POLICE_OFFICE
from tests.ui.driver import give_account, messages_of, rows_of, says, table, type_in

PASSWORD = "bon tu bat ky nao"
OFFICE = {
    "Đơn vị": "UBND xã Cẩm Tú",
    "Tỉnh, thành phố": "tỉnh Thanh Hóa",
    "Mã đơn vị hành chính": "14956",
}
PEOPLE = (
    ("038085990001", "Cao Thị Nhàn", "justice"),
    ("038090990002", "Trương Văn Dũng", "police"),
    ("038075990003", "Bùi Văn Hoà", "leader"),
)


@pytest.fixture
def window(themed, qtbot):
    window = MainWindow("Đối Soát Hộ Tịch")
    qtbot.addWidget(window)
    yield window
    window.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kho"


@pytest.fixture
def screen(window, folder, clock, random):
    made = SetupScreen(folder, Settings(kdf_memory_kib=19456, demo=True), clock, random, window.jobs)
    window.closed.connect(made.close_store)
    window.show_alone(made)
    window.show()
    return made


def fill(screen):
    for name, text in OFFICE.items():
        type_in(screen, name, text)
    screen.panel.go_on()
    screen.panel.go_on()
    for uid, name, role in PEOPLE:
        give_account(screen, NewAccount(uid, name, "", "UBND xã", (role,), PASSWORD))
    assert screen.panel.step == "accounts"


def found(screen, qtbot):
    fill(screen)
    screen.panel.go_on()
    qtbot.waitUntil(lambda: screen.panel.step == "recovery", timeout=20000)


def retype(screen):
    for name, group in screen.asked_groups():
        type_in(screen, name, group)


def confirm_sheet(screen):
    screen.sheet_printed(screen.sheet_paper(), "máy in thử")
    retype(screen)
    screen.panel.go_on()


def certify(screen, tmp_path, clock):
    request, answer = tmp_path / "yc.json", tmp_path / "ct.json"
    screen.save_requests(request)
    home = DeskHome(tmp_path / "desk")
    authority.certify(home, request, answer, office=POLICE_OFFICE, now=clock, ask=lambda _question: True)
    return answer


def said(screen):
    return messages_of(screen)


def founded(screen):
    """Return the store just made; no officer sees it."""
    return screen._founded


def officers(screen):
    with founded(screen).store.read() as session:
        return {o.uid: o for o in accounts.every(session)}


def test_the_whole_way_ends_with_a_closed_store_that_each_officer_opens(
    screen, folder, tmp_path, clock, qtbot, window
):
    found(screen, qtbot)
    halves = founded(screen).halves
    screen.panel.go_on()
    assert screen.panel.step == "recovery", "not printed yet"
    confirm_sheet(screen)
    assert screen.panel.step == "certificates"
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    assert "3 chứng thư" in said(screen)
    assert all(o.certificate_pem for o in officers(screen).values())
    screen.panel.go_on()
    assert screen.panel.step == "summary"
    with qtbot.waitSignal(screen.finished):
        screen.panel.go_on()
    for card in unlocking.cards(folder):
        unlocked = unlocking.unlock(folder, card.login, PASSWORD)
    assert len(unlocking.cards(folder)) == 3
    assert KeyFile.load(folder / unlocking.KEY_FILE).recover(*halves).store_key == unlocked.store_key
    store = Store(folder, unlocked.store_key)  # the lock was let go
    with store.read() as session:
        day = AT.date()
        assert dated_settings.get(session, "commune", on=day) == "xã Cẩm Tú, tỉnh Thanh Hóa"
        assert dated_settings.get(session, "unit_code", on=day) == "14956"
        assert dated_settings.get(session, "place", on=day) == "Cẩm Tú"
        assert dated_settings.get(session, "header_lines", on=day) == ["ỦY BAN NHÂN DÂN XÃ CẨM TÚ"]
        events = [(e["kind"], e["subject"]) for e in audit.since(session, 0)]
        assert ("paper_printed", RECOVERY_SHEET.id) in events
        assert audit.first_broken(session) is None
    store.close()


def test_certificates_may_come_later_and_the_summary_says_so(screen, qtbot):
    found(screen, qtbot)
    confirm_sheet(screen)
    screen.panel.go_on()
    assert screen.panel.step == "summary"
    assert says(screen, "0/3 cán bộ")


def test_a_folder_that_cannot_be_used_is_told_and_nothing_typed_is_lost(screen, folder, qtbot):
    fill(screen)
    folder.mkdir()
    (folder / "work.db").write_bytes(b"someone else's")
    screen.panel.go_on()
    qtbot.waitUntil(screen.panel.isEnabled, timeout=20000)
    assert screen.panel.step == "accounts"
    assert "đã có tệp của một kho dữ liệu (work.db)" in said(screen)
    assert len(rows_of(table(screen, "Tài khoản đã thêm"))) == 3
    assert (folder / "work.db").read_bytes() == b"someone else's"
    (folder / "work.db").unlink()
    screen.panel.go_on()
    qtbot.waitUntil(lambda: screen.panel.step == "recovery", timeout=20000)


def test_the_sheet_is_forgotten_once_it_is_confirmed(screen, qtbot):
    found(screen, qtbot)
    group = screen.asked_groups()[0][1]
    assert len(group) == 4
    assert screen.sheet_paper().data.startswith(b"%PDF")
    confirm_sheet(screen)
    assert screen.asked_groups() == []
    assert founded(screen).halves == ("", "")
    assert founded(screen).store_key == b""


def held(name, *roles):
    return Officer(name, name, "", "", frozenset(map(Role, roles)), active=True)


@pytest.mark.parametrize(
    ("officers", "names"),
    [
        ([held("Kiêm", "leader", "police"), held("Lãnh", "leader")], ("Lãnh", "Kiêm")),
        ([held("Kiêm", "leader", "police"), held("Công", "police")], ("Kiêm", "Công")),
        ([held("Kiêm", "leader", "police")], ("Kiêm", "Kiêm")),
        ([held("Lãnh", "leader"), held("Tư", "justice")], ("Lãnh", "")),
        ([], ("", "")),
    ],
)
def test_the_two_halves_go_to_two_people_where_there_are_two(officers, names):
    assert recovery_paper.keepers(officers) == names


def test_certificates_need_the_fingerprint_confirmed(screen, tmp_path, clock, qtbot):
    found(screen, qtbot)
    confirm_sheet(screen)
    answer = certify(screen, tmp_path, clock)
    screen.take_certificates(answer, confirmed=False)
    assert said(screen) == certificate_files.NOT_CONFIRMED
    assert not any(o.certificate_pem for o in officers(screen).values())


@pytest.mark.parametrize("damage", ["missing", "no json", "root", "other store", "officer"])
def test_a_bad_certificates_file_changes_nothing(screen, tmp_path, clock, qtbot, damage):
    found(screen, qtbot)
    confirm_sheet(screen)
    answer = certify(screen, tmp_path, clock)
    outer = json.loads(answer.read_text())
    content = outer["content"]
    if damage == "root":
        content["root"] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    elif damage == "other store":
        content["store_id"] = "f" * 32
    elif damage == "officer":
        content["officers"][0]["uid"], content["officers"][1]["uid"] = (
            content["officers"][1]["uid"],
            content["officers"][0]["uid"],
        )
    answer.write_text("nothing" if damage == "no json" else json.dumps(outer))
    if damage == "missing":
        answer.unlink()
    screen.take_certificates(answer, confirmed=True)
    assert screen.panel.step == "certificates"
    assert ("Không đọc được tệp" if damage == "missing" else "hứng thư") in said(screen)
    assert "Đã nạp" not in said(screen)
    assert not any(o.certificate_pem for o in officers(screen).values())
    with founded(screen).store.read() as session, pytest.raises(Refused):
        trusting.trust_store(session, demo=True)


def test_the_fingerprint_is_shown_in_groups_and_no_is_the_default(
    screen, tmp_path, clock, qtbot, monkeypatch
):
    found(screen, qtbot)
    confirm_sheet(screen)
    data = certify(screen, tmp_path, clock).read_bytes()
    seen = []

    def press_default(box):
        seen.append(box.text())
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press_default)
    assert certificate_files.compare_anchor(screen, data) is False
    for group in trusting.trust_anchor(data).fingerprint.split():
        assert group in seen[0]


def test_requests_that_cannot_be_written_are_told(screen, tmp_path, qtbot):
    found(screen, qtbot)
    confirm_sheet(screen)
    screen.save_requests(tmp_path / "no such folder" / "yc.json")
    assert "Không ghi được" in said(screen)
    screen.save_requests(tmp_path / "yc.json")
    assert len(json.loads((tmp_path / "yc.json").read_text())["officers"]) == 3


def test_closing_the_window_lets_the_store_go(screen, window, folder, qtbot):
    found(screen, qtbot)
    key = founded(screen).store_key
    window.close()
    Store(folder, key).close()


@pytest.mark.parametrize(
    ("commune", "place"),
    [
        ("UBND xã Cẩm Lương", "xã Cẩm Lương, tỉnh Thanh Hóa"),
        ("Ủy ban nhân dân phường Ba Đình", "phường Ba Đình, tỉnh Thanh Hóa"),
        ("Uỷ  ban nhân dân phường Ba Đình", "phường Ba Đình, tỉnh Thanh Hóa"),
        ("ubnd xã Cẩm Lương", "xã Cẩm Lương, tỉnh Thanh Hóa"),
        ("xã Cẩm Lương", "xã Cẩm Lương, tỉnh Thanh Hóa"),
    ],
)
def test_the_commune_is_written_as_in_books(commune, place):
    assert commune_of(CommuneOffice(commune=commune, province="tỉnh Thanh Hóa")) == place


# -- the preview of a paper ---------------------------------------------------------------------------


def test_the_sheet_cannot_be_saved_and_other_papers_only_where_asked(screen, tmp_path, qtbot):
    found(screen, qtbot)
    pdf = screen.sheet_paper().data
    sheet = printing.preview(screen, pdf, "Phiếu khôi phục")
    assert sheet.save_button.isHidden()
    assert sheet.count == 2
    paper = printing.preview(screen, pdf, "Danh sách", "danh_sach.pdf")
    assert not paper.save_button.isHidden()
    assert says(paper, "2 trang, chưa ghi ra tệp nào")
    with qtbot.waitSignal(paper.saved) as saved:
        paper.save_to(tmp_path / "danh_sach.pdf")
    assert saved.args == [str(tmp_path / "danh_sach.pdf")]
    assert says(paper, "2 trang")
    assert not says(paper, "chưa ghi ra tệp nào")
    assert (tmp_path / "danh_sach.pdf").read_bytes() == pdf
    with qtbot.assertNotEmitted(paper.saved):
        paper.save_to(tmp_path / "no such folder" / "x.pdf")
    assert "Không ghi được" in paper.messages.words
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


class PaperPrinter(QPrinter):
    """A printer of paper as the program sees it; the test finds its pages in a file."""

    def __init__(self, pages, name="HP LaserJet"):
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(pages))
        self.format, self.file, self.name = QPrinter.OutputFormat.NativeFormat, "", name

    def outputFormat(self):
        return self.format

    def outputFileName(self):
        return self.file

    def printerName(self):
        return self.name


def test_pages_are_painted_whole_on_a4_and_only_those_chosen(screen, tmp_path, qtbot):
    found(screen, qtbot)
    pdf = screen.sheet_paper().data
    dialog = printing.preview(screen, pdf, "Phiếu khôi phục")
    printer = PaperPrinter(tmp_path / "out.pdf")
    printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    with qtbot.waitSignal(dialog.printed):
        dialog.print_on(printer)
    assert dialog.messages.words == "Đã gửi tới máy in."
    printed = (tmp_path / "out.pdf").read_bytes()
    assert page_count(printed) == 2
    before, after = next(page_images(pdf, 20)), next(page_images(printed, 20))
    assert abs(before.width - after.width) <= 1
    ink = [
        tuple(round(v, -1) for v in p.convert("L").point(lambda v: 255 * (v < 200)).getbbox())
        for p in (before, after)
    ]
    assert ink[0] == ink[1]
    printer.setOutputFileName(str(tmp_path / "second.pdf"))
    printer.setFromTo(2, 2)
    printing.print_pdf(pdf, printer)
    assert page_count((tmp_path / "second.pdf").read_bytes()) == 1


def test_a_printer_that_refuses_is_told(screen, tmp_path, qtbot):
    found(screen, qtbot)
    dialog = printing.preview(screen, screen.sheet_paper().data, "Phiếu khôi phục")
    printer = PaperPrinter(tmp_path / "no such folder" / "out.pdf")
    with qtbot.assertNotEmitted(dialog.printed):
        dialog.print_on(printer)
    assert "Máy in không nhận" in dialog.messages.words


def print_to_file(printer):
    printer.file = "FILE:"  # what "print to file" of Windows sets


def print_to_pdf(printer):
    printer.format = QPrinter.OutputFormat.PdfFormat


@pytest.mark.parametrize(
    "change",
    [
        print_to_file,
        print_to_pdf,
        *(
            lambda printer, name=name: setattr(printer, "name", name)
            for name in (
                "Microsoft Print to PDF",
                "Microsoft XPS Document Writer",
                "OneNote (Desktop)",
                "Fax",
            )
        ),
    ],
)
@pytest.mark.parametrize(
    ("save_name", "advice"), [("", "chọn máy in giấy"), ("danh_sach.pdf", "bấm Lưu PDF…")]
)
def test_a_printer_that_writes_a_file_is_no_paper(save_name, advice, change, screen, tmp_path, qtbot):
    found(screen, qtbot)
    dialog = printing.preview(screen, screen.sheet_paper().data, "Giấy", save_name)
    printer = PaperPrinter(tmp_path / "out.pdf")
    change(printer)
    with qtbot.assertNotEmitted(dialog.printed):
        dialog.print_on(printer)
    assert not (tmp_path / "out.pdf").exists()
    assert "ghi ra tệp, không ra giấy" in dialog.messages.words
    assert advice in dialog.messages.words
    assert "Đã gửi" not in dialog.messages.words


def test_the_choice_of_a_printer_offers_no_file(screen, qtbot):
    found(screen, qtbot)
    dialog = printing.preview(screen, screen.sheet_paper().data, "Phiếu khôi phục")
    option = QPrintDialog.PrintDialogOption.PrintToFile
    assert not dialog.printer_dialog(QPrinter()).testOption(option)


def test_roles_of_the_wizard_are_roles_of_the_store(screen, qtbot):
    found(screen, qtbot)
    held = {o.uid: set(o.roles) for o in officers(screen).values()}
    assert held == {uid: {Role(role)} for uid, _name, role in PEOPLE}
