"""The annex of the plan from the shelves: its rows, names and order are those of the communes' plans."""

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from app.documents.annex import Annex, AnnexRow
from app.models.books import BOOKS
from app.services.entry import inventory, volumes
from app.services.entry.inventory import Counts, OldCommune, Shelf
from app.services.office import office_settings

_LEAST_ROWS = 8
"""The numbered rows of the printed form; empty ones are filled in by hand."""


def read(session: Session, *, on: date) -> Annex:
    """Read the annex of a day: of one place without a level for it, of several each with its sums."""
    commune = str(office_settings.value(session, office_settings.COMMUNE, on=on)).partition(",")[0].strip()
    plan = office_settings.value(session, office_settings.ANNEX_PLAN, on=on)
    blank = f"Kế hoạch số: ....../KH-UBND ngày ...... tháng ...... năm ...... của Chủ tịch UBND {commune}"
    found = inventory.read(session)
    return Annex(commune, str(plan) or blank, _rows(found))


def _rows(found: inventory.Inventory) -> tuple[AnnexRow, ...]:
    communes = found.communes or (OldCommune("", ()),)
    if len(communes) == 1:
        rows = _books(communes[0])
        blank = (AnnexRow(f"{at:02d}") for at in range(len(rows) + 1, _LEAST_ROWS + 1))
        return (*rows, *blank)
    every: list[AnnexRow] = []
    for at, commune in enumerate(communes, 1):
        place = commune.place or "Chưa ghi nơi đăng ký"
        every += [_row(_roman(at), place, commune.counts, head=True), *_books(commune)]
    return (*every, _row("", "Tổng cộng", found.counts, head=True))


def _books(commune: OldCommune) -> tuple[AnnexRow, ...]:
    shelves = {shelf.book_type: shelf for shelf in commune.shelves}
    of_plan = sorted((book for book in BOOKS.values() if book.in_annex[0]), key=lambda book: book.in_annex)
    named = {book.key: book.in_annex[1] for book in of_plan}  # these rows every annex has; the others follow
    named |= {book.key: book.title for book in BOOKS.values() if book.key in shelves.keys() - named.keys()}
    return tuple(_of_shelf(at, label, shelves.get(key)) for at, (key, label) in enumerate(named.items(), 1))


def _of_shelf(at: int, label: str, shelf: Shelf | None) -> AnnexRow:
    if shelf is None:
        return _row(f"{at:02d}", label, Counts())
    return _row(f"{at:02d}", label, shelf.counts, note=note_of(shelf))


def _row(number: str, label: str, counts: Counts, *, note: str = "", head: bool = False) -> AnnexRow:
    return AnnexRow(number, label, counts.total, counts.electronic, counts.todo, note, head)


def note_of(shelf: Shelf) -> str:
    """Return the note of a type: why its books are lost, else what is to be known of its volumes."""
    if shelf.loss is not None:
        return shelf.loss.reason
    lost = Counter(v.condition_reason for v in shelf.volumes if v.condition == volumes.LOST)
    harmed = sum(volume.condition == "hu_hong" for volume in shelf.volumes)
    unknown = sum(v.closing_total is None and v.condition != volumes.LOST for v in shelf.volumes)
    said = [f"mất {count} quyển: {reason}" for reason, count in lost.items()]
    said += [f"hư hỏng {harmed} quyển"] if harmed else []
    said += [f"{unknown} quyển chưa rõ tổng số"] if unknown else []
    return "; ".join(said)


def _roman(number: int) -> str:
    """Return a number below 40, which no office has as many old communes, in Roman letters."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
