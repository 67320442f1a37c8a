"""Moments from outside: with a zone, and with a day in every zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.models.words import moments


@pytest.mark.parametrize(
    "text", ["2023-10-17T13:41:07Z", "0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-14:00"]
)
def test_a_moment_has_a_day_everywhere(text):
    at = moments.told(text)
    assert at == datetime.fromisoformat(text)
    for hours in (-14, 14):
        assert (
            abs((at.astimezone(timezone(timedelta(hours=hours))) - at.astimezone(UTC)).total_seconds()) == 0
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm nay",
        "2023-10-17T13:41:07",
        "0001-12-31T23:00:00Z",
        "9999-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_another_text_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011 of whatever words
        moments.told(text)
