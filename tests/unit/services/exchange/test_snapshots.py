"""Copies of the population registry: taken in whole or not at all, and the one before is forgotten."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.crypto.package import PackageProblem
from app.errors import BadInput, Refused, Stopped, StoreProblem
from app.models.registry.reading import KEYS_VERSION, KeyedOtherwise, Registry
from app.models.store.times import stamp
from app.progress import silent
from app.services.exchange import snapshots
from app.services.office import audit
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.entry.deciding import SAME_CHILD
from tests.unit.services.exchange.parties import PEOPLE, Commune, person_row
from tests.unit.services.people import test_registry_file

ROWS = [person_row(p) for p in PEOPLE]
FIRST = "registry-1.db"


def in_force(commune: Commune) -> snapshots.SnapshotView | None:
    with commune.store.read() as session:
        return snapshots.in_force(session)


def opened(commune: Commune, at: Any = AT) -> Registry | None:
    with commune.store.read() as session:
        return snapshots.open_registry(session, commune.folder, at=at)


# -- taken in -----------------------------------------------------------------------------------------


def test_a_new_copy_takes_the_place_of_the_one_before(commune: Commune) -> None:
    source = commune.snapshot("moi.htpkg", people=ROWS[:2])
    report = commune.take_snapshot(source)
    assert report == snapshots.SnapshotReport("s2", 2, ())
    old, new = commune.rows("snapshot")
    assert (old["active"], old["key"]) == (0, None), "the key of the copy before is forgotten"
    assert (new["active"], len(new["key"])) == (1, 32)
    assert not (commune.folder / FIRST).exists()
    assert in_force(commune) == snapshots.SnapshotView(
        "s2", "Công an huyện", COMMUNE, stamp(AT), stamp(AT + timedelta(days=90)), 2, stamp(AT)
    )
    assert (new["file_name"], new["imported_by"]) == ("registry-2.db", POLICE.uid)
    assert new["report"] == '{"dropped": []}'
    registry = opened(commune)
    assert registry is not None
    assert registry.meta["snapshot_id"] == "s2"
    assert registry.meta["issuer"] == "Công an huyện"
    assert registry.meta["issued_at"] == stamp(AT)
    person = registry.person(SAME_CHILD.personal_id)
    registry.close()
    assert person == SAME_CHILD
    event, package = commune.rows("audit_event")[-1], commune.rows("package")[-1]
    assert (event["kind"], event["uid"], event["subject"]) == ("snapshot_imported", POLICE.uid, "s2")
    manifest = package["manifest_sha256"]
    assert json.loads(event["data"]) == {"rows": 2, "replaced": 1, "manifest_sha256": manifest}
    assert (package["purpose"], package["package_no"], package["counts"]) == (
        "anh_chup_dan_cu",
        2,
        '{"people": 2}',
    )
    with commune.store.read() as session:
        assert audit.first_broken(session) is None


def test_a_third_copy_replaces_only_the_one_in_force(commune: Commune) -> None:
    commune.take_snapshot(commune.snapshot("hai.htpkg"))
    commune.take_snapshot(commune.snapshot("ba.htpkg", info={"id": "s3"}))
    assert [(r["active"], r["key"] is None) for r in commune.rows("snapshot")] == [
        (0, True),
        (0, True),
        (1, False),
    ]
    assert json.loads(commune.rows("audit_event")[-1]["data"])["replaced"] == 1
    assert sorted(p.name for p in commune.folder.glob("registry-*")) == ["registry-3.db"]


def test_a_copy_that_was_replaced_may_come_again(commune: Commune) -> None:
    commune.take_snapshot(commune.snapshot("hai.htpkg"))
    commune.take_snapshot(commune.snapshot("lai.htpkg", info={"id": "s1"}))
    view = in_force(commune)
    assert view is not None
    assert view.snapshot_id == "s1"


def test_columns_that_are_not_kept_are_named(commune: Commune) -> None:
    people = [ROWS[0] | {"religion": "x", "cmnd": None}, ROWS[1] | {"phone": 5}]
    report = commune.take_snapshot(commune.snapshot("moi.htpkg", people=people))
    assert report.dropped == ("phone", "religion")
    assert commune.rows("snapshot")[-1]["report"] == '{"dropped": ["phone", "religion"]}'
    registry = opened(commune)
    assert registry is not None
    person = registry.person(SAME_CHILD.personal_id)
    registry.close()
    assert person is not None
    assert person.cmnd == ""


def test_what_is_read_otherwise_left_out_or_unread_is_reported(commune: Commune) -> None:
    more = [ROWS[2] | {"personal_id": f"0380729{n:05}"} for n in range(20)]
    lost = ROWS[1] | {"personal_id": ROWS[1]["personal_id"][1:], "birth_date": "12/3/98"}
    bad = ROWS[0] | {"personal_id": "3.8E+10"}
    people = [ROWS[0], lost, bad, *more]
    report = commune.take_snapshot(commune.snapshot("moi.htpkg", people=people))
    number, dates = lost["personal_id"], sum("birth_date" in row for row in people)
    assert report.row_count == 22
    assert report.met.sentences() == (
        "1 trong 23 dòng bị bỏ vì không có số định danh hoặc họ tên đọc được, như dòng 3: “3.8E+10”",
        f"Ngày sinh: 1 trong {dates} ô chưa đọc được, như dòng 2: “12/3/98”",
        f"Số định danh: 1 số đã được trả lại số 0 đầu, như dòng 2: “{number}” là 0{number}",
    )
    assert json.loads(commune.rows("snapshot")[-1]["report"]) == {
        "dropped": [],
        "unread": {"": 1, "birth_date": 1},
    }


def test_of_a_thousand_columns_that_are_not_kept_the_report_is_bounded(commune: Commune) -> None:
    people = [row | {f"x{n}_{m}": "x" for m in range(700)} for n, row in enumerate(ROWS)]
    assert len(commune.take_snapshot(commune.snapshot("moi.htpkg", people=people)).dropped) == 1400


def test_a_value_as_long_as_a_cell_may_be_comes_in(commune: Commune) -> None:
    people = [ROWS[0] | {"home_origin": "a" * 1000}, ROWS[1]]
    assert commune.take_snapshot(commune.snapshot("moi.htpkg", people=people)).row_count == 2


def test_a_police_officer_who_types_too_may_take_it(commune: Commune) -> None:
    source = commune.snapshot("moi.htpkg")
    assert commune.take_snapshot(source, by=commune.officer(BOTH.uid)).row_count == 3


# -- refused ------------------------------------------------------------------------------------------


def unchanged(commune: Commune, source: Path, error: type[Exception], words: str, **changes: Any) -> None:
    before = commune.everything()
    with pytest.raises(error, match=words):
        commune.take_snapshot(source, **changes)
    assert commune.everything() == before
    registry = opened(commune)
    assert registry is not None
    assert registry.meta["snapshot_id"] == "s1"
    registry.close()


@pytest.mark.parametrize("uid", [JUSTICE.uid, LEADER.uid, TYPIST.uid])
def test_only_the_police_take_a_copy_in(commune: Commune, uid: str) -> None:
    unchanged(commune, commune.snapshot("a.htpkg"), Refused, "chỉ Công an", by=commune.officer(uid))


HIDDEN = "bằng ký tự ẩn, hoặc dài quá"
MISSING, TIMES, VERSION = "Gói thiếu thông tin", "thời hạn .* không đúng dạng", "phiên bản khác"
TEXTS = ("id", "issuer", "scope", "issued_at", "expires_at", "schema")


@pytest.mark.parametrize(
    ("info", "words"),
    [
        *(({key: None}, MISSING) for key in (*TEXTS, "rows")),
        *(({key: 5}, MISSING) for key in TEXTS),
        ({"rows": "3"}, MISSING),
        ({"rows": True}, MISSING),
        *(({key: "hôm nay"}, TIMES) for key in ("issued_at", "expires_at")),
        *(({key: "2023-10-17T13:41:07"}, TIMES) for key in ("issued_at", "expires_at")),
        *(({"expires_at": when}, TIMES) for when in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00")),
        ({"schema": "vn.hotich.dan_cu/2"}, VERSION),
        *(({key: "a" * 201}, HIDDEN) for key in ("id", "issuer", "scope")),
        *(({key: "a\u202eb"}, HIDDEN) for key in ("id", "issuer", "scope")),
        ({"rows": 2}, "Gói nói có 2 người nhưng đọc được 3"),
        ({"rows": 4}, "Gói nói có 4 người nhưng đọc được 3"),
        ({"id": "s1"}, "đang dùng rồi"),
    ],
)
def test_what_a_package_says_of_its_copy_must_hold(
    commune: Commune, info: dict[str, Any], words: str
) -> None:
    people = ROWS[:1] if info.get("rows") is True else ROWS
    source = commune.snapshot("a.htpkg", info=info, people=people)
    unchanged(commune, source, Refused if "id" in info and info["id"] == "s1" else BadInput, words)


@pytest.mark.parametrize("extra", [{}, {"snapshot": []}, {"snapshot": "s2"}])
def test_a_package_without_words_on_its_copy_is_refused(commune: Commune, extra: dict[str, Any]) -> None:
    unchanged(commune, commune.snapshot("a.htpkg", extra=extra), BadInput, MISSING)


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ([ROWS[0], ROWS[1] | {"personal_id": "12"}], "1 trong 2 dòng bị bỏ .* như dòng 2: “12”"),
        ([ROWS[0], ROWS[1], ROWS[0]], "Người thứ 3 .* trùng số định danh"),
        ([ROWS[0], []], "định dạng"),
        *(
            (
                [ROWS[0], ROWS[1] | {"full_name": value}],
                "^Dòng 2 của bản sao CSDL có giá trị không phải là chữ",
            )
            for value in (5, True, [], {"a": {}}, ["x"])
        ),
        ([ROWS[0] | {"home_origin": "a" * 1001}], "^Dòng 1 của bản sao CSDL .* dài quá 1000 ký tự"),
    ],
)
def test_a_bad_row_leaves_the_copy_in_force(commune: Commune, people: list[Any], words: str) -> None:
    unchanged(commune, commune.snapshot("a.htpkg", people=people), BadInput, words)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "tra_loi"}, "PURPOSE"),
        ({"purpose": "bo_sung_dan_cu"}, "PURPOSE"),
        ({"sender_id": "ca-khac"}, "SENDER"),
        ({"receiver_id": "b" * 32}, "NOT_FOR_US"),
        ({"counts": {"dan_cu": 4}}, "COUNTS"),
    ],
)
def test_a_package_for_something_else_is_refused(
    commune: Commune, changes: dict[str, Any], code: str
) -> None:
    source = commune.snapshot("a.htpkg", **changes)
    before = commune.everything()
    with pytest.raises(PackageProblem) as caught:
        commune.take_snapshot(source)
    assert caught.value.code == code
    assert commune.everything() == before


def test_a_copy_signed_here_is_refused(commune: Commune) -> None:
    signers = [("cong_an_phat_hanh", commune.signers[JUSTICE.uid])]
    unchanged(
        commune, commune.snapshot("a.htpkg", signers=signers), PackageProblem, "không cho ký với vai trò này"
    )


def test_stopping_leaves_the_copy_in_force(commune: Commune) -> None:
    source = commune.snapshot("a.htpkg")
    moments: list[Callable[[int, int], bool]] = [
        lambda _done, total: total > 0,  # the first that is told
        lambda done, total: done == total,  # the last of the opening
        lambda done, total: (done, total) == (3, 0),  # told by the making of the file
    ]
    for moment in moments:

        def stop(done: int, total: int, at: Callable[[int, int], bool] = moment) -> None:
            if at(done, total):
                raise Stopped("dừng")

        unchanged(commune, source, Stopped, "dừng", progress=stop)


def test_a_file_that_cannot_be_removed_does_not_stop_the_new_copy(commune: Commune) -> None:
    """Its key is forgotten all the same."""
    (commune.folder / FIRST).unlink()
    (commune.folder / FIRST).mkdir()  # which no unlink removes
    assert commune.take_snapshot(commune.snapshot("a.htpkg")).snapshot_id == "s2"
    assert (commune.folder / FIRST).exists()
    assert commune.rows("snapshot")[0]["key"] is None


# -- in force -----------------------------------------------------------------------------------------


def test_a_copy_is_open_until_it_expires(commune: Commune) -> None:
    end = AT + timedelta(days=90)
    view = in_force(commune)
    assert view is not None
    registry = opened(commune, end)
    assert registry is not None
    registry.close()
    assert not view.expired(end)
    late = end + timedelta(seconds=1)
    assert opened(commune, late) is None
    assert view.expired(late)
    assert in_force(commune) == view, "it is still the one in force"


def test_its_age_is_counted_by_the_calendar(commune: Commune) -> None:
    view = in_force(commune)
    assert view is not None
    # issued at 20:41 of this country
    hours = {-48: 0, 0: 0, 3: 0, 4: 1, 27: 1, 28: 2, 240: 10}
    assert {h: view.age_days(AT + timedelta(hours=h)) for h in hours} == hours
    assert str(view.age_words(AT)) == "cập nhật hôm nay"
    assert str(view.age_words(AT + timedelta(days=14))) == "cập nhật 14 ngày trước"


def test_without_a_copy_or_its_key_nothing_is_open(commune: Commune) -> None:
    commune.execute("UPDATE snapshot SET key = NULL")
    assert opened(commune) is None
    again = snapshots.rebuild(commune.store, commune.folder, by=JUSTICE, now=commune.clock, progress=silent)
    assert again == 0
    commune.execute("DROP TRIGGER snapshot_no_delete", "DELETE FROM snapshot")
    assert opened(commune) is None
    assert in_force(commune) is None
    again = snapshots.rebuild(commune.store, commune.folder, by=JUSTICE, now=commune.clock, progress=silent)
    assert again == 0
    assert commune.rows("audit_event")[-1]["kind"] != "snapshot_rebuilt"


def test_a_copy_keyed_otherwise_is_keyed_anew(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_registry_file, "KEY", commune.rows("snapshot")[0]["key"])
    test_registry_file.make_older(commune.folder / FIRST)
    with pytest.raises(KeyedOtherwise):
        opened(commune)
    count = snapshots.rebuild(commune.store, commune.folder, by=TYPIST, now=commune.clock, progress=silent)
    assert count == 3
    registry = opened(commune)
    assert registry is not None
    registry.close()
    event = commune.rows("audit_event")[-1]
    assert (event["kind"], event["subject"], event["uid"]) == ("snapshot_rebuilt", "s1", TYPIST.uid)
    assert event["data"] == f'{{"rows": 3, "keys_version": "{KEYS_VERSION}"}}'


def test_a_copy_whose_file_is_gone_is_a_store_problem(commune: Commune) -> None:
    (commune.folder / FIRST).unlink()
    with pytest.raises(StoreProblem):
        opened(commune)


def test_files_that_no_copy_names_are_swept(commune: Commune) -> None:
    """A killed import leaves a whole file without a row."""
    names = ("registry-2.db", "registry-77.db")
    kept = ("registry-old.db", "registry-1.db.bak", "my registry-2.db")
    for name in (*names, *kept):
        (commune.folder / name).write_bytes(b"x")
    (commune.folder / "registry-8.db").symlink_to(commune.folder / FIRST)
    (commune.folder / "registry-9.db").mkdir()
    with commune.store.read() as session:
        snapshots.sweep(session, commune.folder)
    left = {path.name for path in commune.folder.iterdir()}
    assert not left & {*names}
    assert left > {*kept, FIRST, "registry-8.db", "registry-9.db"}
    registry = opened(commune)
    assert registry is not None
    registry.close()
