"""The story of one entry: every word, decision, signature, package and answer, in versions, with reasons."""

import pytest

from app.models.registry.person import PERSON_COLUMNS
from app.models.store.tables import Answer, Package, PackageEntry
from app.models.words.codes import BRANCH_LABELS, RESOLUTION_LABELS, Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Mark, Source, Value
from app.services.entry import approval, decisions, discarding, discrepancies, entries, story
from app.services.entry.story import StepKind
from tests.conftest import JUSTICE, LEADER, POLICE, TYPIST, numbered
from tests.unit.services.entry.births import add_volume
from tests.unit.services.entry.deciding import CHILD, in_force, searched

DIFFERS = BRANCH_LABELS[Branch.MISMATCH_BASIC]


@pytest.fixture
def volume(store):
    return add_volume(store)


@pytest.fixture
def act(store, volume, clock):
    """Do one thing to an entry after another, a minute apart; the first one makes it."""

    class Act:
        def __init__(self):
            with store.write() as session:
                self.id = entries.create(session, volume, by=TYPIST, at=clock(), random=numbered("story"))

        def do(self, work):
            clock.move(minutes=1)
            with store.write() as session:
                return work(session, clock())

        def type(self, key, text, mark=None, by=TYPIST, source=Source.TYPED):
            value = Value(text, mark, source)
            self.do(lambda s, at: entries.save(s, self.id, key, value, by=by, at=at))

        def force(self, state):
            def change(session, _at):
                connection = session.connection()
                connection.exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
                connection.exec_driver_sql("UPDATE entry SET state = ?", (state.value,))

            self.do(change)

        def steps(self, by=JUSTICE):
            with store.read() as session:
                return story.of_entry(session, self.id, by=by).steps

        def said(self, kind=None, by=JUSTICE):
            return [
                (str(step.said), step.reason) for step in self.steps(by) if kind is None or step.kind is kind
            ]

        def differences(self):
            with store.read() as session:
                found = story.of_entry(session, self.id, by=JUSTICE).differences
            return {
                version: [(str(d.label), str(d.before), str(d.after)) for d in made]
                for version, made in found.items()
            }

    return Act()


def test_every_change_of_a_field_says_what_stood_there_before_and_who(act):
    act.type("page_no", "45", source=Source.CARRIED)
    act.type("child_name", "Lê Văn Ty")
    act.type("child_name", "Lê Văn Tý", by=JUSTICE)
    act.type("child_name", "Lê Văn T?", Mark.ILLEGIBLE)
    act.type("child_name", "", Mark.TORN)
    act.type("child_name", "")
    assert act.said() == [
        ("Trang số: chép sang “45”", ""),
        ("Con, Họ, chữ đệm, tên: ghi “Lê Văn Ty”", ""),
        ("Con, Họ, chữ đệm, tên: “Lê Văn Ty” → “Lê Văn Tý”", ""),
        ("Con, Họ, chữ đệm, tên: “Lê Văn Tý” → “Lê Văn T?” [không đọc được]", ""),
        ("Con, Họ, chữ đệm, tên: “Lê Văn T?” [không đọc được] → [rách, mất trang]", ""),
        ("Con, Họ, chữ đệm, tên: [rách, mất trang] → (trống)", ""),
    ]
    steps = act.steps()
    assert [step.who for step in steps[1:3]] == [TYPIST.full_name, JUSTICE.full_name]
    assert {step.kind for step in steps} == {StepKind.WORDS}
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def test_moves_say_the_state_and_the_reason_that_was_given(act):
    act.type("child_name", "Lê Văn Tý")
    act.do(lambda s, at: entries.park(s, act.id, "chờ hỏi gia đình", by=JUSTICE, at=at))
    act.do(lambda s, at: discarding.discard(s, act.id, "nhập nhầm quyển", by=JUSTICE, at=at))
    act.do(lambda s, at: discarding.take_back(s, act.id, by=TYPIST, at=at))
    assert act.said(StepKind.STATE) == [
        ("Tạm gác", "chờ hỏi gia đình"),
        ("Đã bỏ", "nhập nhầm quyển"),
        ("Đang nhập", "lấy lại trường hợp đã bỏ"),
    ]


def decide(act, branch=Branch.MISMATCH_BASIC):
    def work(session, at):
        session.merge(in_force())
        return decisions.decide(
            session,
            act.id,
            "child",
            branch,
            by=JUSTICE,
            at=at,
            random=numbered("d"),
            person=CHILD,
            snapshot_id="s1",
            search=searched(CHILD),
            resolutions=dict.fromkeys(PERSON_COLUMNS, Resolution.FIX_POPULATION),
            notes={"birth_date": "sổ ghi rõ"},
        )

    return act.do(work)


def test_a_decision_says_the_person_each_resolution_and_its_note(act):
    act.type("child_name", "Phạm Văn Tý")
    act.type("child_birth_date", "28/10/1998")
    decide(act)
    said = act.said(StepKind.DECISION)
    assert said[0] == (f"Con: {DIFFERS}, {CHILD.full_name} ({CHILD.personal_id})", "")
    assert any("ngày sinh" in words.lower() and reason == "sổ ghi rõ" for words, reason in said)


def test_a_typist_is_told_the_branch_and_nothing_of_the_registry(act):
    act.type("child_name", "Phạm Văn Tý")
    act.type("child_birth_date", "28/10/1998")
    decide(act)
    told = act.said(by=TYPIST)
    assert (f"Con: {DIFFERS}", "") in told
    assert not any(CHILD.personal_id in words or CHILD.full_name in words for words, _reason in told)


def test_a_decision_that_a_word_retired_and_the_follow_up_are_told(act):
    act.type("child_name", "Phạm Văn Tý")
    act.type("child_birth_date", "28/10/1998")
    decide(act)

    def resolve(session, at):
        item = discrepancies.every(session)[0]
        discrepancies.resolve(session, item.id, Resolution.VERIFY, by=JUSTICE, at=at)

    act.do(resolve)
    act.type("child_birth_date", "28/10/1999")
    said = [words for words, _reason in act.said(StepKind.DECISION)]
    verify = RESOLUTION_LABELS[Resolution.VERIFY]
    assert ("Con, Ngày sinh: Đang xác minh", verify) in act.said(StepKind.DECISION)
    assert "Con: bỏ kết luận trước, phải kết luận lại" in said
    assert any(words.endswith(": Đã thay bằng kết luận khác") for words in said)


def sign(session, act, version, at):
    connection = session.connection()
    for name in ("approval_of_what_waits", "approval_four_eyes"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(
        "INSERT INTO approval (entry_id, version, frozen, entry_sha256, uid, cert_sha256, certificate_pem,"
        " at, seq, alg, signature) VALUES (?, ?, x'00', ?, ?, '', '', ?, ?, '', '')",
        (act.id, version, "ab" * 32, POLICE.uid, f"{at:%Y-%m-%dT%H:%M:%SZ}", version),
    )


def test_versions_begin_where_an_approval_ends_and_say_what_changed_field_by_field(act):
    act.type("child_name", "Lê Văn Tý")
    act.type("child_sex", "Nam")
    act.force(EntryState.CHECKED)
    act.do(lambda s, at: sign(s, act, 1, at))
    act.force(EntryState.APPROVED)
    act.do(lambda s, at: approval.send_back(s, act.id, "sai tên đệm", by=POLICE, at=at))
    act.type("child_name", "Lê Văn Tỵ")
    act.type("child_name", "Lê Minh Tý")
    act.type("child_sex", "Nữ")
    act.type("child_sex", "Nam")
    by_version = {}
    for step in act.steps():
        by_version.setdefault(step.version, []).append((str(step.said), step.reason))
    assert by_version[1][-1] == ("Ký duyệt bản 1, mã ABABABABABABABAB", "")
    assert by_version[2][0] == ("Công an trả lại", "sai tên đệm")
    assert len(by_version[2]) == 6
    assert act.differences() == {2: [("Con, Họ, chữ đệm, tên", "“Lê Văn Tý”", "“Lê Minh Tý”")]}


def test_a_word_that_voids_an_approval_stands_in_the_new_version_behind_its_beginning(act):
    act.type("child_name", "Lê Văn Tý")
    act.force(EntryState.CHECKED)
    act.do(lambda s, at: sign(s, act, 1, at))
    act.force(EntryState.APPROVED)
    act.type("child_name", "Lê Văn Tỵ")
    told = [(step.version, str(step.said)) for step in act.steps()][-2:]
    assert told == [(2, "Đang nhập"), (2, "Con, Họ, chữ đệm, tên: “Lê Văn Tý” → “Lê Văn Tỵ”")]


@pytest.fixture
def answered(act):
    """The entry left in package 7 and was answered with a question, a number, and one that did not fit."""
    act.type("child_name", "Lê Văn Tý")

    def answer(session, at):
        when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        package = Package(
            package_id="p", purpose="ket_qua", sender_id="s", receiver_id="r", package_no=7,
            manifest_sha256="", file_name="", file_sha256="", counts={}, by=JUSTICE.uid, at=when,
        )  # fmt: skip
        session.add(package)
        session.flush()
        session.add(PackageEntry(package_id=package.id, entry_id=act.id, version=1))
        for code, number, message, aside in (
            ("needs_verification", "", "xem lại năm sinh", ""),
            ("number_assigned", "038099994127", "", ""),
            ("other", "", "", "sai bản"),
        ):
            session.add(
                Answer(
                    package_id=package.id,
                    entry_id=act.id,
                    version=1,
                    section="child",
                    code=code,
                    personal_id=number,
                    message=message,
                    aside=aside,
                    at=when,
                )
            )

    act.do(answer)
    return act


def test_the_package_and_every_answer_with_the_words_of_the_police(answered):
    said = answered.said(StepKind.POLICE)
    assert said[0] == ("Gửi bản 1 trong gói số 7", "")
    assert said[1][0].startswith("Công an trả lời về Con: ")
    assert said[1][1] == "xem lại năm sinh"
    assert said[2][0].endswith(", số 038099994127")
    assert "(chưa ghép được: sai bản)" in said[3][0]
    assert answered.steps()[-1].who == ""


def test_a_typist_is_told_no_number_of_an_answer(answered):
    assert not any("038099994127" in words for words, _reason in answered.said(by=TYPIST))


@pytest.mark.parametrize("officer", [JUSTICE, POLICE, LEADER, TYPIST], ids=lambda one: one.full_name)
def test_everybody_who_works_here_may_read_it(act, officer):
    act.type("child_name", "Lê Văn Tý")
    assert act.said(by=officer)
