"""What the leader is told on the first screen of the office's values that end or have ended."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.models.words.moments import day_words
from app.services.office.office_settings import OfficeSetting
from app.texts import Text, tr
from app.ui.today.panels.notices import Notice


def of_day(
    ending: Sequence[tuple[OfficeSetting, date]], empty: Sequence[OfficeSetting], *, on: date
) -> list[Notice]:
    """Return a notice of the values that end soon, each with its last day, and one of those that ended."""
    found = [_soon(on, last, [one for one, day in ending if day == last]) for last in _days(ending)]
    if empty:
        words = "Chưa có giá trị theo luật mới: {0}. Giấy tờ in chừa chỗ ghi tay. {1}"
        found.append(Notice(str(Text(words, _names(empty), Text(_WHERE))), "warn"))
    return found


def _soon(on: date, last: date, some: Sequence[OfficeSetting]) -> Notice:
    words = "Còn {0} ngày: từ {1} chưa có giá trị cho {2}. {3}"
    first = day_words(last + timedelta(days=1))
    left = (last - on).days + 1
    return Notice(str(Text(words, left, first, _names(some), Text(_WHERE))), "note")


_WHERE = "Ghi ở Quản trị, Cài đặt của cơ quan."


def _names(some: Sequence[OfficeSetting]) -> str:
    return "; ".join(tr(one.label) for one in some)


def _days(ending: Sequence[tuple[OfficeSetting, date]]) -> list[date]:
    return sorted({last for _, last in ending})
