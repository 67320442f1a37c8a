"""The laws on civil status, network security and personal data, each with the days on which it holds.

The office may replace the list by the dated setting ``SETTING``, from a day on until another law begins or
ends. Sources: Luật Hộ tịch
60/2014/QH13 and 03/2026/QH16; Luật An ninh mạng 24/2018/QH14 and 116/2025/QH15; Luật Bảo vệ dữ liệu cá nhân
91/2025/QH15; NĐ 356/2025, NĐ 330/2026, NĐ 331/2026; TCVN 14423:2026.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.services.office import dated_settings

SETTING = "laws"
_ALWAYS, _OPEN = date.min, date.max


@dataclass(frozen=True, slots=True)
class Law:
    """A law and the first and last day on which it holds."""

    name: str
    first: date = _ALWAYS
    last: date = _OPEN

    @property
    def turns(self) -> tuple[date, ...]:
        """Return the first day on which it holds, and the first on which it does no more."""
        ended = (self.last + timedelta(days=1),) if self.last < _OPEN else ()
        return (self.first, *ended)


SHIPPED: tuple[Law, ...] = (
    Law("Luật Hộ tịch số 60/2014/QH13", last=date(2027, 2, 28)),
    Law("Luật Hộ tịch số 03/2026/QH16", first=date(2027, 3, 1)),
    Law("Luật An ninh mạng số 24/2018/QH14", last=date(2026, 6, 30)),
    Law("Luật An ninh mạng số 116/2025/QH15", first=date(2026, 7, 1)),
    Law("Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", first=date(2026, 1, 1)),
    Law("Nghị định số 356/2025/NĐ-CP", first=date(2026, 1, 1)),
    Law("Nghị định số 330/2026/NĐ-CP", first=date(2026, 8, 19)),
    Law("Nghị định số 331/2026/NĐ-CP", first=date(2026, 8, 19)),
    Law("TCVN 14423:2026", first=date(2026, 8, 19)),
)


def in_force(session: Session, *, on: date) -> tuple[str, ...]:
    """Return the names of the laws that hold on a day: the office's own list, else the shipped one."""
    own = dated_settings.newest(session, SETTING, on=on)
    if own is not None and not any(own.since < day <= on for law in SHIPPED for day in law.turns):
        return tuple(own.value)
    return tuple(law.name for law in SHIPPED if law.first <= on <= law.last)
