"""Every declared paper: made by those who may and by no one else, and recorded by its id."""

import hashlib
import re
import subprocess
from dataclasses import fields, replace
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.documents.annex import Annex, AnnexRow
from app.documents.certificate_request import RequestedKey
from app.documents.entry_list import EntryOnList
from app.documents.inspection_record import RecordRow
from app.documents.kinds import (
    ANNEX,
    ANNEX_WORKBOOK,
    BOOK_WORKBOOK,
    CERTIFICATE_REQUEST,
    DISCREPANCY_LIST,
    ENTRY_LIST,
    INSPECTION_RECORD,
    LOSS_RECORD,
    ODDITY_LIST,
    ODDITY_WORKBOOK,
    PAPERS,
    READING_SHEET,
    RECOVERY_SHEET,
    WIPE_RECORD,
)
from app.documents.loss_record import LostBooks
from app.documents.oddity_list import OddityOnList
from app.documents.reading_sheet import EntryToRead
from app.errors import Refused
from app.models.books import BOOKS
from app.models.words.roles import Role
from app.models.words.states import ItemState
from app.models.words.values import Value
from app.services.entry import papers
from app.services.entry.discrepancies import Item
from app.services.entry.fact_list import Fact
from app.services.entry.papers import PaperStep
from app.services.entry.volume_names import VolumeNames
from app.services.office import anchors, audit, dated_settings, office_settings
from app.services.office.permissions import ALLOWED
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER
from tests.unit.documents.conftest import make_persons, pages

GROUPS = tuple(f"A{n}BK" for n in range(14)), tuple(f"Z{n}GW" for n in range(14))
SHELVES = Annex(
    "xã Cẩm Tú", "Kế hoạch số 5/KH-UBND", (AnnexRow("01", "Sổ khai sinh", 3), AnnexRow("02", "Sổ khai tử"))
)
CONTENTS = {
    DISCREPANCY_LIST.id: (make_persons([2, 1]), 3),
    RECOVERY_SHEET.id: (GROUPS, 2),
    BOOK_WORKBOOK.id: ((BOOKS["khai_sinh"], [{"book_no": Value("01/1998")}]), 1),
    ENTRY_LIST.id: ([EntryOnList(*"abcdefghijk")] * 2, 2),
    READING_SHEET.id: ([EntryToRead("số 1", (("Họ tên", "Lê Văn Tý"),))] * 2, 2),
    INSPECTION_RECORD.id: ([RecordRow("Kho", "a", "b", "đạt")], 1),
    CERTIFICATE_REQUEST.id: ([RequestedKey("Kho", "a", "kho", "xã", "AAAA BBBB")] * 2, 2),
    ANNEX.id: (SHELVES, 2),
    ANNEX_WORKBOOK.id: (SHELVES, 2),
    LOSS_RECORD.id: ([LostBooks("Sổ kết hôn", "xã Cẩm Lương", "2007", "lũ", 0)], 1),
    ODDITY_LIST.id: ([OddityOnList(*"abcdefgh")] * 2, 2),
    ODDITY_WORKBOOK.id: ([OddityOnList(*"abcdefgh")] * 2, 2),
    WIPE_RECORD.id: ([("Mã kho", "0123ABCD"), ("Tài khoản", "5"), ("Sao lưu cuối", "17/10/2023")], 3),
}
every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)


def events(session):
    return [(e["kind"], e["subject"], e["uid"], e["data"]) for e in audit.since(session, 0)]


def alone(role):
    return replace(JUSTICE, roles=frozenset({role}))


def make(session, paper, by, at=AT):
    return papers.make(session, paper, CONTENTS[paper.id][0], by=by, at=at)


def test_every_paper_is_tried():
    assert CONTENTS.keys() == PAPERS.keys()


@every_paper
@pytest.mark.parametrize("role", Role)
def test_who_may_makes_it_and_who_may_not_leaves_no_event(session, paper, role):
    before = events(session)
    if role in ALLOWED[paper.action]:
        made = make(session, paper, alone(role))
        assert made.data.startswith(b"%PDF" if paper.form else b"PK\x03\x04")
        data = {"items": CONTENTS[paper.id][1], "sha256": hashlib.sha256(made.data).hexdigest()}
        assert events(session)[len(before) :] == [("paper_made", paper.id, JUSTICE.uid, data)]
    else:
        with pytest.raises(Refused):
            make(session, paper, alone(role))
        assert events(session) == before


@every_paper
def test_a_closed_account_makes_none(session, paper):
    for role in Role:
        with pytest.raises(Refused):
            make(session, paper, replace(alone(role), active=False))


@every_paper
@pytest.mark.parametrize("step", PaperStep)
def test_what_became_of_it_is_recorded_by_its_id(session, paper, step):
    by = alone(next(iter(ALLOWED[paper.action])))
    made = make(session, paper, by)
    papers.record(session, made, step, by=by, at=AT)
    data = {"items": CONTENTS[paper.id][1], "sha256": hashlib.sha256(made.data).hexdigest()}
    assert events(session)[-1] == (step, paper.id, by.uid, data)
    assert audit.first_broken(session) is None


@every_paper
def test_the_mark_of_the_audit_stands_at_the_foot_of_every_page(session, paper):
    """As ``check`` and the self-check print it: of the moment before the paper itself is an event."""
    by = alone(next(iter(ALLOWED[paper.action])))
    for _ in range(2):
        last = audit.record(session, "drilled", subject="1", by=by.uid, at=AT)
        mark = audit.checkpoint(session).h[:12]
        data = make(session, paper, by).data
        words = f"Nhật ký: {last} bước, mốc {mark}"
        if paper.form:
            assert [words in page for page in pages(data)] == [True] * len(pages(data))
        else:
            footer = load_workbook(BytesIO(data)).worksheets[0].oddFooter
            assert footer.left.text == words
        assert anchors.printed(session, mark).seq == last


def settings(session, **values):
    for key, value in values.items():
        dated_settings.put(session, key, value, valid_from=date(1900, 1, 1), by=LEADER.uid, at=AT)


def test_the_letterhead_is_the_one_of_the_day(session):
    settings(session, commune=COMMUNE, header_lines=["UBND HUYỆN THỬ", "UBND XÃ THỬ"], place="Chỗ Thử")
    dated_settings.put(session, "place", "Chỗ Mới", valid_from=date(2099, 1, 1), by=LEADER.uid, at=AT)
    text = pages(make(session, DISCREPANCY_LIST, JUSTICE).data)[0]
    assert "UBND HUYỆN THỬ" in text
    assert "UBND XÃ THỬ" in text
    assert "Chỗ Thử, ngày" in text
    later = pages(make(session, DISCREPANCY_LIST, JUSTICE, AT.replace(year=2100)).data)[0]
    assert "Chỗ Mới, ngày" in later


@pytest.mark.parametrize(
    ("commune", "place"),
    [
        ("xã Cẩm Thử, tỉnh Thanh Hóa", "Cẩm Thử"),
        ("Phường Hạc Thành, tỉnh Thanh Hóa", "Hạc Thành"),
        ("đặc khu Phú Quốc", "Phú Quốc"),
        ("thị trấn Cẩm Thủy, huyện Cẩm Thủy", "Cẩm Thủy"),
        ("Xã Đàn", "Đàn"),
        ("Bản Qua, tỉnh Lào Cai", "Bản Qua"),
    ],
)
def test_without_a_place_the_name_of_the_commune_stands_before_the_date(session, commune, place):
    settings(session, commune=commune, header_lines=["UBND"])
    assert f"\n{place}, ngày" in "\n" + pages(make(session, DISCREPANCY_LIST, JUSTICE).data)[0].replace(
        "  ", "\n"
    ).replace("\n ", "\n")


@pytest.mark.parametrize(
    ("year", "month", "day", "basis"),
    [
        (2027, 2, 27, "Lập theo Bước 2 Quy trình số 1292/HTQTCT-QLHC"),
        (2027, 3, 2, "Căn cứ: ...................."),
    ],
)
def test_a_paper_rests_on_the_law_of_its_day(session, year, month, day, basis):
    text = pages(make(session, DISCREPANCY_LIST, JUSTICE, AT.replace(year=year, month=month, day=day)).data)[
        0
    ]
    assert basis in text
    assert text.count("1292") == (basis[0] == "L")


def test_the_office_names_the_basis_of_the_new_law(session):
    first = date(2027, 3, 1)
    office_settings.put(
        session, office_settings.LIST_BASIS, "Theo luật mới", valid_from=first, by=LEADER, at=AT
    )
    after, before = AT.replace(year=2027, month=3, day=1), AT.replace(year=2027, month=2, day=28)
    texts = [pages(make(session, DISCREPANCY_LIST, JUSTICE, at).data)[0] for at in (before, after)]
    assert ["Theo luật mới" in text for text in texts] == [False, True]


def test_the_recovery_sheet_has_the_agency_but_no_place_and_date(session):
    settings(session, commune=COMMUNE, header_lines=["UBND HUYỆN THỬ", "UBND XÃ THỬ"], place="Chỗ Thử")
    for text in pages(make(session, RECOVERY_SHEET, LEADER).data):
        assert "UBND HUYỆN THỬ" in text
        assert "UBND XÃ THỬ" in text
        assert "Chỗ Thử" not in text


def bold(data, folder):
    """Return the lines of the first page that are bold; pdftohtml reads no pipe."""
    paper = folder / "paper.pdf"
    paper.write_bytes(data)
    command = ["pdftohtml", "-xml", "-stdout", "-i", "-l", "1", str(paper)]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return [unescape(line).strip() for line in re.findall(r"<b>([^<]+)</b>", told)]


@pytest.mark.parametrize(
    ("lines", "own", "above"),
    [
        (["ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"], ["ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"], []),
        (["UỶ BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"], ["UỶ BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"], []),
        (["UBND HUYỆN THỬ", "ỦY BAN NHÂN DÂN XÃ THỬ"], ["ỦY BAN NHÂN DÂN XÃ THỬ"], ["UBND HUYỆN THỬ"]),
        (["ỦY BAN NHÂN DÂN TỈNH THỬ", "XÃ THỬ"], ["XÃ THỬ"], ["ỦY BAN NHÂN DÂN TỈNH THỬ"]),
        (
            ["TỈNH THỬ", "ỦY BAN NHÂN DÂN", "XÃ THỬ"],
            ["ỦY BAN NHÂN DÂN", "XÃ THỬ"],
            ["TỈNH THỬ"],
        ),
        (["ỦY BAN NHÂN DÂN"], ["ỦY BAN NHÂN DÂN"], []),
        (["", "UBND XÃ THỬ"], ["UBND XÃ THỬ"], []),
    ],
)
def test_the_offices_own_name_is_bold_and_whole(session, tmp_path, lines, own, above):
    """Decree 30/2020, Annex I: bold is who issues the paper, regular who stands above."""
    settings(session, commune=COMMUNE, header_lines=lines, place="Chỗ Thử")
    data = make(session, DISCREPANCY_LIST, JUSTICE).data
    found = bold(data, tmp_path)
    assert all(line in found for line in own)
    assert not set(above) & set(found)
    assert all(line in pages(data)[0] for line in above)


@pytest.mark.parametrize(
    ("paper", "by", "number", "dated"),
    [
        (DISCREPANCY_LIST, JUSTICE, "Số: ……/DS-UBND", True),
        (WIPE_RECORD, LEADER, "Số: ……/BB-UBND", False),
        (INSPECTION_RECORD, LEADER, "", True),
        (CERTIFICATE_REQUEST, LEADER, "", True),
        (RECOVERY_SHEET, LEADER, "", False),
    ],
)
def test_a_paper_of_a_kind_has_room_for_its_number(session, paper, by, number, dated):
    """Decree 30/2020, Annex III: minutes have a number, and no place and date."""
    settings(session, commune=COMMUNE, header_lines=["UBND XÃ THỬ"], place="Chỗ Thử")
    first = pages(make(session, paper, by).data)[0]
    assert number in first
    assert ("Số: ……" in first) == bool(number)
    assert ("Chỗ Thử, ngày" in first) == dated


@every_paper
def test_who_gets_a_paper_stands_on_its_last_page(session, paper):
    if not paper.recipients:
        return
    last = pages(make(session, paper, LEADER if paper is not DISCREPANCY_LIST else JUSTICE).data)[-1]
    assert "Nơi nhận:" in last
    assert f"- {paper.recipients[-1]}." in last


def test_the_persons_of_an_act_keep_the_same_act():
    words = dict.fromkeys((field.name for field in fields(Item) if field.type in (str, "str")), "")
    made = Item(**{**words, "id": 1, "entry_id": "a", "is_main": True, "state": ItemState.OPEN})
    child, mother = (replace(made, section=section) for section in ("child", "mother"))
    first, second = papers.persons_of([Fact((child,)), Fact((mother,))], VolumeNames(()))
    assert first.entry_id == second.entry_id == child.entry_id


def test_the_office_names_who_gets_the_list(session):
    setting, day = office_settings.LIST_RECIPIENTS, AT.date()
    usual = pages(make(session, DISCREPANCY_LIST, JUSTICE).data)[-1]
    assert all(one in usual for one in DISCREPANCY_LIST.recipients)
    office_settings.put(session, setting, "Sở Tư pháp tỉnh\nLưu: VT", valid_from=day, by=LEADER, at=AT)
    own = pages(make(session, DISCREPANCY_LIST, JUSTICE).data)[-1]
    assert "Sở Tư pháp tỉnh" in own
    assert DISCREPANCY_LIST.recipients[0] + ";" not in own
    office_settings.put(session, setting, "", valid_from=day, by=LEADER, at=AT)
    assert "Nơi nhận" not in pages(make(session, DISCREPANCY_LIST, JUSTICE).data)[-1]
