"""What the declaration of a paper can say; the declarations stand in kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from app.documents.page import Letterhead, PageForm, Signature
from app.models.words.roles import Action

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column of a list: the key of its cells, its heading and its width in millimetres.

    A shared cell stands once beside all rows of its group (a person); figures stand at the right edge.
    """

    key: str
    heading: str
    width: float
    shared: bool = False
    centred: bool = False
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Paper(Generic[C]):
    """One kind of paper, made from a content ``C``.

    ``id`` is what the audit names it, ``name`` what screens call it, ``title`` its official title. The
    ``heading`` in capitals, ``legend`` and ``signatures`` are printed, then the ``recipients``. A ``symbol``
    ("DS-UBND") follows the number, which the clerk writes by hand. Without a ``form`` of page it is a
    workbook. Without a ``file_prefix`` it is never saved: it can only be printed.
    """

    id: str
    name: str
    title: str
    action: Action
    render: Callable[["Paper[C]", C, Letterhead, datetime], bytes]
    count: Callable[[C], int]
    form: PageForm | None = None
    symbol: str = ""
    recipients: tuple[str, ...] = ()
    heading: str = ""
    legend: str = ""
    columns: tuple[PaperColumn, ...] = ()
    signatures: tuple[Signature, ...] = ()
    file_prefix: str = ""

    @property
    def file_name(self) -> str:
        """Return the name proposed for a file; empty when the paper is never saved."""
        ending = ".pdf" if self.form else ".xlsx"
        return self.file_prefix + ending if self.file_prefix else ""
