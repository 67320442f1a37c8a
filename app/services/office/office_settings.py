"""What the office sets, each value from a day on: its names, the bases of its papers, its periods.

Values that rest on a law end with it: a value of before Luật Hộ tịch số 03/2026/QH16 (in force 01/3/2027)
does not go on under it, whoever set it. Shipped values are those of the law of 2014 and its decrees; NĐ
137/2015 on personal numbers gave way to NĐ 70/2024 on 01/7/2024.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.documents.kinds import DISCREPANCY_LIST
from app.errors import BadInput
from app.models.words.codes import Resolution
from app.models.words.roles import Action
from app.services.office import dated_settings, permissions
from app.services.office.accounts import Officer
from app.texts import Text

OLD_LAW_ENDS = date(2027, 2, 28)
SOON = 60
"""Days before its end on which a value is warned of."""
LONGEST_PERIOD = 365
_DAY = timedelta(days=1)


class SettingKind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    LINES = "lines"
    DAYS = "days"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A value that comes with the program, and the first and last day on which it holds."""

    value: Any
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True)
class OfficeSetting:
    """A setting: its key in the store, what screens call it, and the values that come with the program."""

    key: str
    group: str
    label: str
    kind: SettingKind
    shipped: tuple[Shipped, ...] = ()
    required: bool = False

    @property
    def breaks(self) -> tuple[date, ...]:
        """Return the first days of another law: no earlier value goes on over one of them."""
        days = {one.first for one in self.shipped} | {
            one.last + _DAY for one in self.shipped if one.last < date.max
        }
        return tuple(sorted(days - {date.min}))


@dataclass(frozen=True, slots=True)
class Standing:
    """The value of a setting on a day, from when it was set, and the last day on which it holds.

    ``set_from`` is None for a shipped value; without any value ``value`` is empty.
    """

    value: Any
    set_from: date | None = None
    last: date | None = None


def _until(value: str) -> tuple[Shipped, ...]:
    return (Shipped(value, last=OLD_LAW_ENDS),)


_OFFICE, _BASES, _PERIODS = "Cơ quan", "Căn cứ ghi trên giấy tờ", "Thời hạn"

COMMUNE = OfficeSetting("commune", _OFFICE, "Tên đơn vị", SettingKind.TEXT, required=True)
HEADER_LINES = OfficeSetting("header_lines", _OFFICE, "Tên cơ quan ở đầu giấy tờ", SettingKind.LINES)
PLACE = OfficeSetting("place", _OFFICE, "Địa danh trước ngày tháng", SettingKind.TEXT)
LIST_RECIPIENTS = OfficeSetting(
    "recipients.discrepancy_list",
    _OFFICE,
    "Nơi nhận danh sách sai lệch",
    SettingKind.LINES,
    (Shipped(list(DISCREPANCY_LIST.recipients)),),
)
ANNEX_PLAN = OfficeSetting("annex.plan", _OFFICE, "Kế hoạch mà phụ lục số liệu kèm theo", SettingKind.TEXT)
LIST_BASIS = OfficeSetting(
    "basis.discrepancy_list",
    _BASES,
    "Danh sách sai lệch",
    SettingKind.TEXT,
    _until("Lập theo Bước 2 Quy trình số 1292/HTQTCT-QLHC"),
)
BASES: dict[Resolution, OfficeSetting] = {
    Resolution.FIX_POPULATION: OfficeSetting(
        "basis.fix_population",
        _BASES,
        "Sổ đúng, đề nghị sửa CSDLQGVDC",
        SettingKind.TEXT,
        _until("Luật Hộ tịch số 60/2014/QH13, Điều 60 khoản 2"),
    ),
    Resolution.CORRECT_BOOK: OfficeSetting(
        "basis.correct_book",
        _BASES,
        "Sổ sai, cải chính hộ tịch",
        SettingKind.TEXT,
        _until("NĐ 123/2015/NĐ-CP Điều 7 khoản 2; TT 04/2020/TT-BTP Điều 17"),
    ),
    Resolution.SUPPLEMENT_BOOK: OfficeSetting(
        "basis.supplement_book",
        _BASES,
        "Sổ thiếu, bổ sung hộ tịch",
        SettingKind.TEXT,
        _until("Luật Hộ tịch số 60/2014/QH13, Điều 29; TT 04/2020/TT-BTP Điều 18"),
    ),
    Resolution.REISSUE_PERSONAL_ID: OfficeSetting(
        "basis.reissue_personal_id",
        _BASES,
        "Hủy, xác lập lại số định danh",
        SettingKind.TEXT,
        (Shipped("NĐ 70/2024/NĐ-CP", first=date(2024, 7, 1)),),
    ),
}
"""The basis of each resolution that has one."""
ITEM_DAYS = OfficeSetting(
    "late.item", _PERIODS, "Sai lệch để quá bao nhiêu ngày thì báo", SettingKind.DAYS, (Shipped(15),)
)
PACKAGE_DAYS = OfficeSetting(
    "late.package", _PERIODS, "Gói gửi đi quá bao nhiêu ngày thì báo", SettingKind.DAYS, (Shipped(10),)
)
BEGINS = OfficeSetting("plan.begins", _PERIODS, "Ngày bắt đầu đợt nhập", SettingKind.DATE)
ENDS = OfficeSetting("plan.ends", _PERIODS, "Ngày phải xong đợt nhập", SettingKind.DATE)

SETTINGS: tuple[OfficeSetting, ...] = (
    COMMUNE,
    HEADER_LINES,
    PLACE,
    LIST_RECIPIENTS,
    ANNEX_PLAN,
    LIST_BASIS,
    *BASES.values(),
    ITEM_DAYS,
    PACKAGE_DAYS,
    BEGINS,
    ENDS,
)
"""Every setting of the office, in the order of the screen."""
BY_KEY: Mapping[str, OfficeSetting] = {one.key: one for one in SETTINGS}


def standing(session: Session, setting: OfficeSetting, *, on: date) -> Standing:
    """Return the value on a day: the office's newest, unless another law began since, else the shipped."""
    own = dated_settings.newest(session, setting.key, on=on)
    if own is not None:
        ends = _law_ends(setting, own.since)
        if ends is None or on <= ends:
            return Standing(own.value, own.since, ends)
    for one in setting.shipped:
        if one.first <= on <= one.last:
            return Standing(one.value, None, one.last if one.last < date.max else None)
    return Standing([] if setting.kind is SettingKind.LINES else "")


def _law_ends(setting: OfficeSetting, since: date) -> date | None:
    """Return the last day before another law begins, for a value of this day."""
    return next((day - _DAY for day in setting.breaks if day > since), None)


def value(session: Session, setting: OfficeSetting, *, on: date) -> Any:
    """Return the value of a setting on a day: a text, a list of lines, or a count of days."""
    return standing(session, setting, on=on).value


def history(session: Session, setting: OfficeSetting) -> list[Standing]:
    """Return every value the office set, the newest day first, each with the last day on which it held."""
    found: list[Standing] = []
    given_way = None
    for own in dated_settings.every(session, setting.key):
        ends = [day for day in (_law_ends(setting, own.since), given_way) if day is not None]
        found.append(Standing(own.value, own.since, min(ends, default=None)))
        given_way = own.since - _DAY
    return found


def put(
    session: Session, setting: OfficeSetting, words: str, *, valid_from: date, by: Officer, at: datetime
) -> None:
    """Set a value from a day on; papers of earlier days keep the value of their day.

    ``words`` are as typed: a text, lines, a count of days, or a date as day/month/year. An empty text takes
    the shipped value away from that day on. Refused to all but a leader; BadInput for words that do not fit.
    """
    permissions.require(by, Action.SET_OFFICE)
    dated_settings.put(session, setting.key, read(setting, words), valid_from=valid_from, by=by.uid, at=at)


def read(setting: OfficeSetting, words: str) -> Any:
    """Return what typed words say as a value of the setting; BadInput when they do not fit it."""
    plain = words.strip()
    if setting.required and not plain:
        raise BadInput("{0}: không được để trống. Chưa thay đổi gì.", Text(setting.label))
    match setting.kind:
        case SettingKind.TEXT:
            return " ".join(plain.split())
        case SettingKind.LINES:
            return [" ".join(line.split()) for line in plain.splitlines() if line.strip()]
        case SettingKind.DAYS:
            days = int(plain) if re.fullmatch(r"[0-9]{1,3}", plain) else 0
            if not 1 <= days <= LONGEST_PERIOD:
                raise BadInput(
                    "{0}: ghi số ngày từ 1 đến {1}. Chưa thay đổi gì.", Text(setting.label), LONGEST_PERIOD
                )
            return days
        case SettingKind.DATE:
            return read_day(plain).isoformat() if plain else ""


def read_day(words: str) -> date:
    """Return a day typed as day/month/year with four digits; BadInput for anything else."""
    found = re.fullmatch(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*", words)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise BadInput("Ghi ngày dạng ngày/tháng/năm, ví dụ 01/3/2027. Chưa thay đổi gì.")


def ending(session: Session, *, on: date, within: int = SOON) -> list[tuple[OfficeSetting, date]]:
    """Return the settings whose value ends within so many days with none to follow, and its last day."""
    found: list[tuple[OfficeSetting, date]] = []
    for setting in SETTINGS:
        last = _last_day(session, setting, on)
        if last is not None and (last - on).days <= within:
            found.append((setting, last))
    return found


def empty(session: Session, *, on: date) -> list[OfficeSetting]:
    """Return the settings that had a value under an earlier law and have none on a day."""
    return [
        setting
        for setting in SETTINGS
        if any(one.last < on for one in setting.shipped) and not value(session, setting, on=on)
    ]


def _last_day(session: Session, setting: OfficeSetting, on: date) -> date | None:
    """Return the last day before a gap; None when there is no value today or it never ends."""
    now = standing(session, setting, on=on)
    while now.value and now.last is not None:
        following = standing(session, setting, on=now.last + _DAY)
        if not following.value:
            return now.last
        now = following
    return None
