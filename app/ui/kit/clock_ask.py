"""The question before something is signed with a date that its receiver would refuse."""

from collections.abc import Callable

from app.texts import Text, tr
from app.ui.kit.ask_bar import AskBar


def when_sure(
    ask: AskBar, doubt: Text | None, then: Callable[[str], object], left: Callable[[], object] | None = None
) -> None:
    """Ask why the clock is right; ``then`` gets the reason, or "" at once where there is no doubt.

    ``left`` is called when the officer leaves the question.
    """
    if doubt is None:
        then("")
    else:
        ask.ask(
            tr("{0} Sai thì chỉnh giờ máy rồi làm lại; đúng thì ghi lý do để ký:").format(doubt),
            then,
            left=left,
        )
