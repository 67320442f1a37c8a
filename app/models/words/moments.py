"""Days and hours as clocks in Viet Nam show them, whatever zone the PC is set to."""

from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, timezone

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


def clock_words(at: datetime) -> str:
    """Return a time to the minute: 08:30 ngày 03/10/2023."""
    return f"{local(at):%H:%M} ngày {day_words(at)}"


def day_and_minute(at: datetime) -> str:
    """Return a time to the minute for a list: 03/10/2023 08:30."""
    return f"{day_words(at)} {local(at):%H:%M}"
