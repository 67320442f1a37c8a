"""Invented volumes of the eight rarer books: two plain acts each, so that every type stands on the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.cases import Act, Case, DemoVolume, Entry, Span, Writer, bind
from app.demo.clerk import Clerk
from app.demo.people import GIANG, LUONG, QUY, TU
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.registry.person import Person
from app.models.words.values import Value

_PLACES = ("permanent_residence", "home_origin", "birth_place")
_WRITTEN = ("full_name", "sex", "birth_date", "ethnicity", "nationality", *_PLACES)
"""The columns of the registry that books of those years have; a number is not among them."""


@dataclass(frozen=True, slots=True)
class _OtherBook:
    """A volume to write: whose act it is, who else stands in it, and what else it says.

    ``others`` names the section of another person and who that is to the main person: "father", "spouse".
    """

    place: str
    main: str
    others: Mapping[str, str]
    texts: Mapping[str, str]
    kind: str = ""


_COURT = {
    "judgment_no": "12/2012/QĐST-HNGĐ",
    "judgment_date": "05/03/2012",
    "judgment_authority": "Tòa án nhân dân huyện Cẩm Thủy",
}
_OTHER_BOOKS: Mapping[str, _OtherBook] = {
    "xac_nhan_hon_nhan": _OtherBook(
        QUY, "subject", {}, {"marital_status_text": "Trước khi kết hôn chưa đăng ký kết hôn với ai"}
    ),
    "nhan_cha_me_con": _OtherBook(
        TU, "child", {"parent": "father"}, {"recognition_kind": "Cha nhận con"}, kind="Đăng ký mới"
    ),
    "giam_ho": _OtherBook(GIANG, "ward", {"guardian": "mother"}, {"case_kind": "Đăng ký giám hộ"}),
    "cham_dut_giam_ho": _OtherBook(
        GIANG,
        "ward",
        {"guardian": "mother"},
        {"case_kind": "Chấm dứt giám hộ", "end_reason": "Người được giám hộ đã đủ 18 tuổi"},
    ),
    "thay_doi_cai_chinh": _OtherBook(
        LUONG,
        "subject",
        {},
        {
            "change_kind": "Cải chính hộ tịch",
            "origin_book_kind": "Khai sinh",
            "origin_reg_no": "15/1999",
            "change_from": "Chữ đệm: Văm",
            "change_to": "Chữ đệm: Văn",
        },
    ),
    "ghi_chu_ly_hon": _OtherBook(
        QUY, "husband", {"wife": "spouse"}, {"note_kind": "Ly hôn", "judgment_kind": "Quyết định", **_COURT}
    ),
    "ghi_so_nuoc_ngoai": _OtherBook(
        TU,
        "subject",
        {},
        {"event_kind": "Khai sinh", "event_content": "Giấy khai sinh do Lào cấp, ghi lại vào Sổ"},
    ),
    "ghi_chu_ban_an": _OtherBook(LUONG, "subject", {}, {"note_kind": "Xác định cha, mẹ, con", **_COURT}),
}


def other_books(persons: Sequence[Person], seed: int, clerk: Clerk) -> list[DemoVolume]:
    """Write a volume of two acts of each of these books, in their legal order."""
    return [
        _volume(persons, seed + at, BOOKS[key], _OTHER_BOOKS[key], clerk)
        for at, key in enumerate(_OTHER_BOOKS)
    ]


def _volume(
    persons: Sequence[Person], seed: int, book: BookType, plan: _OtherBook, clerk: Clerk
) -> DemoVolume:
    writer, span = Writer(persons, seed, clerk), Span("01/2012", 2012, 2014, 2, plan.place)
    found = [p for p in persons if _fits(p, plan)]
    acts = [_act(writer, book, plan, person) for person in writer.dice.sample(found, span.size)]
    return bind(book.key, span, plan.kind, clerk, acts)


def _fits(person: Person, plan: _OtherBook) -> bool:
    """Tell whether a person of the old commune may be whom such an act is about."""
    young = "guardian" in plan.others or "parent" in plan.others
    first, last = ("1998", "2010") if young else ("1970", "1990")
    return (
        person.permanent_residence.endswith(plan.place)
        and len(person.birth_date) == len("1998-01-01")
        and first <= person.birth_date[:4] <= last
        and person.life_status == "Còn sống"
        and (plan.main != "husband" or person.sex == "Nam")
        and all(getattr(person, f"{kin}_id") for kin in plan.others.values())
    )


def _act(writer: Writer, book: BookType, plan: _OtherBook, person: Person) -> Act:
    values: Entry = {key: Value.of(text) for key, text in plan.texts.items()}
    values |= _described(writer.clerk, book, plan.main, person)
    for section, kin in plan.others.items():
        other = writer.by_id[getattr(person, f"{kin}_id")]
        values |= _described(writer.clerk, book, section, other)
    day = date(2012, 4, 2) + timedelta(days=writer.dice.randrange(900))
    return Act(Case.CONSISTENT, writer.day_after(day, 10), values, person.personal_id)


def _described(clerk: Clerk, book: BookType, section: str, person: Person) -> Entry:
    """Write what the registry knows of a person in the fields of a section."""
    found: Entry = {}
    for field in book.section(section).fields:
        if field.compare not in _WRITTEN:
            continue
        words = str(getattr(person, field.compare))
        if field.compare == "full_name":
            words = clerk.name(words)
        elif field.compare == "birth_date":
            words = clerk.date(words)
        elif field.compare in _PLACES:
            words = clerk.place(words)
        if words:
            found[field.key] = Value.of(words)
    return found
