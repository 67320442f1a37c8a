"""The police sign what they see: the whole entry, on Duyệt and above the strip."""

import pytest
from PySide6.QtCore import Qt

from app.models.words.codes import Branch, Resolution
from app.models.words.values import MARK_LABELS, Mark, Source, Value
from app.services.entry import decisions, entries, freeze, volumes
from app.services.office import accounts
from app.ui.approval.screen import ApprovalScreen
from app.ui.entry.screen import EntryScreen
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.driver import cell, form_row, rows_of, table, texts
from tests.unit.services.entry.births import BIRTH
from tests.unit.services.entry.deciding import CHILD, FATHER, searched

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
MORE = {
    "registration_date": "31/2/1999",
    "signer_name": "Hà Văn Ký",
    "remarks": "Sổ ghi thêm ở lề",
    "declarant_name": "Bùi Thị Già",
    "mother_occupation": "Làm ruộng",
    "child_birth_date_words": "Hai tám tháng mười",
}


@pytest.fixture
def signed(work):
    """A birth with words in every part of the form: the child differs, mother and father are decided."""
    with work.store.write() as session:
        volume = volumes.inventory(session)[0].id
        made = entries.create(session, volume, by=JUSTICE, at=AT, random=work.random)
        for key, text in {**BIRTH, **MORE}.items():
            entries.save(session, made, key, Value.of(text), by=JUSTICE, at=AT)
        entries.save(session, made, "page_no", Value("9?", Mark.UNCERTAIN), by=JUSTICE, at=AT)
        entries.save(session, made, "child_birth_place", Value("", Mark.TORN), by=JUSTICE, at=AT)
        confirmed = Value.of("Mường", None, Source.CONFIRMED)
        entries.save(session, made, "father_ethnicity", confirmed, by=JUSTICE, at=AT)
        assert not [p for p in entries.complete(session, made, by=JUSTICE, at=AT) if p.blocking]
        choices = (
            ("child", Branch.MISMATCH_OTHER, CHILD),
            ("mother", Branch.NOT_FOUND, None),
            ("father", Branch.MATCH, FATHER),
        )
        for section, branch, person in choices:
            decisions.decide(
                session,
                made,
                section,
                branch,
                by=JUSTICE,
                at=AT,
                random=work.random,
                person=person,
                snapshot_id="s1",
                search=searched(*([person] if person else [])),
                resolutions={"mother_name": Resolution.FIX_POPULATION} if section == "child" else None,
                notes={"mother_name": "hỏi bà nội"} if section == "child" else None,
            )
    return made


@pytest.fixture
def queue(themed, work, signed, qtbot):
    made = ApprovalScreen(work)
    qtbot.addWidget(made)
    made.resize(1290, 700)
    made.refresh()
    made.show()
    return made


def shown(queue):
    return table(queue, "Trường hợp")


def row_of(queue, label, after=""):
    """Return the cells of the line with this label, the first below a heading."""
    lines = shown(queue)
    labels = texts(lines, 0)
    start = labels.index(after) if after else 0
    at = labels.index(label, start)
    return [cell(lines, at, column) for column in range(5)]


def test_every_field_that_is_signed_is_shown(work, queue, signed):
    with work.store.read() as session:
        frozen = freeze.entry_data(session, signed)
        book = entries.get(session, signed).book
    said = {c.text for at in range(len(rows_of(shown(queue)))) for c in [cell(shown(queue), at, 1)]}
    labels = texts(shown(queue), 0)
    for key, value in frozen["values"].items():
        mark = value.get("mark")
        words = value["text"] or f"({MARK_LABELS[Mark(mark)]})"
        assert words in said, key
        assert book.field_at(key).label in labels or value["text"], key
    assert {"01/1998", "1998", COMMUNE} <= said, "the volume"


def test_every_section_with_words_has_its_heading_and_each_person_its_decision(queue):
    labels = texts(shown(queue), 0)
    heads = [
        "Cần xem lại",
        "Người được khai sinh",
        "Mẹ",
        "Cha",
        "Quyển sổ",
        "Việc đăng ký",
        "Ghi chú trong sổ",
        "Người đi khai",
        "Mẹ: giấy tờ khác",
        "Cán bộ",
    ]
    assert [one for one in labels if one in heads] == heads
    assert row_of(queue, "Mẹ")[1].text == "Không tìm thấy - nhập mới"
    assert row_of(queue, "Họ, chữ đệm, tên", after="Mẹ")[1].text == "Bùi Thị Thuỷ"
    assert row_of(queue, "Dân tộc", after="Cha")[1].text == "Mường"


def test_what_is_no_part_of_a_comparison_is_shown_too(queue):
    assert row_of(queue, "Ngày sinh bằng chữ")[1].text == "Hai tám tháng mười"
    assert row_of(queue, "Nghề nghiệp")[1].text == "Làm ruộng"
    assert row_of(queue, "Người ký")[1].text == "Hà Văn Ký"
    assert row_of(queue, "Ghi chú")[1].text == "Sổ ghi thêm ở lề"


def test_marks_sources_and_notes_stand_beside_the_words(queue):
    page = row_of(queue, "Trang số")[1]
    assert (page.text, page.sub) == ("9?", MARK_LABELS[Mark.UNCERTAIN])
    assert "lấy theo CSDL, không gõ" in row_of(queue, "Dân tộc", after="Cha")[1].sub
    mother = next(
        [cell(shown(queue), at, n) for n in range(5)]
        for at, row in enumerate(rows_of(shown(queue)))
        if row.line is not None and row.line.field == "mother_name"
    )
    assert mother[1].sub == "ghi chú: hỏi bà nội"
    assert mother[4].text == "sửa CSDL"


def test_warnings_stand_on_top(queue):
    labels, said = texts(shown(queue), 0), texts(shown(queue), 1)
    assert (labels[0], said[0]) == ("Cần xem lại", f"{labels.index('Người được khai sinh') - 1} điều")
    above = dict(zip(labels[1 : labels.index("Người được khai sinh")], said[1:], strict=False))
    assert "ngày không có trong lịch" in above["Ngày đăng ký"]


def test_who_typed_and_decided_is_named(work, queue, signed):
    with work.store.read() as session:
        names = {officer.uid: officer.full_name for officer in accounts.every(session)}
    name = names.get(JUSTICE.uid, JUSTICE.uid)
    assert row_of(queue, "Người nhập")[1].text == name
    assert row_of(queue, "Người kết luận")[1].text == name


def test_a_person_in_two_entries_is_named_with_the_reason(work, queue, signed):
    with work.store.write() as session:
        volume = volumes.inventory(session)[0].id
        other = entries.create(session, volume, by=JUSTICE, at=AT, random=work.random)
        for key, text in {**BIRTH, "registration_no": "5"}.items():
            entries.save(session, other, key, Value.of(text), by=JUSTICE, at=AT)
        decisions.decide(
            session,
            other,
            "child",
            Branch.MISMATCH_OTHER,
            by=JUSTICE,
            at=AT,
            random=work.random,
            person=CHILD,
            snapshot_id="s1",
            search=searched(CHILD),
            resolutions={"mother_name": Resolution.FIX_POPULATION},
            again="ghi lại sổ cháy",
        )
    queue.refresh()
    warned = " ".join(texts(shown(queue), 1)[: texts(shown(queue), 0).index("Người được khai sinh")])
    assert "Người này còn ở mục “Người được khai sinh”" in warned
    assert "lý do: “ghi lại sổ cháy”." in warned


# -- the strip --------------------------------------------------------------------------------------


@pytest.fixture
def above(themed, work, signed, qtbot):
    made = EntryScreen(work)
    qtbot.addWidget(made)
    made.resize(1290, 700)
    made.open_entry(signed)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: not made.persons.searching)
    return made


def test_above_the_strip_no_section_with_words_is_closed(above):
    above.form.sections.toggled.emit("declarant")
    above.show_strip()
    for key in ("page_no", "signer_name", "declarant_name", "mother_occupation", "remarks", "father_name"):
        assert form_row(above.form, key).isVisibleTo(above), key


def test_above_the_strip_stands_what_to_look_at(above):
    above.show_strip()
    assert above.messages.words.startswith("Xem trước khi ký. ")
    assert "ngày không có trong lịch" in above.messages.words
    assert form_row(above.form, "registration_date").problem is not None
