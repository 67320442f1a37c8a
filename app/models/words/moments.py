"""Days and hours as clocks in Viet Nam show them, whatever zone the PC is set to."""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone

from app.texts import Text

VIETNAM = timezone(timedelta(hours=7))


def local(at: datetime) -> datetime:
    """Return the time in Viet Nam; a naive time counts as local already."""
    return at.astimezone(VIETNAM) if at.tzinfo else at


def day_of(at: datetime) -> date:
    """Return the day of a moment."""
    return local(at).date()


def told(text: str) -> datetime:
    """Read a moment from outside; ValueError without a zone, or where some zone has no day of it."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError(text)
    return at


def start_of(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), VIETNAM)


def day_words(at: datetime | date) -> str:
    """Return a day as 03/10/2023."""
    day = day_of(at) if isinstance(at, datetime) else at
    return f"{day.day:02d}/{day.month:02d}/{day.year}"  # %Y below 1000 differs by system


def day_told(text: str) -> str:
    """Return the day of a moment from outside; as it stands when it is none."""
    try:
        return day_words(told(text))
    except ValueError:
        return text


def clock_words(at: datetime) -> str:
    """Return a time to the minute: 08:30 ngày 03/10/2023."""
    return f"{minute_words(at)} ngày {day_words(at)}"


def day_and_minute(at: datetime) -> str:
    """Return a time to the minute for a list: 03/10/2023 08:30."""
    return f"{day_words(at)} {minute_words(at)}"


def minute_words(at: datetime) -> str:
    """Return the hour and minute of a moment: 08:30."""
    return f"{local(at):%H:%M}"


def second_words(at: datetime) -> str:
    """Return the hour, minute and second of a moment: 08:30:15."""
    return f"{local(at):%H:%M:%S}"


def long_words(at: datetime) -> str:
    """Return a time to the minute for a paper: 08 giờ 30 phút ngày 03/10/2023."""
    here = local(at)
    return f"{here:%H} giờ {here:%M} phút ngày {day_words(here)}"  # ASCII formats only: Windows


def utc_second(at: datetime) -> str:
    """Return a moment as files of ours keep it: 2023-10-03T01:30:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def pdf_stamp(at: datetime) -> str:
    """Return a moment as a PDF file keeps it (ISO 32000-1, 7.9.4): D:20231003083000+07'00'."""
    return f"{local(at):D:%Y%m%d%H%M%S}+07'00'"


def age_words(days: int) -> Text:
    """Return in words that something is as new as some days ago."""
    return Text("cập nhật {0} ngày trước", days) if days > 0 else Text("cập nhật hôm nay")
