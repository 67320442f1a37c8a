"""The errors shown to an officer; every other error is a bug."""

from app.texts import Text


def _again(kind: type["AppError"], arguments: tuple[object, ...], state: dict[str, object]) -> "AppError":
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error


class AppError(Exception):
    """An error with a Vietnamese sentence for the person at the screen.

    The text tells what happened, what was saved and what to do next. It holds no names of citizens.
    Values go into the gaps of the text, so that a catalogue can hold it (``texts``).
    """

    def __init__(self, text: str, *values: object) -> None:
        super().__init__(text, *values)

    def __reduce__(self) -> tuple[object, ...]:
        """Let a worker process send the error whole: kinds differ in what they are made from."""
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        """Return the sentence to show."""
        return str(Text(*self.args))


class Refused(AppError):
    """A rule of the procedure forbids the action (four eyes, state, missing decision)."""


class BadInput(AppError):
    """A file or value from outside cannot be used; nothing was changed."""


class NotUnlocked(AppError):
    """The name or the password is wrong; the error does not tell which."""


class StoreProblem(AppError):
    """The store is damaged, too new, in use by another process or the disk is full."""


class Stopped(AppError):
    """The officer stopped a long job; nothing was changed."""
