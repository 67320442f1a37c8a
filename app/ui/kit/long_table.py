"""A list of tens of thousands of rows: each is one line high, and read when it is looked at."""

from collections.abc import Sequence
from typing import TypeVar

from app.ui.kit.table import Table

T = TypeVar("T")


class LongTable(Table[T]):
    """A table that never looks at all of its rows; its cells do not wrap.

    Columns with a ``fit`` would look at all of them and have no place here.
    """

    def show_rows(self, rows: Sequence[T], at: int = 0) -> None:
        """Replace the rows and put the cursor on one of them."""
        self.table_model.set_rows(rows)
        self._measure()
        if rows:
            self.choose(max(0, min(at, len(rows) - 1)))
        else:
            self.chosen.emit(None)

    def _wrap(self) -> None:
        """Leave every row one line high."""
