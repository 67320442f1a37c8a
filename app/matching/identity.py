"""Identity numbers: parsing, structure, and the comparison of two (NĐ 137/2015 Đ.13)."""

import re

from app.matching import text
from app.matching.result import Result, Span
from app.matching.verdict import Verdict
from app.models.words.vietnamese import clean, fold

# a separate number, or one after the name of its paper: "CMT038 053 206 419", but no passport "B1234567"
_BY_ITSELF = r"(?:(?<!\w)|(?i:(?<=cmt)|(?<=cmnd)|(?<=cccd)|(?<=số)))"
_RUN = re.compile(_BY_ITSELF + r"[0-9](?:[\s.\-]{0,2}[0-9]){7,12}(?!\w)")
_COMPACT = re.compile(_BY_ITSELF + r"(?:[0-9]{12}|[0-9]{9})(?!\w)")
_DATE = re.compile(r"(?<![0-9.\-])[0-9]{1,2}([./\-])[0-9]{1,2}\1(?:19|20)[0-9]{2}(?![0-9]|[.\-][0-9])")
_LIKE_RUN = re.compile(_BY_ITSELF + r"[0-9OoIl](?:[\s.\-]{0,2}[0-9OoIl]){7,12}(?!\w)")
_LEAST_DIGITS = 6  # digits in a number with letters for the others
_COLUMN_BY_LENGTH = dict.fromkeys((8, 9, 10), "cmnd") | dict.fromkeys((11, 12, 13), "personal_id")
# numbers of a cell: "38198900103.0", "38.198.900.103,00", and 3.8198900103E+10, which has every digit
_CELL = re.compile(r"([0-9]{7,13}|[0-9]{1,3}(?:[.,][0-9]{3}){2,4})[.,]0+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,4}")
_POWER = re.compile(r"(?i)([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})")
_OPENED_AND_SAVED = re.compile(r"[1-9][0-9]{5}0{5}")  # what is left of 3.81989E+10
_WHOLE = (9, 12)  # digits of a CMND and of a personal number
_OTHER_PAPER = re.compile(
    r"\b(?:ho chieu|passport|hc|giay|gks|so ho khau|shk|cmsq|cmqd|si quan|quan nhan|bang|the|qd|trich luc)\b"
    r"|^(?:so )?[a-z]{1,2} ?[0-9]{6,8}$"
)
_OWN_PAPER = re.compile(r"cmnd|cmt|cccd|chung minh|can cuoc")
LOST_ZERO = "mất số 0 đầu"
ROUNDED = "số bị làm tròn, mất chữ số: xem lại giấy tờ"
_DIGIT_OF = str.maketrans("OoIl", "0011")
_PREFIX = re.compile(r"(?i)^(số|cmnd|cccd|cmt|căn cước|cc|đdcn|số định danh|[:.\s])+")


def digits(written: str) -> str:
    """Return the number without spaces, dots, dashes and the words around it ("CMND số … CA cấp").

    O and l inside it become 0 and 1. Without a separate run of 8 to 13 digits the letters stay. Every
    personal number begins with 0, so a cell of a table leaves 11 digits of it, and the 0 is put back.
    A number that a cell has rounded is empty.
    """
    found = written_digits(written)
    if len(found) != 11 or found[0] == "0" or not found.isdecimal():
        return found
    return "" if _OPENED_AND_SAVED.fullmatch(found) else f"0{found}"


def written_digits(written: str) -> str:
    """Return the number as ``digits``, but without a zero that was lost."""
    if written.isascii() and written.isdecimal():
        return written
    plain = clean(written)
    if cell := _CELL.fullmatch(plain):
        return re.sub(r"[.,]", "", cell[1])
    if _GROUPED.fullmatch(plain):
        return plain.replace(",", "")
    if power := _POWER.fullmatch(plain):
        number, size = power[1] + (power[2] or ""), int(power[3]) + 1
        return number[:size] if len(number) >= size and not number[size:].strip("0") else ""
    if run := _run(plain):
        return re.sub(r"[^0-9]", "", run.group().translate(_DIGIT_OF))
    return re.sub(r"[\s.\-]", "", _PREFIX.sub("", plain))


def _run(written: str) -> re.Match[str] | None:
    """Find the digits: preferably the first run of a full number's length, not a date or a wrong length."""
    if compact := _COMPACT.search(written):
        return compact
    plain = _DATE.sub(
        lambda day: " " * len(day.group()) if _long_enough(written, day) else day.group(), written
    )
    runs = list(_RUN.finditer(plain))
    whole = (run for run in runs if len(re.sub(r"[^0-9]", "", run.group())) in {9, 12})
    found = next(whole, runs[0] if runs else None)
    if found is not None:
        return found
    alike = _LIKE_RUN.search(plain)
    return alike if alike and sum(c.isdecimal() for c in alike.group()) >= _LEAST_DIGITS else None


def _long_enough(written: str, day: re.Match[str]) -> bool:
    """Tell whether the text holds a number besides an apparent date."""
    return sum(char.isdecimal() for char in written[: day.start()] + written[day.end() :]) >= _LEAST_DIGITS


def column_of(written: str) -> str:
    """Return the registry column of a number: personal_id for 12 digits, cmnd for 9; else empty.

    A number with one digit too few or too many gets the nearer column.
    """
    number = digits(written)
    if not (number.isascii() and number.isdecimal()):
        return ""
    return _COLUMN_BY_LENGTH.get(len(number), "")


def is_whole(written: str) -> bool:
    """Tell whether a number has as many digits as a CMND or a personal number."""
    return bool(column_of(written)) and len(digits(written)) in _WHOLE


def is_rounded(written: str) -> bool:
    """Tell whether a cell of a table has lost digits of the number ("3.81989E+10")."""
    return not digits(written) and any(map(str.isdecimal, written))


def is_other_paper(written: str) -> bool:
    """Tell whether a number is of a paper that the registry does not have (a passport)."""
    plain = fold(written)
    return not is_rounded(written) and bool(_OTHER_PAPER.search(plain)) and not _OWN_PAPER.search(plain)


def lost_zeros(written: str, number: str) -> bool:
    """Tell whether a written number is this one without the zeros that it begins with."""
    found = "" if is_rounded(written) else written_digits(written)
    return (
        number.startswith("0")
        and number.isdecimal()
        and len(number) in _WHOLE
        and found == number.lstrip("0")
    )


def sorted_out(personal_id: str, cmnd: str) -> tuple[str, str]:
    """Return the two numbers, each for its own column, because clerks mix the columns up.

    A number in its right column is never overwritten.
    """
    stays = personal_id and column_of(personal_id) != "cmnd"
    if stays or (cmnd and column_of(cmnd) != "personal_id"):
        return personal_id, cmnd
    return cmnd, personal_id


def structure(personal_id: str, sex: str, birth_year: int | None) -> tuple[str, ...]:
    """Return the fault in a personal number in words; empty without a fault.

    Digit 4 is century and sex, digits 5–6 the year of birth; there is no check digit. A sex other than
    "Nam" and "Nữ" and an unknown year are not checked.
    """
    if not re.fullmatch(r"0\d{11}", personal_id):
        return ("số định danh không đủ 12 chữ số bắt đầu bằng 0",)
    wrong: list[str] = []
    century, female = divmod(int(personal_id[3]), 2)
    if sex in {"Nam", "Nữ"} and bool(female) != (sex == "Nữ"):
        wrong.append("chữ số thứ 4 trái giới tính")
    if birth_year is not None and 1900 <= birth_year < 2400:
        if birth_year // 100 != 19 + century:
            wrong.append("chữ số thứ 4 trái thế kỷ sinh")
        if personal_id[4:6] != f"{birth_year % 100:02d}":
            wrong.append("chữ số 5–6 trái năm sinh")
    return tuple(wrong)


def birth_year(personal_id: str) -> int | None:
    """Return the year of birth in a personal number (digits 4 to 6); None for another number."""
    if not re.fullmatch(r"0[0-9]{11}", personal_id):
        return None
    return 1900 + int(personal_id[3]) // 2 * 100 + int(personal_id[4:6])


def compare(book: str, registry: str) -> Verdict:
    """Compare two written numbers of one kind; neither is blank."""
    if book == registry:
        return Verdict(Result.EQUAL)
    if lost_zeros(book, registry):
        return Verdict(Result.EQUAL_VARIANT, LOST_ZERO)
    ours, theirs = digits(book), digits(registry)
    if ours == theirs:
        run = _run(book)
        letters = run is not None and run.group().translate(_DIGIT_OF) != run.group()
        return (
            Verdict(Result.EQUAL_VARIANT, "chữ cái thay cho chữ số")
            if letters
            else Verdict(Result.EQUAL_FORMAT)
        )
    if len(ours) != len(theirs):
        detail = "thiếu chữ số" if len(ours) < len(theirs) else "thừa chữ số"
        return Verdict(Result.DIFFERENT, detail, *text.letters_apart(book, registry))
    wrong = [i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    detail = f"sai {len(wrong)} chữ số" if len(wrong) <= 3 else "khác số"
    return Verdict(Result.DIFFERENT, detail, _marked(book, ours, wrong), _marked(registry, theirs, wrong))


def _marked(written: str, number: str, wrong: list[int]) -> tuple[Span, ...]:
    """Return the spans of the wrong digits in the written text."""
    start, end = run.span() if (run := _run(written)) else (0, len(written))
    places = [m.start() for m in re.compile(r"\w").finditer(written, start, end)][-len(number) :]
    return text.join_spans([(places[i], places[i] + 1) for i in wrong]) if len(places) == len(number) else ()
