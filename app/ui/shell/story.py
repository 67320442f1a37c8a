"""The story of an entry as lines for the dialog."""

from app.models.declaration.act import Registration
from app.models.store.times import read
from app.models.words.moments import day_and_minute
from app.services.entry import entries, story
from app.services.entry.story import FieldDifference
from app.texts import Text, tr
from app.ui.shell.panels.story import StoryLine
from app.workspace import Workspace


def read_story(workspace: Workspace, entry_id: str) -> tuple[str, list[StoryLine]]:
    """Return the title of an entry and its story, a heading before each version."""
    with workspace.store.read() as session:
        entry = entries.get(session, entry_id)
        told = story.of_entry(session, entry_id, by=workspace.account)
    lines: list[StoryLine] = []
    version = 0
    for step in told.steps:
        if step.version != version:
            version = step.version
            lines.append(_head(version, told.differences.get(version, ())))
        when = day_and_minute(read(step.at))
        lines.append(StoryLine(when, step.who or tr("Phía Công an"), str(step.said), step.reason, step.kind))
    number = entry.book.registered(entry.values, Registration.NUMBER) or "…"
    name = entry.book.main_name(entry.values) or "…"
    return str(Text("{0} số {1}, {2}", Text(entry.book.short), number, name)), lines


def _head(version: int, differences: tuple[FieldDifference, ...]) -> StoryLine:
    """Say which version begins, and field by field what it has otherwise than the one before."""
    title = Text("Bản {0}", version)
    if differences:
        changed = "; ".join(str(Text("{0}: {1} → {2}", d.label, d.before, d.after)) for d in differences)
        title = Text("Bản {0}, khác bản {1}: {2}", version, version - 1, changed)
    elif version > 1:
        title = Text("Bản {0}, chữ như bản {1}", version, version - 1)
    return StoryLine("", "", str(title), "", "", head=True)
