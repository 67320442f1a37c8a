"""What the books other than births, marriages, adoptions and deaths warn of, and what they let pass."""

import pytest

from app.models.books import BOOKS
from app.models.declaration import rules
from app.models.declaration.act import Age
from app.models.words.values import Value

REGISTERED = "registration_date"
WARNED = [
    ("xac_nhan_hon_nhan", {REGISTERED: "4/5/2011", "subject_birth_date": "5/5/2011"}, REGISTERED),
    ("xac_nhan_hon_nhan", {REGISTERED: "4/5/2011", "subject_birth_date": "5/5/1998"}, "subject_birth_date"),
    ("xac_nhan_hon_nhan", {REGISTERED: "4/5/2011", "subject_birth_date": "4/5/1900"}, "subject_birth_date"),
    (
        "xac_nhan_hon_nhan",
        {"residence_period_from": "2/2011", "residence_period_to": "1/2011"},
        "residence_period_to",
    ),
    ("nhan_cha_me_con", {"parent_birth_date": "2000", "child_birth_date": "2010"}, "parent_birth_date"),
    ("nhan_cha_me_con", {"parent_birth_date": "1900", "child_birth_date": "1982"}, "parent_birth_date"),
    ("giam_ho", {REGISTERED: "4/5/2011", "ward_birth_date": "5/5/2011"}, REGISTERED),
    ("giam_ho", {REGISTERED: "4/5/2011", "guardian_birth_date": "5/5/1993"}, "guardian_birth_date"),
    ("giam_ho", {REGISTERED: "4/5/2011", "guardian_birth_date": "4/5/1910"}, "guardian_birth_date"),
    ("cham_dut_giam_ho", {REGISTERED: "4/5/2011", "prior_reg_date": "5/5/2011"}, REGISTERED),
    ("cham_dut_giam_ho", {REGISTERED: "4/5/2011", "ward_birth_date": "5/5/2011"}, REGISTERED),
    ("cham_dut_giam_ho", {REGISTERED: "4/5/2011", "guardian_birth_date": "5/5/1993"}, "guardian_birth_date"),
    ("thay_doi_cai_chinh", {REGISTERED: "4/5/2011", "origin_reg_date": "5/5/2011"}, REGISTERED),
    ("ghi_chu_ly_hon", {REGISTERED: "4/5/2011", "judgment_date": "5/5/2011"}, REGISTERED),
    (
        "ghi_chu_ly_hon",
        {"judgment_effective_date": "3/5/2011", "judgment_date": "4/5/2011"},
        "judgment_effective_date",
    ),
    ("ghi_chu_ly_hon", {"judgment_date": "2009", "origin_marriage_date": "2010"}, "judgment_date"),
    ("ghi_chu_ly_hon", {REGISTERED: "2011", "husband_birth_date": "1996"}, "husband_birth_date"),
    ("ghi_chu_ly_hon", {REGISTERED: "2011", "wife_birth_date": "1998"}, "wife_birth_date"),
    ("ghi_so_nuoc_ngoai", {REGISTERED: "4/5/2011", "foreign_reg_date": "5/5/2011"}, REGISTERED),
    ("ghi_so_nuoc_ngoai", {REGISTERED: "4/5/2011", "subject_birth_date": "5/5/2011"}, REGISTERED),
    ("ghi_so_nuoc_ngoai", {REGISTERED: "4/5/2011", "second_birth_date": "5/5/2011"}, REGISTERED),
    ("ghi_chu_ban_an", {REGISTERED: "4/5/2011", "judgment_date": "5/5/2011"}, REGISTERED),
    ("ghi_chu_ban_an", {REGISTERED: "4/5/2011", "subject_birth_date": "5/5/2011"}, REGISTERED),
    *(
        (key, {"book_opened_year": "2012", REGISTERED: "4/5/2011"}, REGISTERED)
        for key, book in BOOKS.items()
        if book.priority >= 5
    ),
]
PASSED = [
    ("xac_nhan_hon_nhan", {REGISTERED: "5/5/2011", "subject_birth_date": "5/5/1998"}),
    ("xac_nhan_hon_nhan", {REGISTERED: "4/5/2011", "subject_birth_date": "5/5/1900"}),
    ("xac_nhan_hon_nhan", {"residence_period_from": "1/2011", "residence_period_to": "1/2011"}),
    ("nhan_cha_me_con", {"parent_birth_date": "1998", "child_birth_date": "2010"}),
    ("nhan_cha_me_con", {"parent_birth_date": "1900", "child_birth_date": "1980"}),
    ("giam_ho", {REGISTERED: "5/5/2011", "guardian_birth_date": "5/5/1993", "ward_birth_date": "5/5/2011"}),
    ("giam_ho", {REGISTERED: "4/5/2011", "guardian_birth_date": "5/5/1910"}),
    ("cham_dut_giam_ho", {REGISTERED: "5/5/2011", "prior_reg_date": "5/5/2011"}),
    ("cham_dut_giam_ho", {REGISTERED: "5/5/2011", "guardian_birth_date": "5/5/1993"}),
    ("thay_doi_cai_chinh", {REGISTERED: "5/5/2011", "origin_reg_date": "5/5/2011"}),
    (
        "ghi_chu_ly_hon",
        {
            REGISTERED: "5/5/2011",
            "judgment_date": "5/5/2011",
            "judgment_effective_date": "5/5/2011",
            "origin_marriage_date": "5/5/2011",
            "husband_birth_date": "5/5/1995",
            "wife_birth_date": "5/5/1997",
        },
    ),
    ("ghi_so_nuoc_ngoai", {REGISTERED: "5/5/2011", "foreign_reg_date": "5/5/2011"}),
    ("ghi_chu_ban_an", {REGISTERED: "5/5/2011", "judgment_date": "5/5/2011"}),
]
LIKELY = {
    "xac_nhan_hon_nhan": {"subject": (Age.GROWN, "")},
    "nhan_cha_me_con": {"parent": (Age.GROWN, ""), "child": (Age.ANY, "")},
    "giam_ho": {"guardian": (Age.GROWN, ""), "ward": (Age.ANY, "")},
    "cham_dut_giam_ho": {"guardian": (Age.GROWN, ""), "ward": (Age.ANY, "")},
    "thay_doi_cai_chinh": {"subject": (Age.ANY, "")},
    "ghi_chu_ly_hon": {"husband": (Age.GROWN, "Nam"), "wife": (Age.GROWN, "Nữ")},
    "ghi_so_nuoc_ngoai": {"subject": (Age.ANY, ""), "second_person": (Age.ANY, "")},
    "ghi_chu_ban_an": {"subject": (Age.ANY, "")},
}


def hints(key: str, written: dict[str, str]) -> list[str]:
    values = {field: Value.of(text) for field, text in written.items()}
    return [problem.field for problem in rules.check(BOOKS[key], values) if not problem.blocking]


@pytest.mark.parametrize(("key", "written", "field"), WARNED)
def test_what_a_book_warns_of(key, written, field):
    assert field in hints(key, written)


@pytest.mark.parametrize(("key", "written"), PASSED)
def test_what_a_book_lets_pass(key, written):
    assert hints(key, written) == []


@pytest.mark.parametrize("key", LIKELY)
def test_what_a_person_of_a_book_is_likely_to_be(key):
    assert {s.key: (s.age, s.sex) for s in BOOKS[key].persons} == LIKELY[key]


def test_only_a_child_names_its_recognised_parent():
    named = {(b, s.key) for b in LIKELY for s in BOOKS[b].persons if s.relatives or s.implied or s.elsewhere}
    assert named == {("nhan_cha_me_con", "child")}, "who was divorced may have married again"


def test_one_book_is_of_births():
    assert [key for key, book in BOOKS.items() if book.is_of_births] == ["khai_sinh"]


def test_what_is_seldom_written_is_folded():
    folded = {key: [s.key for s in BOOKS[key].sections if s.folded] for key in LIKELY}
    assert folded == {
        "xac_nhan_hon_nhan": ["declarant", "subject_papers"],
        "nhan_cha_me_con": ["declarant", "parent_papers", "child_papers", "foreign"],
        "giam_ho": ["declarant", "guardian_papers", "ward_papers"],
        "cham_dut_giam_ho": ["declarant", "guardian_papers", "ward_papers"],
        "thay_doi_cai_chinh": ["declarant", "subject_papers"],
        "ghi_chu_ly_hon": ["declarant", "husband_papers", "wife_papers"],
        "ghi_so_nuoc_ngoai": ["declarant", "subject_papers", "second_person_papers"],
        "ghi_chu_ban_an": ["subject_papers"],
    }
