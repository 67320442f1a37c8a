"""The shortest names by which the places of one office are told apart."""

from collections.abc import Iterable, Mapping

from app.models.words.volume_identity import place_key


def short_places(places: Iterable[str]) -> Mapping[str, str]:
    """Return the shortest name of each place, by its key: as many of its first parts as tell it from others.

    "xã Cẩm Tú, huyện Cẩm Thủy" and "xã Cẩm Tú, tỉnh Thanh Hóa" need two parts. A place that nobody wrote has
    an empty name.
    """
    written = {place_key(place): place.strip() for place in sorted(places)}
    parts = {key: tuple(map(place_key, place.split(","))) for key, place in written.items()}
    return {
        key: _shortest(place, [other for its, other in parts.items() if its != key])
        for key, place in written.items()
    }


def _shortest(place: str, others: Iterable[tuple[str, ...]]) -> str:
    pieces = [piece.strip() for piece in place.split(",")]
    for count in range(1, len(pieces)):
        begin = tuple(map(place_key, pieces[:count]))
        if any(begin) and not any(other[:count] == begin for other in others):
            return ", ".join(pieces[:count])
    return place
