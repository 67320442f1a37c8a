"""The other entries in which the person shown stands, and the line that names them."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.models.declaration.act import Once
from app.services.entry.repeats import Repeat
from app.ui.entry.panels.repeat_line import RepeatLine
from app.ui.entry.person_model import PersonModel
from app.ui.entry.writer import EntryWriter


class PersonRepeats(QObject):
    """What the store says of the persons of one entry; read once per person until ``forget``."""

    def __init__(
        self, model: PersonModel, writer: EntryWriter, line: RepeatLine, parent: QObject | None = None
    ) -> None:
        """Look at the person that the model shows."""
        super().__init__(parent)
        self._model, self._writer, self._line = model, writer, line
        self._read: dict[tuple[str, str], tuple[Repeat, ...]] = {}  # by section and personal number

    def forget(self) -> None:
        """Read again what is asked next: the store has changed."""
        self._read = {}

    @property
    def found(self) -> tuple[Repeat, ...]:
        """Return the other entries in which the person shown stands, where that is once only."""
        hand, person = self._model.hand, self._model.person(self._model.section)
        if hand is None or person is None:
            return ()
        key = self._model.section, person.personal_id
        if key not in self._read:
            self._read[key] = self._writer.repeats_of(hand, *key)
        return self._read[key]

    @property
    def open(self) -> Repeat | None:
        """Return the first of these entries for which nobody has given a reason."""
        return None if self._reason else next((one for one in self.found if one.open), None)

    @property
    def question(self) -> str:
        """Return the question for the reason; empty when none is needed."""
        repeat = self.open
        if repeat is None:
            return ""
        if repeat.once == Once.EVER:
            return self.tr("{0} Vì sao là đăng ký lại?").format(repeat.said)
        return self.tr("{0} Vì sao được đăng ký lần nữa?").format(repeat.said)

    def give(self, section: str, reason: str) -> None:
        """Take the reason for a person."""
        self._model.choices.again[section] = reason

    def show(self) -> None:
        """Name the other entry of the person shown, with the reason once there is one."""
        found, is_open = self.found, self.open is not None
        first = self.open or next(iter(found), None)
        if first is None:
            self._line.say("", "", is_open=False)
            return
        reason = first.reason or self._reason
        said = replace(first, reason=reason).said
        short = self.tr("Còn ở {0}; lý do: “{1}”") if reason else self.tr("Người này còn ở {0}")
        more = self.tr("{0} Và {1} trường hợp nữa.")
        words = more.format(said, len(found) - 1) if len(found) > 1 else str(said)
        self._line.say(words, short.format(first.where, reason), is_open=is_open)

    @property
    def _reason(self) -> str:
        return self._model.choices.again.get(self._model.section, "")
