"""Editors of dates and times: words stay as typed; what was understood is shown beside them."""

import re

from app.matching import text
from app.models.words import ages, written_date
from app.models.words.partial_date import LAST_BOOK_YEAR, understood
from app.ui.form.editors.base import LineEditor, Remark

_TIME = re.compile(r"^(\d{1,2})(?:\s*(?:[:hg.]|giờ)\s*(\d{1,2})?)?\s*(?:phút|p|')?$", re.IGNORECASE)


class DateEditor(LineEditor):
    """A date; it may lack its day or month, be lunar or not exist."""

    def remark(self, words: str) -> Remark | None:
        """Say what was understood; warn when the date is impossible."""
        if not words.strip():
            return None
        date = written_date.read(words, LAST_BOOK_YEAR)
        if date is None:
            return self._no_date(words)
        said = understood(date)
        if date.impossible:
            return Remark(said, "differ", "warning", short=self.tr("sai ngày"), warning=True)
        if date.precision == "day":
            return Remark(said, "blank", "calendar-blank", short=self.tr("đủ ngày"), solid=False)
        return Remark(said, "less", "calendar-blank")

    def _no_date(self, words: str) -> Remark:
        """Name what old books write instead of a date; warn about anything else."""
        if text.is_ditto(words):
            return Remark(self.tr("như trên"), "blank", "calendar-blank", solid=False)
        if ages.read(words) is not None:
            return Remark(self.tr("ghi tuổi"), "less", "calendar-blank")
        return Remark(self.tr("chưa hiểu ngày"), "less", "question", short=self.tr("chưa hiểu"), warning=True)


class TimeEditor(LineEditor):
    """A time of day: ``7``, ``7:30``, ``7 giờ 30``."""

    def remark(self, words: str) -> Remark | None:
        """Say what was understood."""
        if not words.strip():
            return None
        found = _TIME.match(words.strip())
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, -1)
        if not 0 <= hour <= 24 or not 0 <= minute <= 59:
            return Remark(self.tr("chưa hiểu giờ"), "less", "question", warning=True)
        said = self.tr("{0} giờ {1} phút").format(hour, f"{minute:02d}")
        if found and not found[2]:
            said = self.tr("{0} giờ").format(hour)
        return Remark(said, "blank", "clock", solid=False)
