"""``demo --tour``: drive the real windows through the main work and keep the results."""

import hashlib
import json
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import atomic
from app.demo import commune as demo
from app.demo.data import DemoVolume, people, volumes
from app.demo.keeping_safe import keep_safe
from app.demo.tour_driver import Driver, TourFailed
from app.desk import answering, authority, opening, verify
from app.desk.asking import DeskQuestion
from app.desk.home import DeskHome
from app.errors import AppError
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.words.codes import Branch
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.models.words.vietnamese import fold
from app.process.private_folder import throw_away
from app.services.entry import answers, approval, entries, fact_list
from app.services.entry import volumes as inventory
from app.services.exchange import deliveries, exports, returns
from app.services.office import audit, trusting
from app.services.office.accounts import Officer
from app.settings import DEMO_PASSWORD, Settings
from app.ui.kit import theme
from app.ui.kit.garbage import Garbage
from app.ui.shell.application import Application, Surroundings
from app.ui.shell.desk_top import DeskTop
from app.workspace import Workspace

CONTROL = Qt.KeyboardModifier.ControlModifier


def run_tour(target: Path, *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Empty ``target`` of an earlier tour and run every step; return 1 when a check failed."""
    for name in ("screens", "keys"):
        shutil.rmtree(target / name, ignore_errors=True)
    atomic.make_folder(target)
    began = time.monotonic()
    app = QApplication.instance() or QApplication(["tour", "-platform", "offscreen"])
    Garbage(app)
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    driver = Driver(target, print)
    with throw_away("tour") as folder:
        tour = Tour(driver, target, demo.DemoFolders.under(folder), now, random)
        try:
            tour.run()
        except TourFailed as failure:
            print(f"Lộ trình dừng: {failure}")
            return 1
        finally:
            tour.close()
    driver.report(ok=True)
    print(f"Xong trong {time.monotonic() - began:.0f} giây. Kết quả: {target}")
    return 0


class Tour:
    """One pass of the officers through the main work."""

    def __init__(
        self,
        driver: Driver,
        target: Path,
        folders: demo.DemoFolders,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Prepare the tour; ``run`` runs it."""
        self._d = driver
        self._target = target
        self._folders = folders
        self._now, self._random = now, random
        settings = Settings(demo=True, kdf_memory_kib=demo.KDF.m_kib, lookup_delay_ms=10, decide_after_ms=0)
        self._application = Application(Surroundings(folders.store, settings, now, random))
        driver.window = self._application.window
        self._package = Path()

    def run(self) -> None:
        """Go through the main work in the order of the first weeks."""
        self._set_up()
        self._sign_in()
        self._snapshot()
        self._entries()
        self._approve()
        self._list()
        self._export()
        self._lost_stick()
        self._answer()
        self._look()
        keep_safe(self._d, self._work, self._desk_top, self._folders.stick)

    def close(self) -> None:
        """Close the window and the store."""
        self._application.window.close()

    # -- what the steps need -------------------------------------------------------------------------

    @property
    def _window(self) -> QWidget:
        return self._application.window

    @property
    def _work(self) -> Workspace:
        work = self._application.workspace
        assert work is not None, "nobody signed in"
        return work

    @property
    def _desk_top(self) -> DeskTop:
        desk_top = self._application.desk_top
        assert desk_top is not None, "nobody signed in"
        return desk_top

    # -- steps ---------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        d = self._d
        d.step("Thiết lập lần đầu trên thư mục trống")
        self._application.start()
        setup = self._application.setup
        assert setup is not None
        d.check("thư mục trống mở trình thiết lập", setup.isVisible())
        d.fill(setup, "Đơn vị", "UBND xã Cẩm Tú")
        d.fill(setup, "Tỉnh, thành phố", "tỉnh Thanh Hóa")
        d.fill(setup, "Mã đơn vị hành chính", "14956")
        d.shot(self._window, "thiet-lap-don-vi")
        d.shot_everywhere("thiet-lap-don-vi")
        d.press(Qt.Key.Key_Return, CONTROL)
        d.press(Qt.Key.Key_Return, CONTROL)
        for officer in (demo.JUSTICE, demo.POLICE, demo.LEADER):  # the form suggests the missing role
            self._account(setup, officer)
        d.shot(self._window, "thiet-lap-tai-khoan")
        d.shot_everywhere("thiet-lap-tai-khoan")
        d.press(Qt.Key.Key_Return, CONTROL)
        d.wait(lambda: setup.panel.step == "recovery", "kho được tạo")
        d.shot(self._window, "thiet-lap-phieu-khoi-phuc")
        setup.sheet_printed(setup.sheet_paper(), "thử trong lộ trình mẫu")
        for number, group in setup.asked_groups():
            d.fill(setup, number, group)
        d.press(Qt.Key.Key_Return, CONTROL)
        d.check("gõ lại hai nhóm của phiếu mới đi tiếp được", setup.panel.step == "certificates")
        request = self._folders.stick / "yeu-cau-chung-thu.json"
        answer = self._folders.stick / "chung-thu.json"
        setup.save_requests(request)
        paper = setup.requests_paper()
        atomic.write(self._target / paper.paper.file_name, paper.data)
        printed, compared = _squeezed(paper.data), []

        def compare(question: DeskQuestion) -> bool:
            compared.append(question.fingerprint)
            return "".join(question.fingerprint.split()) in printed

        home = DeskHome(self._folders.desk)
        authority.certify(home, request, answer, office=demo.OFFICE, now=self._now, ask=compare)
        d.check("nơi cấp so từng khóa với phiếu yêu cầu đã in", len(compared) == 4, compared[0])
        setup.take_certificates(answer, confirmed=True)
        d.shot(self._window, "thiet-lap-chung-thu")
        d.shot_everywhere("thiet-lap-chung-thu")
        d.press(Qt.Key.Key_Return, CONTROL)
        d.press(Qt.Key.Key_Return, CONTROL)
        files = {p.name for p in self._folders.store.iterdir()}
        d.check("kho mã hóa và tệp khóa nằm trong thư mục", {"work.db", "keyfile.json"} <= files)
        head = (self._folders.store / "work.db").read_bytes()[:16]
        d.check("work.db không đọc được nếu không có khóa", head != b"SQLite format 3\0")

    def _account(self, setup: QWidget, officer: Officer) -> None:
        d = self._d
        d.fill(setup, "Họ và tên", officer.full_name)
        d.fill(setup, "Số định danh", officer.uid)
        d.fill(setup, "Chức danh", officer.title)
        d.fill(setup, "Đơn vị", officer.organisation)
        d.fill(setup, "Mật khẩu", DEMO_PASSWORD)
        d.fill(setup, "Gõ lại mật khẩu", DEMO_PASSWORD)
        d.press(Qt.Key.Key_Return)

    def _sign_in(self) -> None:
        d = self._d
        d.step("Đăng nhập")
        panel = self._application.sign_in
        assert panel is not None
        names = [c.name for c in self._application.cards()]
        d.check(
            "có thẻ của từng cán bộ", set(names) == {o.full_name for o in demo.OFFICERS[:3]}, ", ".join(names)
        )
        panel.choose(names.index(demo.JUSTICE.full_name))
        d.fill(panel, f"Mật khẩu của {demo.JUSTICE.full_name}", "sai mật khẩu rồi")
        d.press(Qt.Key.Key_Return)
        d.wait(lambda: panel.isEnabled() and self._application.failures == 1, "mật khẩu sai bị từ chối")
        d.check("mật khẩu sai không mở được", self._application.workspace is None)
        d.shot(self._window, "dang-nhap")
        d.shot_everywhere("dang-nhap")
        d.fill(panel, f"Mật khẩu của {demo.JUSTICE.full_name}", DEMO_PASSWORD)
        d.press(Qt.Key.Key_Return)
        d.wait(lambda: self._application.desk_top is not None, "mật khẩu đúng mở màn hình làm việc")
        d.check("cán bộ tư pháp đã vào", self._work.account.uid == demo.JUSTICE.uid)

    def _snapshot(self) -> None:
        d = self._d
        d.step("Nạp bản sao CSDL dân cư do Công an cấp")
        package = demo.snapshot_package(self._folders, now=self._now, random=self._random)
        self._application.window.show_page("transfer")
        screen = self._desk_top.transfer
        outcome: list[object] = []
        screen.finished.connect(outcome.append)
        screen.take_snapshot(package, "sai mật khẩu rồi")
        d.wait(lambda: outcome, "bị từ chối")
        d.check("cán bộ tư pháp không tự nạp thay Công an", isinstance(outcome.pop(), AppError))
        screen.take_snapshot(package, DEMO_PASSWORD)
        d.wait(lambda: outcome, "nạp xong")
        d.shot(self._window, "nap-ban-sao")
        snapshot = self._work.snapshot
        d.check("bản sao đã dùng được", snapshot is not None and self._work.registry is not None)
        d.check("đủ số người", snapshot is not None and snapshot.row_count == demo.PEOPLE, demo.PEOPLE)
        screen.take_snapshot(package, DEMO_PASSWORD)
        d.wait(lambda: len(outcome) == 2, "nạp lần hai kết thúc")
        d.check("nạp lại cùng gói bị từ chối", isinstance(outcome[1], AppError), outcome[1])
        self._close_dialog("da-nhan-roi")
        screen.finished.disconnect(outcome.append)

    def _close_dialog(self, name: str) -> None:
        """Take a picture of the dialog over the window, and leave it by Escape."""
        d = self._d
        dialog = QApplication.activeModalWidget()
        d.check("hộp thoại giải thích hiện ra", dialog is not None)
        assert dialog is not None
        d.shot(dialog, name)
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        d.check("Esc đóng hộp thoại", QApplication.activeModalWidget() is None)
        self._window.activateWindow()  # no window manager does it here
        d.wait(self._window.isActiveWindow, "quay lại màn hình làm việc")

    def _entries(self) -> None:
        d = self._d
        wanted = _chosen(volumes(people(demo.PEOPLE, demo.SEED), demo.SEED))
        for key, acts in wanted.items():
            book = BOOKS[key]
            d.step(f"Nhập sổ: {book.title}")
            self._volume(book, acts[0][0])
            for number, (_volume, act, words) in enumerate(acts):
                if number:
                    self._desk_top.entry.new_entry(self._volume_id)
                self._type(book, act)
                self._decide(words)
                if key == "khai_sinh":
                    d.shot(self._window, f"nhap-khai-sinh-{number + 1}")
            d.shot(self._window, f"nhap-{key.replace('_', '-')}")
            d.shot_everywhere(f"nhap-{key.replace('_', '-')}")
        with self._work.store.read() as session:
            branches = {
                Branch(decision.branch)
                for row in entries.in_states(session, *EntryState)
                for decision in entries.active_decisions(session, row.id).values()
            }
        d.check(
            "đủ ba nhánh",
            {Branch.MATCH, Branch.NOT_FOUND} < branches and any(b.is_mismatch for b in branches),
            sorted(branches),
        )

    def _volume(self, book: BookType, volume: DemoVolume) -> None:
        d = self._d
        self._application.window.show_page("volumes")
        screen = self._desk_top.volumes
        screen.panel.begin_new()
        d.pick(screen, "Loại sổ", book.key)
        d.fill(screen, "Số quyển", volume.book_no)
        d.fill(screen, "Năm mở sổ", volume.year)
        d.fill(screen, "Nơi đăng ký", volume.place)
        d.fill(screen, "Tổng số khi khóa sổ", str(len(volume.entries)))
        d.fill(screen, "Nơi giữ", "tủ số 2")
        with self._work.store.read() as session:
            kept = {v.id for v in inventory.inventory(session)}
        d.press(Qt.Key.Key_S, CONTROL)
        with self._work.store.read() as session:
            found = [v for v in inventory.inventory(session) if v.id not in kept]
        d.shot(self._window, f"so-{book.key.replace('_', '-')}")
        d.check("quyển sổ đã kê", len(found) == 1, volume.book_no)
        self._volume_id = found[0].id
        self._desk_top.open_volume(self._volume_id)

    def _type(self, book: BookType, act: dict[str, Value]) -> None:
        """Type the act field by field, with Enter after each."""
        d, form = self._d, self._desk_top.entry.form
        entry_id = self._desk_top.entry.entry_id
        for field in book.all_fields():
            value = act.get(field.key, Value())
            if value.is_empty and not field.required:
                continue
            form.focus_field(field.key, None)
            if value.text:
                d.replace(value.text)
            if value.mark is not None or value.is_empty:
                self._mark(field.key, value)
        form.commit_current()
        with self._work.store.read() as session:
            kept = entries.get(session, entry_id).values
        lost = [
            k
            for k, v in act.items()
            if v.text and kept.get(k, Value()).text != unicodedata.normalize("NFC", v.text).strip()
        ]
        d.check("mọi ô đã rời đều nằm trong kho, đúng từng chữ", not lost, lost or f"{len(act)} ô")

    def _mark(self, key: str, value: Value) -> None:
        """Press F3 until the field has the wanted mark, any mark for a field without a value."""
        form = self._desk_top.entry.form
        for _ in range(6):
            mark = form.values().get(key, Value()).mark
            if mark == value.mark if value.mark else mark:
                return
            self._d.press(Qt.Key.Key_F3)

    def _decide(self, words: str) -> None:
        d, screen = self._d, self._desk_top.entry
        d.press(Qt.Key.Key_S, CONTROL)
        with self._work.store.read() as session:
            view = entries.get(session, screen.entry_id)
        d.check(f"trường hợp hoàn thành ({words})", view.state != EntryState.DRAFT, view.state)
        for section in entries.persons_to_decide(view.book, view.values):
            screen.persons.select(section)
            d.wait(lambda: not screen.persons.searching, "tìm xong trong bản sao CSDL")
            self._decide_person(section, view.values[view.book.section(section).name_field].text)
        with self._work.store.read() as session:
            view = entries.get(session, screen.entry_id)
            decided = {s: row.branch for s, row in entries.active_decisions(session, view.id).items()}
        d.check("đã kết luận từng người", view.state in approval.WAITING, ", ".join(decided.values()))

    def _decide_person(self, section: str, name: str) -> None:
        d, persons = self._d, self._desk_top.entry.persons
        first = persons.first_candidate
        if persons.likely in (None, Branch.NOT_FOUND) and first and fold(first.full_name) == fold(name):
            persons.candidates.setFocus()
            d.press(Qt.Key.Key_1)  # "check these people": the officer chooses one
        likely = persons.likely
        if not likely or likely == Branch.NOT_FOUND:
            # nobody matches well enough: the officer decides "not found"
            persons.decision.setFocus()
            d.press(Qt.Key.Key_F8)
            return
        for _ in range(24):
            if not persons.model.open_lines():
                break
            persons.comparison.setFocus()
            persons.comparison.focus_open_line()
            d.press(Qt.Key.Key_M)
        d.click(persons.decision, "Thống nhất" if likely == Branch.MATCH else "Có sai lệch")
        if section not in persons.model.decided:
            d.check(f"kết luận được giữ: {section}", good=False, detail=self._desk_top.entry.messages.words)

    def _approve(self) -> None:
        d = self._d
        d.step("Công an duyệt trên cùng màn hình, bằng mật khẩu của chính mình")
        with self._work.store.read() as session:
            waiting = [r.id for r in approval.waiting(session)]
        self._forge(waiting[0])
        screen = self._desk_top.entry
        screen.open_entry(waiting[0])
        self._application.window.show_page("entry")
        screen.form.setFocus()
        d.press(Qt.Key.Key_F12)
        d.check(
            "dải duyệt mở, nói rõ đang ký gì", screen.strip.isVisible(), screen.strip.panel.accessibleName()
        )
        d.fill(screen.strip, "Mật khẩu ký của Công an", "khong dung mat khau")
        d.press(Qt.Key.Key_Return, CONTROL)
        self._tried()
        d.check("mật khẩu sai không ký", bool(screen.strip.panel.error), screen.strip.panel.error)
        d.shot(self._window, "duyet-f12")
        d.shot_everywhere("duyet-f12")
        d.fill(screen.strip, "Mật khẩu ký của Công an", DEMO_PASSWORD)
        d.press(Qt.Key.Key_Return, CONTROL)
        self._tried()
        d.check("trường hợp đã duyệt", self._state(waiting[0]) == EntryState.APPROVED)
        self._application.window.show_page("approval")
        queue = self._desk_top.approval
        d.press(Qt.Key.Key_F12)
        d.type(DEMO_PASSWORD)
        d.press(Qt.Key.Key_Return)
        self._tried()
        d.check("phiên Công an chỉ mở bằng mật khẩu", queue.officer is not None)
        for entry_id in waiting[1:]:
            queue.panel.choose(entry_id)
            d.press(Qt.Key.Key_Return, CONTROL)
            d.type(DEMO_PASSWORD)
            if entry_id == waiting[1]:
                d.shot(self._window, "duyet-hang-cho")
            d.press(Qt.Key.Key_Return, CONTROL)
            self._tried()
            d.check("đã ký một trường hợp trong hàng chờ", self._state(entry_id) == EntryState.APPROVED)

    def _tried(self) -> None:
        self._d.wait(lambda: not self._application.window.passwords.busy, "mật khẩu được thử xong")

    def _forge(self, entry_id: str) -> None:
        """Check that the typist cannot approve, even with the role of a police officer."""
        forged = replace(self._work.account, roles=frozenset({Role.POLICE}))
        with self._work.store.read() as session:
            found = approval.obstacles(session, entry_id, by=forged)
        self._d.check("người nhập không duyệt được dù có vai trò Công an", len(found) == 2, " ".join(found))

    def _state(self, entry_id: str) -> EntryState:
        with self._work.store.read() as session:
            return entries.get(session, entry_id).state

    def _any(self, state: EntryState) -> str:
        with self._work.store.read() as session:
            return entries.in_states(session, state)[0].id

    def _list(self) -> None:
        d = self._d
        d.step("Danh sách sai lệch ra PDF")
        self._application.window.show_page("discrepancies")
        screen = self._desk_top.discrepancies
        screen.refresh()
        d.shot(self._window, "sai-lech")
        made = screen.make_list()
        pdf = made.data
        atomic.write(self._target / made.paper.file_name, pdf)
        with self._work.store.read() as session:
            items = [fact.head for fact in fact_list.every(session)]
        squeezed = _squeezed(pdf)
        missing = [
            value
            for item in items
            for value in (item.book, item.registry)
            if "".join(unicodedata.normalize("NFC", value).split()) not in squeezed
        ]
        d.check("PDF chứa mọi giá trị khác nhau", not missing, f"{len(items)} mục")
        d.check("chữ trong PDF ở dạng NFC", unicodedata.is_normalized("NFC", squeezed))

    def _export(self) -> None:
        d = self._d
        d.step("Xuất gói đã ký và mã hóa ra USB")
        self._application.window.show_page("transfer")
        screen = self._desk_top.transfer
        screen.refresh()
        d.shot(self._window, "chuyen-giao")
        outcome: list[object] = []
        screen.finished.connect(outcome.append)
        screen.make(self._folders.stick, DEMO_PASSWORD)
        d.wait(lambda: outcome, "ghi gói xong")
        screen.finished.disconnect(outcome.append)
        result = outcome[0]
        d.check(
            "gói được ghi và đọc lại",
            isinstance(result, exports.Exported),
            getattr(result, "entries", result),
        )
        assert isinstance(result, exports.Exported)
        self._package = result.path
        d.shot(self._window, "chuyen-giao-xong")
        atomic.write(self._target / "ket_qua.htpkg", result.path.read_bytes())
        digest = hashlib.sha256((self._target / "ket_qua.htpkg").read_bytes()).hexdigest()
        d.check("tệp trên USB đúng từng byte", digest == result.sealed.file_sha256, digest[:12])
        home, pems = DeskHome(self._folders.desk), self._target / verify.KEYS
        atomic.make_folder(pems)
        atomic.write(pems / verify.KEY_FILE, home.receiver_key().encode())
        atomic.write(pems / verify.CERT_FILE, home.receiver_certificate().encode())
        atomic.write(pems / verify.ROOT_FILE, home.root().encode())
        good = verify.verify(self._target / "ket_qua.htpkg", key=None, roots=None, at=self._now())
        d.check("lệnh verify chấp nhận gói", good)
        self._openssl(pems)

    def _lost_stick(self) -> None:
        d = self._d
        d.step("USB thất lạc: ghi lại đúng gói đó")
        screen = self._desk_top.transfer
        screen.panel.setFocus()
        d.press(Qt.Key.Key_Return)
        self._close_dialog("goi-da-ghi")
        lost = self._package.read_bytes()
        self._package.unlink()
        with self._work.store.read() as session:
            newest = deliveries.history(session, at=self._now())[0]
        outcome: list[object] = []
        screen.finished.connect(outcome.append)
        screen.write_again(newest.id, self._folders.stick)
        d.wait(lambda: outcome, "ghi lại xong")
        screen.finished.disconnect(outcome.append)
        again = self._package.exists() and self._package.read_bytes()
        d.check("gói ghi lại đúng từng byte", again == lost, self._package.name)
        d.shot(self._window, "ghi-lai-xong")

    def _openssl(self, pems: Path) -> None:
        import subprocess

        script = Path(__file__).resolve().parents[2] / "docs" / "formats" / "verify_with_openssl.sh"
        if sys.platform == "win32" or shutil.which("openssl") is None or shutil.which("unzip") is None:
            return
        names = (pems / n for n in (verify.KEY_FILE, verify.CERT_FILE, verify.ROOT_FILE))
        opened = self._folders.desk / "openssl"
        command = ["sh", *map(str, (script, self._target / "ket_qua.htpkg", *names, opened))]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our script
        self._d.check(
            "openssl, unzip, sha256sum cũng chấp nhận", run.returncode == 0, run.stdout.splitlines()[-1]
        )

    def _answer(self) -> None:
        d = self._d
        d.step("Công an mở gói và trả lời; xã nạp trả lời")
        home, opened = DeskHome(self._folders.desk), self._folders.desk / "goi"
        opening.open_result(home, self._package, opened, now=self._now)
        rows = demo.answers(opened)
        written = self._folders.desk / "tra-loi.jsonl"
        atomic.write(written, "".join(_canonical(row) + "\n" for row in rows).encode())
        reply = self._folders.stick / "tra_loi.htpkg"
        answering.reply(home, written, reply, store="", now=self._now, random=self._random)
        atomic.write(self._target / "tra_loi.htpkg", reply.read_bytes())
        screen = self._desk_top.transfer
        outcome: list[object] = []
        screen.finished.connect(outcome.append)
        screen.take_answer(reply)
        d.wait(lambda: outcome, "nạp trả lời xong")
        screen.finished.disconnect(outcome.append)
        report = outcome[0]
        d.check(
            "mọi trả lời vào đúng chỗ",
            isinstance(report, returns.AnswerReport) and not report.aside,
            getattr(report, "applied", report),
        )
        d.shot(self._window, "nap-tra-loi")
        entry_id = self._any(EntryState.NUMBER_ASSIGNED)
        with self._work.store.read() as session:
            numbers = [a.personal_id for a in answers.of_entry(session, entry_id)]
        d.check("số định danh nằm cạnh trường hợp", {len(n) for n in numbers} == {12}, len(numbers))

    def _look(self) -> None:
        d = self._d
        d.step("Kiểm tra sau cùng")
        window = self._application.window
        for page in window.pages:
            window.show_page(page)
            d.wait(lambda: not window.jobs.busy, "màn hình hiện xong")
            d.shot_everywhere(page)
        with self._work.store.read() as session:
            d.check(
                "chuỗi nhật ký nguyên vẹn", audit.first_broken(session) is None, audit.checkpoint(session).seq
            )
            root = trusting.receiver(session).name
        d.check("kho dữ liệu nguyên vẹn", self._work.store.check() == [], root)
        words = [p.full_name.encode() for p in people(200, demo.SEED)]
        leaks = [
            p.name
            for p in self._folders.store.rglob("*")
            if p.is_file() and any(w in p.read_bytes() for w in words)
        ]
        d.check("không tên công dân nào nằm trần trong thư mục kho", not leaks, leaks or "")


def _chosen(books: list[DemoVolume]) -> dict[str, list[tuple[DemoVolume, dict[str, Value], str]]]:
    """Choose acts for the tour: one per branch of each main book, by its main person."""
    chosen: dict[str, list[tuple[DemoVolume, dict[str, Value], str]]] = {}
    for volume in books:
        acts = chosen.setdefault(volume.book_key, [])
        seen = {words for _v, _a, words in acts}
        for act, case in zip(volume.entries, volume.cases, strict=True):
            words = str(case)
            if len(acts) < 3 and words not in seen:
                acts.append((volume, dict(act), words))
                seen.add(words)
    return chosen


def _squeezed(pdf: bytes) -> str:
    """Return the words of a paper without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def _canonical(row: dict[str, object]) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
