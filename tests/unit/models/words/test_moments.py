"""Days and hours are those of Viet Nam, whatever zone the PC is set to."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.models.words import moments
from app.models.words.moments import (
    clock_words,
    day_and_minute,
    day_of,
    day_words,
    local,
    long_words,
    minute_words,
    pdf_stamp,
    second_words,
    start_of,
    utc_second,
)

NIGHT = datetime(2023, 4, 4, 17, 5, tzinfo=UTC)  # five past midnight of the 5th in Viet Nam


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York"], autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone the PC is set to."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a process can be set on POSIX only")
    with monkeypatch.context() as context:
        context.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("offset", [-8, 0, 7, 9])
def test_a_moment_of_the_night_is_of_the_day_in_viet_nam(offset: int) -> None:
    at = NIGHT.astimezone(timezone(timedelta(hours=offset)))
    assert day_of(at) == date(2023, 4, 5)
    assert day_words(at) == "05/04/2023"
    assert clock_words(at) == "00:05 ngày 05/04/2023"
    assert day_and_minute(at) == "05/04/2023 00:05"
    assert minute_words(at) == "00:05"
    assert second_words(at) == "00:05:00"
    assert long_words(at) == "00 giờ 05 phút ngày 05/04/2023"
    assert utc_second(at) == "2023-04-04T17:05:00Z"
    assert pdf_stamp(at) == "D:20230405000500+07'00'"
    assert (local(at).hour, local(at)) == (0, at)


def test_a_day_is_written_like_its_moments() -> None:
    assert day_words(date(2023, 4, 5)) == "05/04/2023"
    assert day_words(date(999, 1, 2)) == "02/01/999"


def test_a_naive_moment_counts_as_local() -> None:
    assert clock_words(datetime(2023, 4, 5, 8, 30)) == "08:30 ngày 05/04/2023"  # noqa: DTZ001


def test_a_day_begins_at_midnight_in_viet_nam() -> None:
    start = start_of(date(2023, 4, 5))
    assert start == datetime(2023, 4, 4, 17, tzinfo=UTC)
    assert day_of(start) == date(2023, 4, 5)
    assert day_of(start - timedelta(microseconds=1)) == date(2023, 4, 4)


@pytest.mark.parametrize(
    "text", ["2023-10-17T13:41:07Z", "0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-14:00"]
)
def test_a_moment_has_a_day_everywhere(text: str) -> None:
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
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 of whatever words
        moments.told(text)
