"""The text form of times in the store."""

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """Write an aware time as UTC RFC 3339 with milliseconds; texts sort as times do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def read(text: str) -> datetime:
    """Read a stamp back as an aware UTC time."""
    return datetime.fromisoformat(text)
