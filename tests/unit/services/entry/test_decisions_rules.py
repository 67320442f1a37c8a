"""Each refusal of a decision and of a step of the follow-up list, and what a decision keeps."""

import hashlib
from dataclasses import asdict, replace

import pytest
from sqlalchemy import func, select

from app.crypto import canonical
from app.errors import Refused
from app.matching.result import Finding, Search
from app.models.store.tables import AuditEvent, Decision, Discrepancy, Snapshot, StateChange
from app.models.words.codes import Branch, Resolution
from app.models.words.states import FOLLOWED, ITEM_STATE_LABELS, SEALED, EntryState, ItemState, can_move_item
from app.models.words.values import Value
from app.services.entry import changing, decisions, discrepancies, entries, fact_list, papers, volume_names
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.conftest import put
from tests.unit.services.entry.deciding import CHILD, SAME_CHILD, searched

NOT_JUSTICE = (TYPIST, POLICE, LEADER, replace(JUSTICE, active=False))
CLOSED_TO_DECIDING = sorted(changing.WAYS)
OPEN_TO_DECIDING = sorted({*EntryState} - set(CLOSED_TO_DECIDING))
FIX = {"mother_name": Resolution.FIX_POPULATION}


def roles(officer):
    return "+".join(sorted(officer.roles)) + ("" if officer.active else " closed")


def last_event(session):
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    return event.kind, event.subject, event.uid, event.data


@pytest.fixture
def decide(session, entry_id, random):
    """Decide that the child is SAME_CHILD, with changes; return the row."""

    def decide(branch=Branch.MATCH, **changes):
        given = {"person": SAME_CHILD, "snapshot_id": "s1", "search": searched(SAME_CHILD), "by": JUSTICE}
        made = decisions.decide(
            session, entry_id, "child", branch, at=AT, random=random, **{**given, **changes}
        )
        return session.get_one(Decision, made)

    return decide


@pytest.fixture
def differ(decide):
    """Decide that the child is found and its mother's name differs."""

    def differ(**changes):
        given = {"person": CHILD, "search": searched(CHILD), "resolutions": FIX}
        return decide(Branch.MISMATCH_OTHER, **{**given, **changes})

    return differ


def item_of(session, decision):
    return session.scalars(select(Discrepancy).where(Discrepancy.decision_id == decision.id)).one()


class TestDecide:
    def test_by_justice(self, decide):
        assert decide(by=JUSTICE).by == JUSTICE.uid

    @pytest.mark.parametrize("by", NOT_JUSTICE, ids=roles)
    def test_not_by_others(self, session, entry_id, decide, by):
        with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
            decide(by=by)
        with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
            decisions.undo(session, entry_id, "child", by=by, at=AT)

    @pytest.mark.parametrize("state", CLOSED_TO_DECIDING)
    def test_not_once_it_is_closed(self, session, entry_id, decide, state):
        put(session, entry_id, state)
        for work in (decide, lambda: decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)):
            with pytest.raises(Refused) as refused:
                work()
            assert changing.way(EntryState(state)) in str(refused.value)

    @pytest.mark.parametrize("state", OPEN_TO_DECIDING)
    def test_in_any_other_state(self, session, entry_id, decide, state):
        put(session, entry_id, state)
        assert decide().active
        assert decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)

    @pytest.mark.parametrize("branch", [Branch.MATCH, Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER])
    def test_who_was_found_must_be_chosen(self, decide, branch):
        with pytest.raises(Refused, match="Chưa chọn người"):
            decide(branch, person=None)

    def test_only_on_the_copy_in_force(self, session, decide):
        with pytest.raises(Refused, match="đã đổi trong lúc đối chiếu"):
            decide(snapshot_id="s0")
        session.scalars(select(Snapshot)).one().active = False
        with pytest.raises(Refused, match="đã đổi trong lúc đối chiếu"):
            decide(snapshot_id="s1")

    def test_no_match_while_something_differs(self, decide):
        with pytest.raises(Refused, match="Còn 1 mục khác nhau"):
            decide(person=CHILD)

    def test_no_match_while_something_is_unread(self, decide, session):
        unread = replace(SAME_CHILD, birth_date="12/13/98")
        with pytest.raises(Refused, match=r"Còn 1 mục chưa đọc được nên không thể ghi “Thống nhất”\."):
            decide(person=unread)
        with pytest.raises(Refused, match="Chưa chọn cách xử lý cho: Ngày sinh"):
            decide(Branch.MISMATCH_OTHER, person=unread, resolutions={})
        row = decide(Branch.MISMATCH_OTHER, person=unread, resolutions={"birth_date": Resolution.VERIFY})
        item = item_of(session, row)
        assert (row.branch, item.result, item.detail) == (
            Branch.MISMATCH_BASIC,
            "unread",
            "chưa đọc được ngày trong CSDL",
        )
        assert item.state == ItemState.VERIFYING

    @pytest.mark.parametrize("branch", [Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER])
    def test_no_difference_where_there_is_none(self, decide, branch):
        with pytest.raises(Refused, match="Không có mục nào khác nhau"):
            decide(branch)

    @pytest.mark.parametrize("resolutions", [None, {}, {"child_name": Resolution.FIX_POPULATION}])
    @pytest.mark.parametrize("branch", [Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER])
    def test_no_difference_without_its_resolution(self, decide, branch, resolutions):
        with pytest.raises(Refused, match=r"Chưa chọn cách xử lý cho: .*mẹ"):
            decide(branch, person=CHILD, resolutions=resolutions)

    def test_what_was_found_was_found_in_a_copy(self, decide, differ):
        with pytest.raises(Refused, match="cần bản sao CSDL"):
            decide(snapshot_id=None)
        with pytest.raises(Refused, match="cần bản sao CSDL"):
            differ(snapshot_id=None)

    @pytest.mark.parametrize(
        "changes",
        [
            {"search": None},
            {"search": Search(Finding.NOT_FOUND, (), ())},
            {"snapshot_id": None},
        ],
    )
    def test_not_found_needs_a_search_in_a_copy(self, decide, changes):
        with pytest.raises(Refused, match="Phải tìm trong bản sao"):
            decide(Branch.NOT_FOUND, **{"search": searched(), **changes})

    def test_not_compared_only_without_a_copy(self, decide):
        with pytest.raises(Refused, match="Đang có bản sao CSDL"):
            decide(Branch.NOT_COMPARED)
        assert decide(Branch.NOT_COMPARED, snapshot_id=None, search=None, person=None).search == {}

    def test_an_entry_that_is_not_here(self, session, random):
        with pytest.raises(Refused, match="Không có trường hợp này"):
            decisions.decide(session, "none", "child", Branch.MATCH, by=JUSTICE, at=AT, random=random)


class TestKept:
    def test_a_match(self, decide, entry_id, session):
        row = decide()
        assert (row.entry_id, row.version, row.section, row.branch) == (entry_id, 1, "child", Branch.MATCH)
        assert (row.personal_id, row.provisional_id, row.snapshot_id) == (SAME_CHILD.personal_id, None, "s1")
        assert row.registry_values == asdict(SAME_CHILD)
        assert row.book_values["child_name"] == {"text": "Phạm Văn Tý", "source": "typed"}
        assert row.search["query"] == {"full_name": "Phạm Văn Tý"}
        assert (row.search["candidates"], row.search["chosen_rank"]) == (1, 1)
        assert not session.scalars(select(Discrepancy)).all()
        told = {
            "section": "child",
            "branch": "match",
            "decision": row.id,
            "personal_id": SAME_CHILD.personal_id,
            "lines_sha256": hashlib.sha256(canonical.dumps(row.lines)).hexdigest(),
            "snapshot": "s1",
            "candidates": 1,
        }
        assert last_event(session) == ("decided", entry_id, JUSTICE.uid, told)

    @pytest.mark.parametrize(("found", "rank"), [((CHILD, SAME_CHILD), 2), ((CHILD,), 0), ((), 0)])
    def test_the_rank_of_who_was_chosen(self, decide, found, rank):
        row = decide(search=searched(*found))
        assert (row.search["candidates"], row.search["chosen_rank"]) == (len(found), rank)

    def test_not_found_names_nobody(self, decide):
        row = decide(Branch.NOT_FOUND)
        assert row.personal_id is None
        assert len(row.provisional_id) == 36
        assert row.registry_values == {}
        assert row.lines == []
        assert row.search["chosen_rank"] == 1

    def test_not_compared_has_no_provisional_number(self, decide, session):
        row = decide(Branch.NOT_COMPARED, snapshot_id=None, search=None)
        assert (row.personal_id, row.provisional_id, row.snapshot_id) == (None, None, None)
        assert last_event(session)[3]["snapshot"] == ""
        assert last_event(session)[3]["candidates"] == 0

    @pytest.mark.parametrize("said", [Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER])
    @pytest.mark.parametrize(
        ("changes", "kept"),
        [({}, Branch.MISMATCH_OTHER), ({"full_name": "PHẠM VĂN TỈ"}, Branch.MISMATCH_BASIC)],
    )
    def test_what_differs_says_which_mismatch_it_is(self, decide, said, changes, kept):
        resolutions = {**FIX, "full_name": Resolution.VERIFY}
        person = replace(CHILD, **changes)
        assert decide(said, person=person, resolutions=resolutions).branch == kept

    def test_a_resolution_without_a_difference_is_not_kept(self, differ):
        row = differ(
            resolutions={**FIX, "full_name": Resolution.VERIFY, "birth_date": Resolution.FORMAT_ONLY}
        )
        ways = {line["field"]: line["resolution"] for line in row.lines}
        assert ways["mother_name"] == "fix_population"
        assert {way for field, way in ways.items() if field != "mother_name"} == {""}

    @pytest.mark.parametrize(
        "changes", [{"birth_date": "1999-10-27"}, {"sex": "Nữ", "personal_id": "038199994127"}]
    )
    def test_another_date_or_sex_is_no_other_writing(self, decide, changes, session):
        resolutions = {**FIX, next(iter(changes)): Resolution.FORMAT_ONLY}
        before = session.scalar(select(func.count()).select_from(Decision))
        with pytest.raises(Refused, match="Chỉ khác cách viết"):
            decide(Branch.MISMATCH_BASIC, person=replace(CHILD, **changes), resolutions=resolutions)
        assert session.scalar(select(func.count()).select_from(Decision)) == before

    def test_a_line_is_kept_with_what_was_said_of_it(self, differ):
        row = differ(notes={"mother_name": "hỏi bà nội"})
        (line,) = [line for line in row.lines if line["result"] == "different"]
        assert (line["field"], line["resolution"], line["note"]) == (
            "mother_name",
            "fix_population",
            "hỏi bà nội",
        )
        assert (line["book"], line["registry"]) == ("Bùi Thị Thuỷ", "BÙI THỊ THUÝ")
        others = [line for line in row.lines if line["field"] != "mother_name"]
        assert {(line["resolution"], line["note"]) for line in others} == {("", "")}

    @pytest.mark.parametrize(
        ("resolution", "state"),
        [(r, ItemState.VERIFYING if r == Resolution.VERIFY else ItemState.DECIDED) for r in Resolution],
    )
    def test_a_difference_opens_an_item(self, session, entry_id, differ, resolution, state):
        row = differ(resolutions={"mother_name": resolution}, notes={"mother_name": "hỏi"})
        items = session.scalars(select(Discrepancy)).all()
        if resolution == Resolution.FORMAT_ONLY:
            assert items == []
            return
        (item,) = items
        assert (item.entry_id, item.decision_id, item.section) == (entry_id, row.id, "child")
        assert (item.field, item.resolution, item.note, item.state) == (
            "mother_name",
            resolution,
            "hỏi",
            state,
        )
        assert (item.book_text, item.registry_text, item.result) == (
            "Bùi Thị Thuỷ",
            "BÙI THỊ THUÝ",
            "different",
        )
        assert (item.opened_by, item.opened_at) == (JUSTICE.uid, row.at)

    def test_the_one_before_is_retired(self, session, entry_id, decide):
        before = entries.active_decisions(session, entry_id)["child"]
        after = decide()
        assert (before.active, after.active) == (False, True)
        assert entries.active_decisions(session, entry_id)["child"] is after

    def test_undo_where_there_is_none(self, session, entry_id):
        assert decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)
        assert not decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)

    def test_a_search_that_was_left_at_that(self, session, entry_id):
        decisions.search_without_decision(session, entry_id, "child", 3, by=TYPIST, at=AT)
        told = {"section": "child", "candidates": 3}
        assert last_event(session) == ("searched", entry_id, TYPIST.uid, told)

    def test_what_marks_stand_for_is_part_of_what_was_compared(self, session, entry_id):
        view = entries.get(session, entry_id)
        assert "nt" not in decisions.compared_values(session, view, "mother")
        for key, words in (("child_ethnicity", "Mường"), ("mother_ethnicity", "nt")):
            entries.save(session, entry_id, key, Value.of(words), by=JUSTICE, at=AT)
        view = entries.get(session, entry_id)
        assert decisions.compared_values(session, view, "mother")["nt"] == {"ethnicity": ["Mường"]}


class TestResolve:
    @pytest.fixture
    def item(self, session, differ):
        return item_of(session, differ())

    @pytest.fixture
    def resolve(self, session, item):
        def resolve(resolution=Resolution.SUPPLEMENT_BOOK, by=JUSTICE, **more):
            discrepancies.resolve(session, item.id, resolution, by=by, at=AT, **more)

        return resolve

    @pytest.fixture
    def advance(self, session, item):
        def advance(target=ItemState.GUIDED, by=JUSTICE, reason=""):
            discrepancies.advance(session, item.id, target, by=by, at=AT, reason=reason)

        return advance

    @pytest.mark.parametrize("by", NOT_JUSTICE, ids=roles)
    def test_not_by_others(self, resolve, advance, by):
        with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
            resolve(by=by)
        with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
            advance(by=by)

    def test_an_item_that_is_not_here(self, session):
        with pytest.raises(Refused, match="đã đóng"):
            discrepancies.resolve(session, 99, Resolution.VERIFY, by=JUSTICE, at=AT)
        with pytest.raises(Refused, match="đã đóng"):
            discrepancies.advance(session, 99, ItemState.GUIDED, by=JUSTICE, at=AT)
        for change in (discrepancies.end, discrepancies.reopen):
            with pytest.raises(Refused, match="đã đóng"):
                change(session, 99, "vì", by=JUSTICE, at=AT)

    def test_only_words_are_two_writings_of_one_thing(self, session, resolve, differ):
        resolve(Resolution.FORMAT_ONLY)
        another = replace(CHILD, birth_date="1999-10-27")
        row = differ(person=another, resolutions={**FIX, "birth_date": Resolution.VERIFY})
        items = session.scalars(select(Discrepancy).where(Discrepancy.decision_id == row.id))
        item = next(one for one in items if one.field == "birth_date")
        with pytest.raises(Refused, match="không phải do cách viết"):
            discrepancies.resolve(session, item.id, Resolution.FORMAT_ONLY, by=JUSTICE, at=AT)

    def test_an_item_that_a_later_decision_closed(self, session, item, resolve, advance):
        decisions.undo(session, item.entry_id, "child", by=JUSTICE, at=AT)
        with pytest.raises(Refused, match="đã đóng"):
            resolve()
        with pytest.raises(Refused, match="đã đóng"):
            advance()
        for change in (discrepancies.end, discrepancies.reopen):
            with pytest.raises(Refused, match="đã đóng"):
                change(session, item.id, "vì", by=JUSTICE, at=AT)

    @pytest.mark.parametrize("target", [ItemState.ENDED, ItemState.CLOSED])
    def test_no_step_ends_or_closes_without_a_reason(self, item, advance, target):
        with pytest.raises(ValueError, match=target):
            advance(target)
        assert item.state == ItemState.DECIDED

    @pytest.mark.parametrize("state", sorted(EntryState))
    def test_not_while_an_approval_covers_it(self, session, entry_id, resolve, state):
        put(session, entry_id, state)
        if state == EntryState.APPROVED:
            with pytest.raises(Refused, match="nhờ Công an trả lại"):
                resolve()
        elif state in SEALED:
            with pytest.raises(Refused, match="đã rời máy"):
                resolve()
        else:
            resolve()

    @pytest.mark.parametrize(("note", "evidence"), [("", ""), (" ", "\n")])
    def test_the_book_is_wrong_only_with_a_reason(self, resolve, note, evidence):
        with pytest.raises(Refused, match="cần ghi lý do hoặc chứng cứ"):
            resolve(Resolution.CORRECT_BOOK, note=note, evidence=evidence)

    @pytest.mark.parametrize(("note", "evidence"), [("giấy gốc", ""), ("", "số 5/GKS")])
    def test_a_note_or_a_paper_is_a_reason(self, item, resolve, note, evidence):
        resolve(Resolution.CORRECT_BOOK, note=note, evidence=evidence)
        assert (item.resolution, item.note, item.evidence) == (Resolution.CORRECT_BOOK, note, evidence)

    @pytest.mark.parametrize("resolution", sorted(set(Resolution) - {Resolution.CORRECT_BOOK}))
    def test_the_others_need_none(self, session, item, resolve, resolution):
        resolve(Resolution(resolution))
        verifying = resolution == Resolution.VERIFY
        assert item.state == (ItemState.VERIFYING if verifying else ItemState.DECIDED)
        lines = session.get_one(Decision, item.decision_id).lines
        told = {
            "entry": item.entry_id,
            "resolution": resolution,
            "lines_sha256": hashlib.sha256(canonical.dumps(lines)).hexdigest(),
            "words_sha256": hashlib.sha256(b'["",""]').hexdigest(),
        }
        assert last_event(session) == ("item_resolved", str(item.id), JUSTICE.uid, told)

    def test_the_event_tells_note_and_evidence_by_their_hash(self, session, resolve):
        resolve(Resolution.VERIFY, note="hỏi", evidence="số 5")
        said = hashlib.sha256('["hỏi","số 5"]'.encode()).hexdigest()
        assert last_event(session)[3]["words_sha256"] == said

    def test_the_decision_tells_the_same(self, session, item, resolve):
        before = session.get_one(Decision, item.decision_id).lines
        resolve(Resolution.VERIFY, note="hỏi bà nội")
        for old, new in zip(before, session.get_one(Decision, item.decision_id).lines, strict=True):
            changed = {"resolution": "verify", "note": "hỏi bà nội"} if old["field"] == item.field else {}
            assert new == {**old, **changed}

    def test_a_retired_decision_stays(self, session, item, resolve):
        decision = session.get_one(Decision, item.decision_id)
        before, decision.active = decision.lines, False
        session.flush()
        resolve(Resolution.VERIFY, note="hỏi bà nội")
        assert decision.lines == before

    @pytest.mark.parametrize("target", [ItemState.GUIDED, ItemState.CORRECTED])
    def test_no_further_before_someone_is_right(self, item, advance, target):
        item.resolution = ""
        with pytest.raises(Refused, match="Chưa kết luận bên nào đúng"):
            advance(target)

    @pytest.mark.parametrize("target", [ItemState.VERIFYING, ItemState.DECIDED])
    def test_the_other_steps_need_no_resolution(self, item, advance, target):
        item.resolution = ""
        advance(target)
        assert item.state == target

    @pytest.mark.parametrize("target", sorted(FOLLOWED))
    @pytest.mark.parametrize("state", sorted(FOLLOWED))
    def test_only_steps_of_the_procedure(self, session, item, advance, state, target):
        item.state = state
        session.flush()
        if not can_move_item(ItemState(state), ItemState(target)):
            words = f"“{ITEM_STATE_LABELS[ItemState(state)]}”, không chuyển sang"
            with pytest.raises(Refused, match=words):
                advance(ItemState(target))
            return
        advance(ItemState(target), reason="x")
        assert item.state == target
        told = {"state": target}
        assert last_event(session) == ("item_moved", str(item.id), JUSTICE.uid, told)
        steps = [(s.before, s.after, s.reason, s.by) for s in discrepancies.history(session, item.id)]
        assert steps == ([] if state == target else [(state, target, "x", JUSTICE.uid)])

    def test_history_is_of_this_item_alone(self, session, item, advance):
        for subject, subject_id in (("entry", str(item.id)), ("discrepancy", "99")):
            given = {"before": "x", "after": "x", "by": "x", "at": "x"}
            session.add(StateChange(subject=subject, subject_id=subject_id, **given))
        for target in (ItemState.GUIDED, ItemState.CORRECTED, ItemState.DECIDED):
            advance(target)
        steps = [s.after for s in discrepancies.history(session, item.id)]
        assert steps == ["guided", "corrected", "decided"]

    def test_only_what_is_not_closed_is_listed(self, session, entry_id, item):
        (shown,) = discrepancies.every(session)
        assert discrepancies.count(session) == 1
        assert (shown.id, shown.entry_id, shown.section, shown.is_main) == (item.id, entry_id, "child", True)
        assert (shown.person_name, shown.birth_date) == ("Phạm Văn Tý", "28/10/1999")
        assert (shown.father_name, shown.mother_name) == ("Phạm Văn Lực", "Bùi Thị Thuỷ")
        assert (shown.book_no, shown.page_no, shown.registration_no) == ("01/1998", "94", "188")
        assert (shown.personal_id, shown.state) == (CHILD.personal_id, ItemState.DECIDED)
        assert shown.book_spans
        decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)
        assert discrepancies.every(session) == []
        assert discrepancies.count(session) == 0


class TestEnding:
    """Ending the follow-up of a difference: for a reason, from where it is concluded, never for good."""

    @pytest.fixture
    def item(self, session, differ):
        return item_of(session, differ())

    def end(self, session, item, reason="công dân đã cải chính", by=JUSTICE, at=AT):
        discrepancies.end(session, item.id, reason, by=by, at=at)

    def reopen(self, session, item, reason="bấm nhầm", by=JUSTICE):
        discrepancies.reopen(session, item.id, reason, by=by, at=AT)

    @pytest.mark.parametrize("by", NOT_JUSTICE, ids=roles)
    def test_not_by_others(self, session, item, by):
        for change in (self.end, self.reopen):
            with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
                change(session, item, by=by)

    @pytest.mark.parametrize("reason", ["", "  ", "\n"])
    def test_not_without_a_reason(self, session, item, reason):
        with pytest.raises(Refused, match="Cần ghi lý do"):
            self.end(session, item, reason)
        assert item.state == ItemState.DECIDED
        self.end(session, item)
        with pytest.raises(Refused, match="Cần ghi lý do"):
            self.reopen(session, item, reason)
        assert item.state == ItemState.ENDED

    @pytest.mark.parametrize("state", [s for s in FOLLOWED if not can_move_item(s, ItemState.ENDED)])
    def test_not_before_it_is_concluded(self, session, item, state):
        item.state = state
        session.flush()
        with pytest.raises(Refused, match=f"“{ITEM_STATE_LABELS[state]}”, chưa kết thúc theo dõi được"):
            self.end(session, item)
        assert item.state == state

    @pytest.mark.parametrize("state", [s for s in FOLLOWED if can_move_item(s, ItemState.ENDED)])
    def test_it_ends_and_goes_back_to_where_it_stood(self, session, item, state):
        item.state = state
        session.flush()
        self.end(session, item)
        assert item.state == ItemState.ENDED
        kind, subject, by, data = last_event(session)
        assert (kind, subject, by) == ("item_ended", str(item.id), JUSTICE.uid)
        digest = hashlib.sha256(canonical.dumps(["công dân đã cải chính"])).hexdigest()
        assert data == {"entry": item.entry_id, "state": "ended", "words_sha256": digest}
        self.reopen(session, item)
        assert item.state == state
        assert last_event(session)[0] == "item_reopened"
        assert last_event(session)[3]["state"] == state
        steps = [(s.before, s.after, s.reason, s.by) for s in discrepancies.history(session, item.id)]
        assert steps == [
            (state, "ended", "công dân đã cải chính", JUSTICE.uid),
            ("ended", state, "bấm nhầm", JUSTICE.uid),
        ]

    def test_ended_twice_it_goes_back_to_where_it_stood_last(self, session, item):
        self.end(session, item)
        self.reopen(session, item)
        discrepancies.advance(session, item.id, ItemState.GUIDED, by=JUSTICE, at=AT)
        self.end(session, item, "lần hai")
        assert [one.end_reason for one in discrepancies.every(session)] == ["lần hai"]
        self.reopen(session, item)
        assert item.state == ItemState.GUIDED

    @pytest.mark.parametrize("state", [*SEALED, EntryState.APPROVED])
    def test_also_when_the_entry_is_signed(self, session, item, state):
        put(session, item.entry_id, state)
        self.end(session, item)
        self.reopen(session, item)
        assert item.state == ItemState.DECIDED

    def test_nothing_else_is_done_to_it_until_it_is_followed_again(self, session, item):
        self.end(session, item)
        with pytest.raises(Refused, match="Mở lại"):
            discrepancies.resolve(session, item.id, Resolution.VERIFY, by=JUSTICE, at=AT)
        for target in FOLLOWED:
            with pytest.raises(Refused, match="Mở lại"):
                discrepancies.advance(session, item.id, target, by=JUSTICE, at=AT)
        with pytest.raises(Refused, match="Mục đang “Đã kết thúc”"):
            self.end(session, item)
        assert item.state == ItemState.ENDED

    def test_only_what_ended_is_opened_again(self, session, item):
        with pytest.raises(Refused, match="đang được theo dõi"):
            self.reopen(session, item)

    def test_it_stays_on_the_list_with_its_reason_but_is_followed_no_more(self, session, item):
        assert [one.end_reason for one in discrepancies.every(session)] == [""]
        self.end(session, item, "công dân  đã mất\n")
        (shown,) = discrepancies.every(session)
        assert (shown.id, shown.state, shown.end_reason) == (item.id, ItemState.ENDED, "công dân đã mất")
        assert discrepancies.count(session) == 0
        self.reopen(session, item)
        assert [one.end_reason for one in discrepancies.every(session)] == [""]
        assert discrepancies.count(session) == 1

    def test_it_stands_on_the_paper_with_its_reason(self, session, item):
        def row():
            (person,) = papers.persons_of(fact_list.every(session), volume_names.read(session))
            return person.rows[0].state_label, person.rows[0].ended

        assert row() == ("Đã kết luận", False)
        self.end(session, item, "công dân đã mất")
        assert row() == ("Đã kết thúc: công dân đã mất", True)

    def test_a_later_decision_closes_what_ended(self, session, item):
        self.end(session, item)
        decisions.undo(session, item.entry_id, "child", by=JUSTICE, at=AT)
        assert item.state == ItemState.CLOSED
        assert discrepancies.every(session) == []
