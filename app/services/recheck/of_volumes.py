"""What is odd about a volume: numbers that are missing or stand twice, and its total."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.models.store.tables import Volume
from app.models.words.oddities import OddityKind
from app.models.words.registration_number import RegistrationNumber
from app.services.recheck.found import FoundOddity
from app.texts import Text


@dataclass(frozen=True, slots=True)
class NumberedAct:
    """An entry as its number tells: ``number`` has its year, else that of the volume; ``field`` holds it."""

    entry_id: str
    number: RegistrationNumber
    field: str
    changed_at: str = ""


def of_numbers(
    volume: Volume, acts: Sequence[NumberedAct], shared: Callable[[int], bool]
) -> Iterator[FoundOddity]:
    """Yield the gaps and repeats of a volume's numbers, which begin again with each year.

    ``shared`` tells whether another volume of the type and place may hold acts of a year: then the first
    numbers of it may stand there (NĐ 158/2005 Đ.68: a year's numbers go on in the next volume).
    """
    years: dict[int, list[NumberedAct]] = {}
    for act in acts:
        if act.number.number is not None:
            years.setdefault(act.number.year or 0, []).append(act)
    for year, of_year in sorted(years.items()):
        of_year.sort(key=lambda act: act.number.counted)
        yield from _repeats(volume, of_year)
        yield from _gaps(volume, year, of_year, begins=1 if _begins(of_year, shared, year) else None)


def of_total(volume: Volume, entered: int) -> Iterator[FoundOddity]:
    """Yield a total in the closing note that is not what was entered and is electronic already."""
    if volume.closing_total is None or not entered:
        return
    known = entered + volume.already_electronic
    rests_on = [volume.closing_total, entered, volume.already_electronic]
    if known != volume.closing_total:
        words = "Sổ khóa với {0} trường hợp; đã nhập {1}, đã có điện tử {2}: thừa {3}."
        if known < volume.closing_total:
            words = "Sổ khóa với {0} trường hợp; đã nhập {1}, đã có điện tử {2}: thiếu {3}."
        said = Text(words, *rests_on, abs(volume.closing_total - known))
        yield FoundOddity(OddityKind.TOTAL, volume.id, said, rests_on=rests_on)


def _begins(of_year: Sequence[NumberedAct], shared: Callable[[int], bool], year: int) -> bool:
    """Tell whether the numbers of a year must begin with 1 here; one alone may have a wrong year."""
    return len(of_year) > 1 and not shared(year)


def _repeats(volume: Volume, of_year: Sequence[NumberedAct]) -> Iterator[FoundOddity]:
    first: dict[tuple[int, str], NumberedAct] = {}
    for act in of_year:
        other = first.setdefault(act.number.counted, act)
        if other is not act:
            said = Text("Số {0} có hai lần trong quyển.", act.number.text)
            yield FoundOddity(
                OddityKind.REPEAT,
                volume.id,
                said,
                entry_id=act.entry_id,
                field=act.field,
                other_id=other.entry_id,
                rests_on=[act.number.text, other.number.text],
                changed_at=act.changed_at,
            )


def _gaps(
    volume: Volume, year: int, of_year: Sequence[NumberedAct], *, begins: int | None
) -> Iterator[FoundOddity]:
    expected = begins
    for act in of_year:
        number = act.number.number or 0
        if expected is not None and number > expected:
            missing = f"{expected}–{number - 1}" if number - 1 > expected else f"{expected}"
            said = Text("Thiếu số {0} của năm {1}, trước số {2}.", missing, year or "…", act.number.text)
            yield FoundOddity(
                OddityKind.GAP,
                volume.id,
                said,
                entry_id=act.entry_id,
                field=act.field,
                rests_on=[year, expected, number],
                changed_at=act.changed_at,
            )
        expected = number + 1
