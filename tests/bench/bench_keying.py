"""SQL statements for each field left while a birth is typed in the real window of the demo commune.

Counted from a field's first key until what follows is drawn and the look-up of the persons has ended.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from unicodedata import normalize

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import Engine, event

from app.demo import commune as demo
from app.demo.data import people, volumes
from app.models.books import BOOKS
from app.models.words.values import Mark, Value
from app.services.entry import entries
from app.services.entry import volumes as inventory
from app.settings import DEMO_PASSWORD, Settings
from app.ui.kit import theme
from app.ui.shell.application import Application, Surroundings
from app.ui.shell.desk_top import DeskTop
from app.workspace import Workspace
from tests.bench.figures import Figures
from tests.conftest import Clock, numbered

READS, WRITES, TRANSACTIONS, REGISTRY = "reads", "writes", "transactions", "registry"
UNITS = {
    READS: "statements that read work.db",
    WRITES: "statements that write work.db",
    TRANSACTIONS: "transactions on work.db",
    REGISTRY: "statements that read the registry file",
}
PATIENCE_MS = 60_000
BIRTH = BOOKS["khai_sinh"]
FIRST_WORDS = {
    "SELECT": READS,
    "INSERT": WRITES,
    "UPDATE": WRITES,
    "DELETE": WRITES,
    "BEGIN": TRANSACTIONS,
}


class Statements:
    """Counts the statements on both files by what they do; reads a statement's first word."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def work(self, _connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        """Count one on work.db; a word that is not known is an error rather than left out."""
        self.counts[FIRST_WORDS[sql.split(maxsplit=1)[0].upper()]] += 1

    def registry(self, _sql: str) -> None:
        """Count one on the registry file, which is only read; called in the look-up's thread."""
        self.counts[REGISTRY] += 1

    def taken(self) -> Counter[str]:
        """Return what was counted since the last call."""
        counts, self.counts = self.counts, Counter()
        return counts


class Typing:
    """An officer of the demo commune at the entry screen, and what each field left costs."""

    def __init__(self, folder: Path) -> None:
        """Make the commune, sign in and open the next entry of a volume of births that is half typed."""
        folders = demo.DemoFolders.under(folder)
        demo.make(folders, now=Clock(), random=numbered("demo"), say=lambda _words: None)
        settings = Settings(demo=True, kdf_memory_kib=demo.KDF.m_kib, decide_after_ms=0)
        self.application = Application(Surroundings(folders.store, settings, Clock(), numbered("keying")))
        self.statements = Statements()
        self.application.start()
        self.application.window.activateWindow()
        assert self.application.sign_in is not None
        self.application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
        self._wait(lambda: self.application.desk_top is not None and not self.application.window.jobs.busy)

    @property
    def _work(self) -> Workspace:
        assert self.application.workspace is not None, "nobody signed in"
        return self.application.workspace

    @property
    def _desk_top(self) -> DeskTop:
        assert self.application.desk_top is not None, "nobody signed in"
        return self.application.desk_top

    def entry(self) -> dict[str, Counter[str]]:
        """Type the next act of the volume; return the statements of each field typed, in order."""
        volume, act = self._next()
        self._desk_top.open_volume(volume)
        self._desk_top.entry.new_entry(volume)
        registry = self._work.registry._connection
        event.listen(Engine, "before_cursor_execute", self.statements.work)
        registry.set_trace_callback(self.statements.registry)
        try:
            counts = {f.key: self._field(f.key, act[f.key]) for f in BIRTH.all_fields() if f.key in act}
        finally:
            registry.set_trace_callback(None)
            event.remove(Engine, "before_cursor_execute", self.statements.work)
        self._check(act)
        return counts

    def _next(self) -> tuple[int, dict[str, Value]]:
        """Return the volume of births that is begun and not finished, and its next act."""
        books = volumes(people(demo.PEOPLE, demo.SEED), demo.SEED)
        acts = {book.book_no: book.entries for book in books if book.book_key == BIRTH.key}
        with self._work.store.read() as session:
            for volume in inventory.inventory(session):
                typed = len(entries.of_volume(session, volume.id))
                if volume.book_type == BIRTH.key and 0 < typed < len(acts[volume.book_no]):
                    return volume.id, dict(acts[volume.book_no][typed])
        raise LookupError("no volume of births is half typed")

    def _check(self, act: Mapping[str, Value]) -> None:
        """Raise LookupError when the store does not hold the act as it was typed."""
        with self._work.store.read() as session:
            kept = entries.get(session, self._desk_top.entry.entry_id).values
        for key, value in act.items():
            if (kept[key].text, kept[key].mark) != (normalize("NFC", value.text).strip(), value.mark):
                raise LookupError(f"{key} is not kept as it was typed")

    def _field(self, key: str, value: Value) -> Counter[str]:
        """Type over a field and leave it by Enter."""
        form = self._desk_top.entry.form
        form.focus_field(key, None)
        self._settle()
        self.statements.taken()
        self._press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for letter in value.text:
            self._press(0, text=letter)
        for _ in Mark:
            if form.values()[key].mark != value.mark:
                self._press(Qt.Key.Key_F3)
        self._press(Qt.Key.Key_Return)
        self._settle()
        return self.statements.taken()

    def _press(
        self, key: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
    ) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                self.application.window.focusWidget(), QKeyEvent(kind, key, modifier, text)
            )

    def _settle(self) -> None:
        """Let the look-up end and everything be drawn."""
        self._wait(lambda: not self._desk_top.entry.persons.searching)
        QApplication.processEvents()

    def _wait(self, until: Callable[[], bool]) -> None:
        late = QTimer()
        late.setSingleShot(True)
        late.start(PATIENCE_MS)
        while not until():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if not late.isActive():
                raise TimeoutError("the window has not come to rest")


def show(fields: dict[str, Counter[str]], figures: Figures) -> None:
    """Print the statements of each kind and keep them."""
    print(f"{'statements per field left':<44}{'mean':>8}{'median':>8}{'max':>6}{'total':>7}")
    for kind, unit in UNITS.items():
        counts = [count[kind] for count in fields.values()]
        print(f"{unit:<44}{mean(counts):>8.2f}{median(counts):>8g}{max(counts):>6}{sum(counts):>7}")
        _keep(figures, kind, unit, counts)
    costly = max(fields, key=lambda key: fields[key][READS])
    print(f"{len(fields)} fields; most reads: {costly} ({fields[costly][READS]})", flush=True)


def _keep(figures: Figures, kind: str, unit: str, counts: Sequence[int]) -> None:
    figures.alone(f"{kind}_per_field", mean(counts), f"{unit}, mean of {len(counts)} fields left")
    figures.alone(f"{kind}_median", median(counts), f"{unit}, median of a field left")
    figures.alone(f"{kind}_max", max(counts), f"{unit}, most of a field left")
    figures.alone(f"{kind}_total", sum(counts), f"{unit}, whole entry")


def main() -> None:
    """Print what the fields of a birth cost and add it to bench-results.json."""
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    assert isinstance(application, QApplication)
    theme.apply(application)
    with tempfile.TemporaryDirectory(prefix="bench-keying-") as folder:
        typing = Typing(Path(folder))
        try:
            show(typing.entry(), Figures("keying"))
        finally:
            typing.application.window.close()


if __name__ == "__main__":
    main()
