"""A result that does not go on from the last one: said with what is known, taken by people with a reason."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.crypto.package import ChainState
from app.demo import commune as demo
from app.desk.home import DeskHome
from app.models.store.times import stamp
from tests.conftest import AT
from tests.unit.desk.test_opening import ENTRY, Results, refused, results, signers  # noqa: F401

REASON = "xã phục hồi kho, có biên bản"
ZEROS = "0" * 64


class Chain:
    """Results of the commune, one after the other, and the desk that opens them."""

    def __init__(self, certified: Any, made: Results, stdin: Any) -> None:
        self.certified, self.made, self._stdin = certified, made, stdin
        self.opened = 0

    @property
    def home(self) -> DeskHome:
        return DeskHome(self.certified.folders.desk)

    @property
    def last(self) -> ChainState:
        return self.home.chain(self.made.store_id, out_going=False)

    def write(self, number: int, *entries: dict[str, Any], follows: str = "", restored: object = 0) -> str:
        """Write a package with this number; its entries are approved on the way."""
        at = ChainState(number - 1, follows or self.last.manifest_sha256)
        audit = {"seq": self.made.mark.seq, "h": self.made.mark.h}
        extra = {"audit": audit, "store": {"restored": restored}}
        rows = [self.made.approved(entry) for entry in entries or (self.made.entry(number),)]
        return self.made.write(*rows, chain=at, extra=extra)

    def open(self, path: str, *more: str, answer: str = "y\n") -> int:
        self._stdin.setattr("sys.stdin", io.StringIO(answer))
        self.opened += 1
        out = self.certified.folders.desk / f"goi-{self.opened}"
        status = int(self.certified.run("open", path, "--out", out, *more))
        assert out.exists() == (status == 0)
        return status

    def files(self) -> dict[Path, bytes]:
        """Return the files of the desk, all but the lock that a command leaves."""
        files = self.certified.folders.desk.rglob("*")
        return {p: p.read_bytes() for p in files if p.is_file() and p.name != "store.lock"}

    def refuse(self, path: str, *more: str, answer: str = "y\n") -> str:
        before = self.files()
        self.certified.said()
        assert self.open(path, *more, answer=answer) == 1
        after = self.files()
        assert after == before
        return str(self.certified.said())

    def kept(self) -> list[dict[str, Any]]:
        data = json.loads((self.certified.folders.desk / "desk.json").read_text(encoding="utf-8"))
        return list(data.get("breaks_accepted", []))


@pytest.fixture
def chain(certified, results, monkeypatch) -> Chain:  # noqa: F811
    """A desk that has taken packages 1 and 2."""
    made = Chain(certified, results, monkeypatch)
    for number in (1, 2):
        assert made.open(made.write(number)) == 0
    assert "!" not in made.certified.said()
    return made


def test_a_missing_package_is_said_with_what_came(chain):
    said = chain.refuse(chain.write(5))
    assert said == (
        "Thiếu gói trước gói này: đây là gói số 5, ở đây nhận đến gói số 2. Đã nhận của xã: gói số "
        "2 (17/10/2023), 1 (17/10/2023). Chưa mở gói này và không mất gì. Hãy gọi xã hỏi gói nào đúng; đã rõ "
        "thì mở lại với --accept-break và ghi lý do.\n"
    )


def test_another_package_of_a_number_is_said(chain):
    said = chain.refuse(chain.write(2, chain.made.entry(7), follows="a" * 64))
    assert said.startswith("Xã có hai gói khác nhau cùng số 2; gói nhận sau cùng ở đây là số 2.")


def test_a_package_that_follows_another_one_is_said(chain):
    said = chain.refuse(chain.write(3, follows="a" * 64))
    assert said.startswith("Gói số 3 không nối tiếp gói số 2 đã nhận sau cùng ở đây.")


def test_a_new_desk_says_that_nothing_came(certified, results, monkeypatch):  # noqa: F811
    chain = Chain(certified, results, monkeypatch)
    said = chain.refuse(chain.write(2, follows="a" * 64))
    assert "ở đây nhận đến gói số 0. Chưa nhận gói nào của xã." in said


def test_many_packages_are_not_all_named(chain):
    for number in range(3, 16):
        assert chain.open(chain.write(number)) == 0
    said = chain.refuse(chain.write(17))
    assert "gói số 15 (17/10/2023), 14 (17/10/2023)" in said
    assert "5 (17/10/2023), 4 (17/10/2023), và 3 gói trước nữa." in said


def test_a_restored_store_announces_itself(chain):
    words = "Kho của xã đã được phục hồi từ bản sao lưu 1 lần, nên có gói có thể đến hai lần."
    fork = chain.write(2, chain.made.entry(7), follows="a" * 64, restored=1)
    assert words in chain.refuse(fork)
    assert chain.open(fork, "--accept-break", REASON) == 0
    assert f"! {words}" in chain.certified.said()
    again = chain.write(2, chain.made.entry(8), follows="b" * 64, restored=1)
    assert "phục hồi" not in chain.refuse(again), "it is known by now"
    assert "bản sao lưu 2 lần" in chain.refuse(chain.write(9, restored=2))


def test_a_restored_store_whose_package_goes_on_is_told_too(chain):
    assert chain.open(chain.write(3, restored=2)) == 0
    assert "! Kho của xã đã được phục hồi từ bản sao lưu 2 lần" in chain.certified.said()


def test_people_take_exactly_this_package_and_the_chain_goes_on_from_it(chain):
    first = (chain.last, chain.write(3, chain.made.entry(3)))
    fork = chain.write(2, chain.made.entry(7), follows="a" * 64, restored=1)
    assert chain.open(fork, "--accept-break", f"  {REASON}  ") == 0
    said = chain.certified.said()
    for line in (
        "Gói số 2 của xã Cẩm Tú",
        "Xã có hai gói khác nhau cùng số 2",
        "phục hồi từ bản sao lưu 1 lần",
        "Đã nhận của xã: gói số 2 (17/10/2023), 1 (17/10/2023).",
        f"Lý do nhận: {REASON}",
        "Xã đã nói đúng là gói này, nhận nó? [có/không]",
    ):
        assert line in said
    assert chain.kept() == [
        {
            "store": chain.made.store_id,
            "no": 2,
            "at": stamp(AT),
            "code": "FORK",
            "manifest_sha256": chain.last.manifest_sha256,
            "reason": REASON,
            "restored": 1,
            "conflicts": [],
        }
    ]
    assert chain.last.no == 2
    assert chain.last != first[0]
    assert chain.open(chain.write(3, chain.made.entry(9))) == 0, "the next one follows"
    assert len(chain.kept()) == 1


def test_a_missing_package_is_gone_past(chain):
    assert chain.open(chain.write(5), "--accept-break", REASON) == 0
    assert [one["code"] for one in chain.kept()] == ["GAP"]
    late = chain.write(4, follows="c" * 64)
    assert "Gói số 4 không nối tiếp gói số 5" in chain.refuse(late)


@pytest.mark.parametrize("answer", ["n\n", "", "\n"])
def test_without_a_yes_nothing_is_taken(chain, answer):
    said = chain.refuse(chain.write(5), "--accept-break", REASON, answer=answer)
    assert "Chưa ai xác nhận nên không mở gói" in said


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Cần ghi lý do"),
        ("  ", "Cần ghi lý do"),
        ("a\u202eb", "ký tự không dùng được"),
        ("x" * 501, "dài quá 500"),
    ],
)
def test_a_reason_is_needed_that_can_be_kept(chain, reason, words):
    said = chain.refuse(chain.write(5), "--accept-break", reason)
    assert words in said
    assert "[có/không]" not in said


def test_a_reason_without_a_break_is_not_asked_about(chain):
    assert chain.open(chain.write(3), "--accept-break", REASON, answer="") == 0
    assert chain.kept() == []


def test_a_reason_is_composed(chain):
    assert chain.open(chain.write(5), "--accept-break", "phu\u0323c ho\u0302\u0300i") == 0
    assert chain.kept()[0]["reason"] == "phục hồi"


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_taken_is_never_taken_again(certified, results, monkeypatch, number):  # noqa: F811
    chain = Chain(certified, results, monkeypatch)
    for n in (1, 2):
        path = chain.write(n)
        if n == number:
            content = certified.folders.stick / "first.htpkg"
            content.write_bytes((certified.folders.stick / "goi.htpkg").read_bytes())
        assert chain.open(path) == 0
    for more in ((), ("--accept-break", REASON)):
        assert "Gói này đã nhận trước đây" in chain.refuse(str(content), *more)


def test_every_other_check_stays(chain):
    entry = chain.made.entry(typed_by=[chain.made.approved(chain.made.entry())["approval"]["uid"]])
    said = chain.refuse(chain.write(5, entry), "--accept-break", REASON)
    assert "Chữ ký duyệt của trường hợp" in said
    assert "[có/không]" not in said


def test_the_audit_has_a_reason_of_its_own(chain):
    home = chain.home
    data = json.loads((home.folder / "desk.json").read_text())
    data["chains"][f"from:{chain.made.store_id}"]["audit_h"] = "f" * 64
    (home.folder / "desk.json").write_text(json.dumps(data))
    fork = chain.write(2, chain.made.entry(7), follows="a" * 64)
    said = chain.refuse(fork, "--accept-break", REASON)
    assert "Nhật ký của xã không nối tiếp" in said
    assert "[có/không]" not in said
    assert "Xã có hai gói khác nhau" in chain.refuse(fork, "--audit-reason", REASON)
    assert "không dùng được" in chain.refuse(fork, "--accept-break", REASON, "--audit-reason", "a\u200bb")
    assert chain.open(fork, "--accept-break", REASON, "--audit-reason", f" {REASON} ") == 0
    kept = json.loads((home.folder / "desk.json").read_text())
    assert [one["reason"] for one in (*kept["audit_accepted"], *kept["breaks_accepted"])] == [REASON] * 2


def test_an_entry_that_came_before_is_named_with_its_package(chain):
    assert chain.open(chain.write(3, chain.made.entry(1), chain.made.entry(3))) == 0
    said = chain.certified.said()
    assert f"! Trường hợp {ENTRY.format(1)} (bản 1): đã nhận ở gói số 1." in said
    assert said.count("đã nhận ở gói số") == 1
    assert chain.open(chain.write(4, chain.made.entry(1))) == 0
    assert "đã nhận ở gói số 3." in chain.certified.said(), "the newest package with it"


def test_a_later_version_is_a_new_one(chain):
    assert chain.open(chain.write(3, chain.made.entry(1, version=2))) == 0
    assert "!" not in chain.certified.said()


def test_a_version_from_before_the_one_that_came_is_a_conflict(chain):
    assert chain.open(chain.write(3, chain.made.entry(1, version=2))) == 0
    path = chain.write(4, chain.made.entry(1))
    assert chain.refuse(path).startswith("Có 1 trường hợp khác với bản đã nhận trước")
    assert chain.open(path, "--accept-break", REASON) == 0


def test_the_same_version_with_other_words_is_a_conflict(chain):
    other = chain.made.entry(1, typed_by=[])
    path = chain.write(3, other, chain.made.entry(2), restored=1)
    said = chain.refuse(path)
    assert said.startswith("Có 1 trường hợp khác với bản đã nhận trước, dù không phải phiên bản mới hơn: ")
    assert f"{ENTRY.format(1)} (gói số 1)" in said
    assert ENTRY.format(2) not in said
    assert "phục hồi từ bản sao lưu 1 lần" in said
    assert "[có/không]" in chain.refuse(path, "--accept-break", REASON, answer="n\n")
    assert chain.open(path, "--accept-break", REASON) == 0
    (kept,) = chain.kept()
    assert (kept["code"], kept["conflicts"]) == ("CONFLICT", [ENTRY.format(1)])
    assert chain.open(chain.write(4, other)) == 0, "what people took counts from now on"


def test_many_conflicts_are_not_all_named(chain):
    many = [chain.made.entry(number) for number in range(10, 23)]
    assert chain.open(chain.write(3, *many)) == 0
    changed = [entry | {"typed_by": []} for entry in many]
    said = chain.refuse(chain.write(4, *changed))
    assert "Có 13 trường hợp khác" in said
    assert said.count("(gói số 3)") == 12
    assert "(gói số 3), …." in said


def test_a_break_names_its_conflicts_too(chain):
    path = chain.write(5, chain.made.entry(1, typed_by=[]))
    said = chain.refuse(path)
    assert "Thiếu gói trước gói này" in said
    assert "trường hợp khác với bản đã nhận" in said
    assert chain.open(path, "--accept-break", REASON) == 0
    (kept,) = chain.kept()
    assert (kept["code"], kept["conflicts"]) == ("GAP", [ENTRY.format(1)])


def test_a_desk_from_before_knows_the_last_number_without_its_day(chain):
    data = json.loads((chain.home.folder / "desk.json").read_text())
    del data["received"]
    (chain.home.folder / "desk.json").write_text(json.dumps(data))
    assert "Đã nhận của xã: gói số 2. Chưa mở" in chain.refuse(chain.write(9))
    assert "đã nhận trước đây" in chain.refuse(chain.write(1, follows=ZEROS), "--accept-break", REASON)
    assert chain.open(chain.write(3)) == 0
    assert [str(one) for one in chain.home.received(chain.made.store_id)] == ["2", "3 (17/10/2023)"]


# -- receipts -----------------------------------------------------------------------------------------


def acknowledged(chain: Chain, path: str) -> tuple[int, str]:
    out = chain.certified.folders.stick / "xac-nhan.htpkg"
    out.unlink(missing_ok=True)
    status = chain.certified.run("ack", path, "--out", out)
    assert out.exists() == (status == 0)
    return status, chain.certified.said()


def test_what_was_taken_is_acknowledged_as_often_as_asked(chain):
    path = chain.write(3)
    assert chain.open(path) == 0
    assert [acknowledged(chain, path)[0] for _ in range(2)] == [0, 0]


def test_what_was_not_opened_is_not_acknowledged(chain):
    """Its commune would keep it no longer, and here nothing of it would be."""
    status, said = acknowledged(chain, chain.write(3))
    assert status == 1
    assert said.startswith("Gói số 3 chưa được mở ở đây, nên chưa xác nhận")


def test_a_package_under_an_older_number_is_not_acknowledged_for_its_number(chain):
    """A desk from before knows its last package alone; another one may carry a number that came."""
    data = json.loads((chain.home.folder / "desk.json").read_text())
    del data["received"]
    (chain.home.folder / "desk.json").write_text(json.dumps(data))
    assert acknowledged(chain, chain.write(1, chain.made.entry(7), follows=ZEROS))[0] == 1


def test_what_was_refused_is_not_acknowledged(chain):
    fork = chain.write(2, chain.made.entry(7), follows="a" * 64)
    chain.refuse(fork)
    assert acknowledged(chain, fork)[0] == 1
    bad = chain.made.write(chain.made.approved(chain.made.entry(3), by=demo.JUSTICE.uid), chain=chain.last)
    chain.refuse(bad)
    assert acknowledged(chain, bad)[0] == 1
