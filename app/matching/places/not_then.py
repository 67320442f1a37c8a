"""Units that a written place names, but that did not exist when it was written.

Only what the tables know speaks: a name that they do not have may be of a unit before their time.
"""

import re
from functools import lru_cache

from app.matching.places import place_meaning, place_text
from app.matching.places.communes import TODAY, TWO_LEVELS
from app.matching.places.gazetteer import gazetteer
from app.matching.places.place import Place
from app.matching.places.place_meaning import ANY, Window
from app.texts import Text

_DISTRICT = re.compile(r"(?i)\b(?:huyện|quận)\b")


@lru_cache(maxsize=32768)
def said(written: str, window: Window) -> Text | None:
    """Return what of a place did not exist between two months; None where all of it may have."""
    if window == ANY or not written.strip():
        return None
    place = place_text.parse(written)
    return _province(place, window) or _district(written, place, window) or _commune(place, window)


def _province(place: Place, window: Window) -> Text | None:
    """Speak of a province that has other times only."""
    if place.province is None:
        return None
    times = gazetteer().times
    known = [one for name in place.province.readings for one in times.get(name, ())]
    if not known or any(one.at(window) for one in known):
        return None
    first, last = min(one.first for one in known), max(one.last for one in known)
    if first > window[1]:
        return Text("Tỉnh, thành phố “{0}” có từ {1}, sau lúc đăng ký.", known[0].name, _when(first))
    return Text("Tỉnh, thành phố “{0}” chỉ có đến {1}, trước lúc đăng ký.", known[0].name, _when(last))


def _district(written: str, place: Place, window: Window) -> Text | None:
    """Speak of a district, called so, where there was none any more."""
    if place.district is None or window[0] < TWO_LEVELS or not _DISTRICT.search(written):
        return None
    return Text("Ghi tên huyện, nhưng từ tháng 7/2025 không còn cấp huyện.")


def _commune(place: Place, window: Window) -> Text | None:
    """Speak of a commune that exists only since, or only until, July 2025."""
    if place.commune is None or place.province is None:
        return None
    found = place_meaning.meanings(place, window)
    communes = [one.commune for one in found if one.commune is not None]
    if not communes or len(communes) < len(found):
        return None
    name = communes[0].name
    if window[1] < TWO_LEVELS and place.district is None and all(one.time == TODAY for one in communes):
        return Text("Xã, phường “{0}” thuộc tỉnh đã ghi chỉ có từ tháng 7/2025, sau lúc đăng ký.", name)
    if window[0] >= TWO_LEVELS and all(one.time != TODAY for one in communes):
        return Text("Xã, phường “{0}” chỉ có đến tháng 6/2025, trước lúc đăng ký.", name)
    return None


def _when(month: int) -> Text:
    """Return a month of the tables in words; many know the year alone."""
    year, of_year = divmod(month, 100)
    return Text("tháng {0}/{1}", of_year, year) if 0 < of_year < 12 else Text("năm {0}", year)
