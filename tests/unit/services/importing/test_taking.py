"""What a file becomes: entries like typed ones, new versions, rows that wait; never anything twice."""

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import func, select, text

from app.errors import Refused
from app.models.store.tables import AuditEvent, Entry, FieldChange, ImportFile, ImportRow
from app.models.words.states import EntryState
from app.models.words.values import Origin, Source, Value
from app.services.entry import discarding, entries, story, volumes
from app.services.importing import planning, waiting
from app.services.importing.planning import Outcome
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE, numbered
from tests.unit.services.importing.coming import dry_run, of_1998, save, take


def all_entries(store):
    with store.read() as session:
        return [entries.view_of(row) for row in session.scalars(select(Entry).order_by(Entry.position))]


def waits(store):
    with store.read() as session:
        return waiting.listed(session, by=JUSTICE)


def troubles(store):
    return [[str(reason.what) for reason in row.reasons] for row in waits(store)]


def change(store, entry_id, key, words):
    with store.write() as session:
        entries.save(session, entry_id, key, Value.of(words), by=JUSTICE, at=AT)


@pytest.mark.usefixtures("birth_volume")
class TestTakingIn:
    @pytest.mark.parametrize("origin", Origin)
    def test_a_good_row_becomes_an_entry_as_if_it_were_typed(self, store, tmp_path, birth_volume, origin):
        found = take(store, save(tmp_path, of_1998()), origin=origin)
        assert (found.new, found.changed, found.same, found.waiting, found.unfinished) == (1, 0, 0, 0, 0)
        (entry,) = all_entries(store)
        assert (entry.volume_id, entry.origin, entry.state) == (birth_volume, origin, EntryState.ENTERED)
        assert entry.values["child_name"] == Value("Bùi Thị Thêu", None, Source.IMPORTED)
        assert entry.values["book_opened_year"] == Value("1998", None, Source.CARRIED), "of the volume"
        with store.read() as session:
            assert entries.typists(session, entry.id) == [JUSTICE.uid], "four eyes see who brought it in"
            kinds = session.scalars(select(AuditEvent.kind)).all()
            assert {"file_imported", "entry_completed"} <= set(kinds)
            (file,) = session.scalars(select(ImportFile))
            assert (file.file_name, file.layout, file.origin) == ("khai sinh.xlsx", "excel", origin)

    def test_what_lacks_something_is_a_draft_to_be_typed(self, store, tmp_path):
        found = take(store, save(tmp_path, of_1998(nksdantoc=None)))
        assert found.unfinished == 1
        assert [entry.state for entry in all_entries(store)] == [EntryState.DRAFT]

    def test_a_bad_row_waits_with_its_reason_and_the_others_come_in(self, store, tmp_path):
        rows = (of_1998(), of_1998(so="02", nkshoten=None), of_1998(so="03", nkshoten="Hà Thị Úa"))
        found = take(store, save(tmp_path, *rows))
        assert (found.new, found.waiting) == (2, 1)
        (row,) = waits(store)
        assert (row.file_name, row.line) == ("khai sinh.xlsx", 3)
        assert [str(one) for one in row.sentences] == ["Chưa có họ tên người được đăng ký. Ghi theo sổ."]

    def test_the_same_file_again_changes_nothing(self, store, tmp_path):
        path = save(tmp_path, of_1998(), of_1998(so="02", nkshoten=None))
        take(store, path)
        with store.read() as session:
            before = [
                session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("entry", "field_change", "import_file", "import_row", "audit_event")
            ]
        found = take(store, path)
        assert (found.new, found.changed, found.waiting, found.same) == (0, 0, 0, 2)
        assert found.file_id is None
        with store.read() as session:
            after = [
                session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("entry", "field_change", "import_file", "import_row", "audit_event")
            ]
        assert after == before

    def test_columns_in_another_order_and_another_count_are_the_same_rows(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        turned = dict(reversed(of_1998(STT=77).items()))
        assert take(store, save(tmp_path, turned, name="khác.xlsx")).same == 1

    def test_a_changed_row_is_a_new_version_with_the_old_one_visible(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        found = take(store, save(tmp_path, of_1998(mehoten="Trương Thị Lượt"), name="sau.xlsx"))
        assert (found.new, found.changed) == (0, 1)
        (entry,) = all_entries(store)
        assert (entry.version, entry.values["mother_name"].text) == (2, "Trương Thị Lượt")
        assert entry.state is EntryState.ENTERED
        with store.read() as session:
            told = story.of_entry(session, entry.id, by=JUSTICE)
        (difference,) = told.differences[2]
        assert (str(difference.before), str(difference.after)) == ("“Trương Thị Lược”", "“Trương Thị Lượt”")
        assert next(str(step.said) for step in told.steps if step.version == 2).startswith("Nhập lại từ tệp")

    def test_a_value_that_a_later_file_leaves_blank_is_blank_in_the_new_version(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        take(store, save(tmp_path, of_1998(mehoten=None), name="sau.xlsx"))
        (entry,) = all_entries(store)
        assert (entry.version, "mother_name" in entry.values) == (2, False)

    def test_a_column_that_a_later_file_lacks_changes_nothing(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        less = {heading: cell for heading, cell in of_1998().items() if heading != "meHoTen"}
        assert take(store, save(tmp_path, less, name="sau.xlsx")).same == 1
        assert all_entries(store)[0].values["mother_name"].text == "Trương Thị Lược"

    def test_the_first_file_again_does_not_bring_the_old_version_back(self, store, tmp_path):
        first = save(tmp_path, of_1998())
        take(store, first)
        take(store, save(tmp_path, of_1998(mehoten="Trương Thị Lượt"), name="sau.xlsx"))
        assert take(store, first).same == 1
        assert all_entries(store)[0].values["mother_name"].text == "Trương Thị Lượt"

    def test_a_date_written_otherwise_is_no_change(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        assert take(store, save(tmp_path, of_1998(nksngaysinh="5.6.1998"), name="sau.xlsx")).same == 1

    def test_what_an_officer_mended_since_is_not_overwritten(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        change(store, all_entries(store)[0].id, "mother_name", "Trương Thị Luyện")
        later = save(tmp_path, of_1998(mehoten="Trương Thị Lượt", nksdantoc="Kinh"), name="sau.xlsx")
        assert take(store, later).waiting == 1
        assert all_entries(store)[0].values["mother_name"].text == "Trương Thị Luyện"
        assert troubles(store) == [["mended_before"]]

    def test_what_an_officer_mended_stays_where_the_file_changes_something_else(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        change(store, all_entries(store)[0].id, "mother_name", "Trương Thị Luyện")
        later = save(tmp_path, of_1998(nksdantoc="Kinh"), name="sau.xlsx")
        assert take(store, later).changed == 1
        values = all_entries(store)[0].values
        assert (values["mother_name"].text, values["child_ethnicity"].text) == ("Trương Thị Luyện", "Kinh")

    def test_a_typed_entry_is_never_overwritten(self, store, tmp_path, type_birth):
        entry_id = type_birth(registration_no="01/1998", registration_date="19/11/1998")
        assert take(store, save(tmp_path, of_1998())).waiting == 1
        assert troubles(store) == [["typed_before"]]
        assert [entry.id for entry in all_entries(store)] == [entry_id]

    def test_an_entry_that_was_put_away_is_not_in_the_way(self, store, tmp_path, type_birth):
        entry_id = type_birth(registration_no="01/1998", registration_date="19/11/1998")
        with store.write() as session:
            discarding.discard(session, entry_id, "nhập nhầm", by=JUSTICE, at=AT)
        assert take(store, save(tmp_path, of_1998())).new == 1

    def test_an_approved_entry_is_not_changed_by_a_file(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        with store.write() as session:
            session.execute(text("DROP TRIGGER entry_needs_approval"))
            session.execute(text("UPDATE entry SET state = 'approved'"))
        assert take(store, save(tmp_path, of_1998(nksdantoc="Kinh"), name="sau.xlsx")).waiting == 1
        (row,) = waits(store)
        assert "Công an đã duyệt" in str(row.sentences[0])
        assert all_entries(store)[0].version == 1

    def test_a_name_may_be_corrected_by_a_later_file(self, store, tmp_path):
        take(store, save(tmp_path, of_1998()))
        assert take(store, save(tmp_path, of_1998(nkshoten="Bùi Thị Thiêu"), name="sau.xlsx")).changed == 1

    def test_a_volume_may_repeat_a_number_of_two_people(self, store, tmp_path):
        rows = (of_1998(), of_1998(nkshoten="Hà Thị Úa"))
        assert take(store, save(tmp_path, *rows)).new == 2
        later = save(
            tmp_path, of_1998(), of_1998(nkshoten="Hà Thị Úa", mehoten="Lê Thị Sáu"), name="sau.xlsx"
        )
        assert take(store, later).changed == 1
        assert [e.values["mother_name"].text for e in all_entries(store)] == ["Trương Thị Lược", "Lê Thị Sáu"]

    def test_a_repeated_row_comes_in_once(self, store, tmp_path):
        found = take(store, save(tmp_path, of_1998(), of_1998(STT=9)))
        assert (found.new, found.same) == (1, 1)

    def test_one_act_with_two_contents_waits(self, store, tmp_path):
        found = take(store, save(tmp_path, of_1998(), of_1998(mehoten="Lê Thị Sáu")))
        assert (found.new, found.waiting) == (1, 1)
        assert [str(one) for one in waits(store)[0].sentences] == [
            "Trùng số và quyển với dòng 2 nhưng khác nội dung. Xem lại số của hai dòng."
        ]

    def test_numbers_of_other_years_are_other_acts(self, store, tmp_path):
        rows = (of_1998(so="01"), of_1998(so="01", ngaydangky="20/01/1999", nksngaysinh="01/01/1999"))
        assert take(store, save(tmp_path, *rows)).new == 2


class TestVolumes:
    def add(self, store, number, year, place=COMMUNE):
        with store.write() as session:
            view = volumes.VolumeView(0, "khai_sinh", number, year, place)
            return volumes.add(session, view, by=JUSTICE, at=AT)

    def test_each_row_goes_to_the_volume_of_its_number(self, store, tmp_path):
        first, second = self.add(store, "01/1998", "1998"), self.add(store, "1", "1999")
        path = save(tmp_path, of_1998(), of_1998(so="2", quyenso="01/1999", ngaydangky="2/2/1999"))
        assert take(store, path).new == 2
        assert [entry.volume_id for entry in all_entries(store)] == [first, second]

    def test_a_volume_that_is_not_there_is_asked_for_and_found_the_next_time(self, store, tmp_path):
        path = save(tmp_path, of_1998())
        assert take(store, path).waiting == 1
        assert troubles(store) == [["no_volume"]]
        self.add(store, "01/1998", "1998")
        found = take(store, path)
        assert (found.new, found.waiting, waits(store)) == (1, 0, [])
        with store.read() as session:
            assert session.scalar(select(func.count()).select_from(ImportRow)) == 1, "the row that waited"

    def test_of_two_volumes_of_one_number_the_place_decides(self, store, tmp_path):
        self.add(store, "01/1998", "1998", "UBND xã Cẩm Giang, huyện Cẩm Thủy, tỉnh Thanh Hóa")
        second = self.add(store, "01/1998", "1998", COMMUNE)
        take(store, save(tmp_path, of_1998(noidangky=COMMUNE)))
        assert [entry.volume_id for entry in all_entries(store)] == [second]

    def test_without_a_place_it_is_asked(self, store, tmp_path):
        self.add(store, "01/1998", "1998", "xã Cẩm Giang")
        self.add(store, "01/1998", "1998", "xã Cẩm Liên")
        path = save(tmp_path, of_1998())
        assert take(store, path).waiting == 1
        assert troubles(store) == [["several_volumes"]]

    def test_a_chosen_volume_takes_rows_without_a_number_and_no_others(self, store, tmp_path):
        chosen = self.add(store, "01/1998", "1998")
        self.add(store, "02/1998", "1998")
        path = save(tmp_path, of_1998(quyenso=None), of_1998(so="02", quyenso="02/1998"))
        assert take(store, path, volume_id=chosen).new == 1
        assert troubles(store) == [["other_volume"]]


@pytest.mark.usefixtures("birth_volume")
def test_a_dry_run_changes_nothing_and_says_what_would_be(store, tmp_path):
    path = save(tmp_path, of_1998(nksSoDinhDanh=38198900107), of_1998(so="02", nkshoten=None))
    plan = dry_run(store, path)
    assert [row.outcome for row in plan.rows] == [Outcome.NEW, Outcome.WAITS]
    assert not plan.changes_nothing
    said = [(line, str(words)) for line, words in planning.lines(plan.rows, plan.book)]
    assert (2, "Con, Số định danh: trả lại số 0 đầu, “38198900107” là 038198900107") in said
    assert (3, "Chưa có họ tên người được đăng ký. Ghi theo sổ.") in said
    with store.read() as session:
        for table in (Entry, ImportFile, ImportRow, FieldChange):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_police_bring_in_nothing(store, tmp_path):
    path = save(tmp_path, of_1998())
    with pytest.raises(Refused, match="Việc này chỉ Tư pháp được làm"):
        take(store, path, by=POLICE)


@pytest.mark.usefixtures("birth_volume")
class TestWaiting:
    def mend(self, store, said, **given):
        (row,) = waits(store)
        with store.write() as session:
            return waiting.mend(session, row.id, said, by=JUSTICE, at=AT, random=numbered("mend"), **given)

    def test_a_mended_row_comes_in(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(nkshoten=None)))
        assert self.mend(store, {"child_name": "Bùi Thị Thêu"}) == ()
        assert waits(store) == []
        (entry,) = all_entries(store)
        assert entry.values["child_name"] == Value("Bùi Thị Thêu", None, Source.IMPORTED)
        assert (entry.origin, entry.state) == (Origin.ELECTRONIC, EntryState.ENTERED)

    def test_what_is_still_wrong_is_said_and_what_was_written_is_kept(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(nkshoten=None, so=None)))
        (reason,) = self.mend(store, {"child_name": "Bùi Thị Thêu"})
        assert reason.what == "no_number"
        (row,) = waits(store)
        assert row.main_name == "Bùi Thị Thêu"
        assert self.mend(store, {"registration_no": "01"}) == ()

    def test_a_date_of_excel_is_answered_by_accepting_what_it_may_be(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(quyenso=(dt.date(1998, 1, 1), "mm/yyyy"))))
        (row,) = waits(store)
        assert row.proposals == {"book_no": "01/1998"}
        assert self.mend(store, row.proposals) == ()
        assert all_entries(store)[0].values["book_no"].text == "01/1998"

    def test_a_mended_row_that_is_here_already_makes_no_second_entry(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(), of_1998(nkshoten=None)))
        assert self.mend(store, {"child_name": "Bùi Thị Thêu"}) == ()
        assert len(all_entries(store)) == 1

    def test_the_file_of_a_mended_row_again_changes_nothing(self, store, tmp_path):
        path = save(tmp_path, of_1998(nkshoten=None))
        take(store, path)
        self.mend(store, {"child_name": "Bùi Thị Thêu"})
        assert take(store, path).same == 1
        assert len(all_entries(store)) == 1

    def test_a_volume_can_be_chosen_for_a_row(self, store, tmp_path, birth_volume):
        take(store, save(tmp_path, of_1998(quyenso=None)))
        assert troubles(store) == [["no_volume"]]
        assert self.mend(store, {}, volume_id=birth_volume) == ()

    def test_a_row_is_put_aside_for_a_reason_and_stays_aside(self, store, tmp_path):
        path = save(tmp_path, of_1998(nkshoten=None))
        take(store, path)
        (row,) = waits(store)
        with pytest.raises(Refused, match="Cần ghi lý do"), store.write() as session:
            waiting.put_aside(session, row.id, " ", by=JUSTICE, at=AT)
        with store.write() as session:
            waiting.put_aside(session, row.id, "dòng tổng cộng", by=JUSTICE, at=AT)
        assert waits(store) == []
        assert take(store, path).same == 1
        with pytest.raises(Refused, match="không còn chờ"), store.write() as session:
            waiting.put_aside(session, row.id, "lần nữa", by=JUSTICE, at=AT)

    def test_waiting_rows_are_written_out_as_they_came_with_their_reasons(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(nkshoten=None, mehoten="Lê Thị Sáu")))
        sheet = openpyxl.load_workbook(io.BytesIO(waiting.export(waits(store)))).active
        head, cells = sheet.iter_rows(values_only=True)
        found = dict(zip(head, cells, strict=True))
        assert found["Dòng"] == "2"
        assert found["Lý do chờ"].startswith("Chưa có họ tên")
        assert found["so"] == "01/1998"

    def test_written_out_and_mended_rows_come_in_by_their_file(self, store, tmp_path):
        take(store, save(tmp_path, of_1998(nkshoten=None)))
        book = openpyxl.load_workbook(io.BytesIO(waiting.export(waits(store))))
        column = next(cell.column for cell in book.active[1] if cell.value == "nksHoTen")
        book.active.cell(2, column, "Bùi Thị Thêu")
        book.save(tmp_path / "sửa.xlsx")
        assert take(store, tmp_path / "sửa.xlsx").new == 1
