"""Where a row of an imported file stands."""

from enum import StrEnum


class RowState(StrEnum):
    """A row waits until it is taken in, or is put aside for a reason."""

    WAITING = "waiting"
    TAKEN = "taken"
    ASIDE = "aside"
