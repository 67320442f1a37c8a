"""Trả lời: the answers of the police, each with its words and what became of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.books import BOOKS
from app.models.store.times import read
from app.models.words.codes import AnswerStanding
from app.models.words.moments import day_words
from app.models.words.roles import Action
from app.services.entry import answers, volume_names
from app.services.entry.answers import ListedAnswer
from app.services.entry.volume_names import VolumeNames
from app.texts import Text, tr
from app.ui.exchange.panels.answers import KEYS, AnswerRow, AnswersPanel
from app.ui.kit.screen import Keys, Screen
from app.workspace import Workspace


class AnswersScreen(Screen):
    """Look through the answers and open the entry of one."""

    key, icon, action = "answers", "envelope-open", Action.SEE_REGISTRY
    entry_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self.panel = AnswersPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.entry_opened.connect(self.entry_wanted)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Trả lời")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read the answers again."""
        with self._workspace.store.read() as session:
            listed, acts = answers.inbox(session), answers.to_handle(session)
            names = volume_names.read(session)
        self.panel.set_answers([_row(one, names) for one in listed], acts=acts)

    def show_to_handle(self) -> None:
        """List what asks for work."""
        self.panel.choose_standing(AnswerStanding.TO_HANDLE)


def _row(one: ListedAnswer, names: VolumeNames) -> AnswerRow:
    said = one.said
    book = BOOKS.get(one.book_type)
    number = str(Text("số {0}", one.registration_no)) if one.registration_no else ""
    volume = names.brief(one) if book else ""
    person = one.person_name or tr("(chưa rõ tên)")
    return AnswerRow(
        id=one.id,
        entry_id=said.entry_id if book else "",
        person=" · ".join(filter(None, (person, tr(one.person_role).lower()))),
        where=" · ".join(filter(None, (volume, number))),
        code=one.code,
        personal_id=said.personal_id,
        message=said.message,
        aside=said.aside,
        standing=one.standing,
        day=day_words(read(said.at)),
    )
