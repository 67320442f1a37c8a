"""SQL statements for each field left while a birth is typed.

Counted from a field's first key until what follows is drawn and the look-up of the persons has ended.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean, median

from PySide6.QtCore import Qt
from sqlalchemy import Engine, event

from app.models.words.values import Mark, Value
from app.services.entry import entries
from tests.bench.figures import Figures
from tests.bench.keying_officer import BIRTH, Act, agree, waiting_acts
from tests.bench.keying_window import Window

READS, WRITES, TRANSACTIONS, REGISTRY = "reads", "writes", "transactions", "registry"
UNITS = {
    READS: "statements that read work.db",
    WRITES: "statements that write work.db",
    TRANSACTIONS: "transactions on work.db",
    REGISTRY: "statements that read the registry file",
}
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


def measure(window: Window) -> dict[str, Counter[str]]:
    """Type every field of the next act of a begun volume; return the statements of each, in order."""
    volume, (act, *_rest) = next(iter(waiting_acts(window.work).items()))
    window.open_volume(volume)
    statements, registry = Statements(), window.work.registry._connection
    event.listen(Engine, "before_cursor_execute", statements.work)
    registry.set_trace_callback(statements.registry)
    try:
        fields = [field.key for field in BIRTH.all_fields() if field.key in act]
        counts = {key: _field(window, statements, key, act[key]) for key in fields}
    finally:
        registry.set_trace_callback(None)
        event.remove(Engine, "before_cursor_execute", statements.work)
    check_kept(window, window.entry.entry_id, act)
    return counts


def _field(window: Window, statements: Statements, key: str, value: Value) -> Counter[str]:
    """Type over a field, whatever stands there, and leave it by Enter."""
    form = window.entry.form
    form.focus_field(key, None)
    window.settle()
    statements.taken()
    window.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for letter in value.text:
        window.letter(letter)
    for _ in Mark:
        if form.values()[key].mark != value.mark:
            window.press(Qt.Key.Key_F3)
    window.press(Qt.Key.Key_Return)
    window.settle()
    return statements.taken()


def check_kept(window: Window, entry_id: str, act: Act) -> None:
    """Raise LookupError when the store does not hold the act as it was typed."""
    with window.work.store.read() as session:
        kept = entries.get(session, entry_id).values
    for key, value in act.items():
        if not agree(kept[key], value):
            raise LookupError(f"{key} is kept as {kept[key]}, typed was {value}")


def show(fields: Mapping[str, Counter[str]], figures: Figures) -> None:
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
