"""What the desk keeps of each commune: packages in their order, entries by version and hash."""

import json
from typing import Any

import pytest

from app.desk.received import Earlier, Received, code_of, earlier, keep_entries, restored_of
from app.errors import BadInput
from app.models.store.times import stamp
from tests.conftest import AT
from tests.sticks import trap

STORE = "a" * 32
A, B, C, D = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
TWO = (Received(1, A, stamp(AT)), Received(2, B, stamp(AT)))


def manifest(number: int, follows: str) -> dict[str, Any]:
    return {"package_no": number, "prev_manifest_sha256": follows}


@pytest.mark.parametrize(
    ("number", "follows", "digest", "code"),
    [
        (3, B, C, ""),
        (3, A, C, "CHAIN"),
        (4, B, C, "GAP"),
        (2, A, C, "FORK"),
        (1, "0" * 64, C, "FORK"),
        (2, A, B, "REPLAY"),
        (1, "0" * 64, A, "REPLAY"),
    ],
)
def test_how_a_package_breaks_the_chain(number, follows, digest, code):
    assert code_of(manifest(number, follows), digest, TWO) == code


def test_the_first_package_follows_nothing():
    assert code_of(manifest(1, "0" * 64), A, ()) == ""
    assert code_of(manifest(2, A), B, ()) == "GAP"
    assert code_of(manifest(1, A), B, ()) == "CHAIN"


def test_after_a_break_the_chain_goes_on_from_the_package_that_was_taken():
    forked = (*TWO, Received(1, C, stamp(AT)))
    assert code_of(manifest(2, C), D, forked) == ""
    assert code_of(manifest(3, B), D, forked) == "GAP"
    assert code_of(manifest(2, A), B, forked) == "REPLAY", "also when it stands before the fork"


def test_an_older_number_that_never_came_is_no_replay():
    after_a_gap = (Received(1, A, stamp(AT)), Received(3, C, stamp(AT)))
    assert code_of(manifest(2, A), B, after_a_gap) == "CHAIN"


def test_an_older_version_than_the_one_that_came_is_another_one(tmp_path):
    keep_entries(tmp_path, STORE, A, {"e": (1, A)})
    keep_entries(tmp_path, STORE, B, {"e": (2, B)})
    assert earlier(tmp_path, STORE, TWO, {"e": (1, A)}) == ([], [Earlier("e", 1, 2)])
    assert earlier(tmp_path, STORE, TWO, {"e": (2, B)}) == ([Earlier("e", 2, 2)], [])
    assert earlier(tmp_path, STORE, TWO, {"e": (3, A)}) == ([], [])


def test_of_a_desk_from_before_every_older_number_came():
    only_the_last = (Received(3, C),)
    assert code_of(manifest(2, A), B, only_the_last) == "REPLAY"
    assert code_of(manifest(3, A), B, only_the_last) == "FORK"
    assert code_of(manifest(4, C), D, only_the_last) == ""
    assert code_of(manifest(2, A), B, (*only_the_last, Received(4, D, stamp(AT)))) == "REPLAY"


@pytest.mark.parametrize(
    ("store", "times"),
    [
        ({"restored": 2}, 2),
        ({"restored": 0}, 0),
        ({"restored": -1}, 0),
        ({"restored": True}, 0),
        ({"restored": "2"}, 0),
        ({}, 0),
        (None, 0),
        ([], 0),
    ],
)
def test_how_often_a_store_was_restored(store, times):
    assert restored_of({"store": store}) == times
    assert restored_of({}) == 0


def test_a_package_is_named_by_number_and_day():
    assert str(TWO[0]) == "1 (17/10/2023)"
    assert str(Received(3, C)) == "3"
    assert Received.from_json(json.loads(json.dumps(TWO[1].to_json()))) == TWO[1]


def test_entries_that_came_before_are_found_by_version_and_hash(tmp_path):
    keep_entries(tmp_path, STORE, A, {"e1": (1, A), "e2": (1, A), "e3": (1, A), "e4": (1, A)})
    now = {"e1": (1, A), "e2": (1, B), "e3": (2, B), "e5": (1, A)}
    assert earlier(tmp_path, STORE, TWO[:1], now) == ([Earlier("e1", 1, 1)], [Earlier("e2", 1, 1)])
    assert earlier(tmp_path, STORE, (), now) == ([], [])


def test_of_several_packages_the_newest_counts(tmp_path):
    keep_entries(tmp_path, STORE, A, {"e": (1, A)})
    keep_entries(tmp_path, STORE, B, {"e": (1, B)})
    assert earlier(tmp_path, STORE, TWO, {"e": (1, B)}) == ([Earlier("e", 1, 2)], [])
    assert earlier(tmp_path, STORE, TWO, {"e": (1, A)}) == ([], [Earlier("e", 1, 2)])


def test_what_a_stopped_opening_left_is_not_read(tmp_path):
    keep_entries(tmp_path, STORE, A, {})
    keep_entries(tmp_path, STORE, B, {"e": (1, A)})
    assert earlier(tmp_path, STORE, TWO[:1], {"e": (1, A)}) == ([], [])


def test_a_package_from_before_has_no_list(tmp_path):
    assert earlier(tmp_path, STORE, (Received(1, A),), {"e": (1, A)}) == ([], [])


def test_two_communes_are_kept_apart(tmp_path):
    keep_entries(tmp_path, STORE, A, {})
    keep_entries(tmp_path, "b" * 32, A, {"e": (1, A)})
    assert earlier(tmp_path, STORE, TWO[:1], {"e": (1, B)}) == ([], [])


@pytest.mark.parametrize(
    "content", [None, "x\n", '["e"]\n', '["e",1,2]\n', '["e","1","a"]\n', '[[],1,"a"]\n', "5\n", "[" * 99_999]
)
def test_a_list_that_is_missing_or_damaged_is_no_empty_one(tmp_path, content):
    keep_entries(tmp_path, STORE, A, {"e": (1, A)})
    (path,) = tmp_path.rglob("*.jsonl")
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match="bị mất hoặc hỏng"):
        earlier(tmp_path, STORE, TWO[:1], {"e": (1, A)})


def test_it_is_written_through_no_link(tmp_path):
    desk, elsewhere = tmp_path / "desk", tmp_path / "elsewhere"
    elsewhere.mkdir()
    desk.mkdir()
    trap(elsewhere / "x", "link to a folder", "trap")
    (desk / "da-nhan").symlink_to(elsewhere)
    with pytest.raises(BadInput, match="đã bị gài"):
        keep_entries(desk, STORE, A, {"e": (1, A)})


def test_the_list_is_for_its_owner_alone(tmp_path):
    keep_entries(tmp_path / "desk", STORE, A, {"e": (1, A)})
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "desk").rglob("*")} == {0}
