"""What keeps an entry of an older version from being signed or sent: words that no file can hold.

Today nothing of the kind comes in (``models/words/incoming``). What came in before is an obstacle of its own
entry, never of the queue.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import canonical
from app.documents.excel import MOST_LETTERS
from app.errors import BadInput
from app.matching.result import DecidedLine
from app.models.store.tables import Discrepancy, Volume
from app.models.words.states import ItemState
from app.services.entry import entries
from app.texts import Text


def reasons(session: Session, entry_id: str) -> list[Text]:
    """Return what must be written anew, one sentence each; empty when the entry can be signed and sent."""
    return list(dict.fromkeys(_reasons(session, entry_id)))


def _reasons(session: Session, entry_id: str) -> Iterator[Text]:
    entry = entries.get(session, entry_id)
    volume = session.get_one(Volume, entry.volume_id)
    if not _fit(volume.book_no, volume.opened_year, volume.place):
        yield Text(
            "Số quyển, năm mở hoặc nơi đăng ký của quyển sổ có ký tự ẩn hoặc dấu rời: "
            "hãy gõ lại ở trang Sổ rồi lưu."
        )
    for field in entry.book.all_fields():
        if field.key in entry.values and not _fit(entry.values[field.key].text):
            yield Text(
                "Mục “{0}” có ký tự ẩn, dấu rời hoặc quá dài: trả lại, mở ra, gõ lại mục này rồi lưu.",
                Text(field.label),
            )
    decisions = entries.active_decisions(session, entry_id)
    for section in entry.book.persons:
        if section.key in decisions:
            lines = map(DecidedLine.from_json, decisions[section.key].lines)
            said = [text for one in lines for text in (one.note, one.line.book, one.line.registry)]
            if not _fit(*said):
                yield Text(
                    "{0}: ghi chú đối chiếu có ký tự ẩn hoặc dấu rời: hãy kết luận lại.", Text(section.title)
                )
    open_items = select(Discrepancy).where(
        Discrepancy.entry_id == entry_id, Discrepancy.state != ItemState.CLOSED
    )
    for item in session.scalars(open_items):
        if not _fit(item.note, item.evidence):
            yield Text(
                "Ghi chú hoặc chứng cứ của mục sai lệch “{0}” có ký tự ẩn hoặc dấu rời: "
                "hãy gõ lại ở trang Sai lệch rồi lưu.",
                Text(item.label),
            )


def _fit(*texts: str) -> bool:
    """Tell whether a canonical file and a cell of a workbook can hold the texts."""
    try:
        canonical.dumps(texts)
    except BadInput:
        return False
    return all(len(text.encode("utf-16-le")) <= 2 * MOST_LETTERS for text in texts)
