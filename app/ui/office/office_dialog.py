"""The dialog of the office's own values: names, bases of papers, periods, each from a day on."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.errors import AppError
from app.models.words.moments import day_words
from app.models.words.roles import Action
from app.services.office import office_settings, permissions
from app.services.office.office_settings import OfficeSetting, SettingKind, Standing
from app.texts import Text, tr
from app.ui.kit import parts, theme
from app.ui.office.panels.office_values import OfficeValues, ValueRow
from app.workspace import Workspace

_HINTS = {
    SettingKind.TEXT: "",
    SettingKind.LINES: "Mỗi dòng một ý, đúng như in trên giấy tờ.",
    SettingKind.DAYS: "Số ngày, từ 1 đến 365.",
    SettingKind.DATE: "Ngày/tháng/năm, ví dụ 01/3/2027; để trống nếu chưa định.",
}


class OfficeDialog(QDialog):
    """Show the values to everybody who sees the office; a leader sets them."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Read the values of today."""
        super().__init__(parent)
        self._workspace = workspace
        self.setWindowTitle(self.tr("Cài đặt của cơ quan"))
        self.values = OfficeValues()
        self.values.given.connect(self.put)
        self.values.left.connect(self.reject)
        parts.lay(self, (self.values, 1))
        self.resize(theme.px(1040), theme.px(540))
        self.refresh()
        self.values.setFocus()

    def refresh(self) -> None:
        """Read the values again."""
        work = self._workspace
        today = work.today()
        with work.store.read() as session:
            ending = {one.key: last for one, last in office_settings.ending(session, on=today)}
            empty = {one.key for one in office_settings.empty(session, on=today)}
            rows = [
                ValueRow(
                    key=one.key,
                    group=tr(one.group),
                    label=tr(one.label),
                    words=_words(one, now.value),
                    since=_since(now),
                    ends=day_words(ending[one.key]) if one.key in ending else "",
                    missing=one.key in empty,
                    lines=one.kind is SettingKind.LINES,
                    hint=tr(_HINTS[one.kind]),
                    earlier=tuple(_earlier(one, past) for past in office_settings.history(session, one)),
                )
                for one in office_settings.SETTINGS
                for now in (office_settings.standing(session, one, on=today),)
            ]
        self.values.set_rows(rows, today=today, may_set=permissions.may(work.account, Action.SET_OFFICE))

    def put(self, key: str, words: str, day: str) -> None:
        """Keep a value from a day on; say what is wrong with it otherwise."""
        work = self._workspace
        setting = office_settings.BY_KEY[key]
        try:
            since = office_settings.read_day(day)
            with work.store.write() as session:
                office_settings.put(session, setting, words, valid_from=since, by=work.account, at=work.now())
        except AppError as error:
            self.values.say(str(error), "warn")
            return
        self.refresh()
        said = self.tr("Đã lưu “{0}”, áp dụng từ ngày {1}.")
        self.values.say(said.format(tr(setting.label), day_words(since)))


def _words(setting: OfficeSetting, value: Any) -> str:
    """Return a value as it is typed."""
    if setting.kind is SettingKind.LINES:
        return "\n".join(value)
    if setting.kind is SettingKind.DATE and value:
        return day_words(date.fromisoformat(value))
    return str(value)


def _since(now: Standing) -> str:
    if now.set_from is None:
        return tr("có sẵn") if now.value else ""
    return _day(now.set_from)


def _earlier(setting: OfficeSetting, past: Standing) -> str:
    """Return a line of the history."""
    assert past.set_from is not None, "somebody set it"
    words = _words(setting, past.value).replace("\n", " · ") or tr("(để trống)")
    if past.last is None:
        return str(Text("Từ {0}: {1}", _day(past.set_from), words))
    return str(Text("{0} đến {1}: {2}", _day(past.set_from), day_words(past.last), words))


def _day(day: date) -> str:
    """Return a day; founding sets its values from ever on."""
    return tr("ban đầu") if day.year <= _EVER else day_words(day)


_EVER = 1900
