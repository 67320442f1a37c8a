"""The desk's folder: one command at a time, and nothing is written over what it keeps."""

import io
import json
from pathlib import Path

import pytest

from app.commands import desk
from app.crypto import certificates_file
from app.desk.home import DeskHome
from app.models.store.store import lock_folder
from tests.conftest import Clock, numbered
from tests.unit.desk.test_snapshot import CSV


def commands(certified, out: Path) -> dict[str, list[object]]:
    """Return every command of the desk with good files, writing to ``out``."""
    stick = certified.folders.stick
    (stick / "t.csv").write_text(CSV, encoding="utf-8")
    answer = {"entry_id": "e", "version": 1, "section": "child", "code": "da_cap_nhat", "personal_id": ""}
    (stick / "a.jsonl").write_text(json.dumps(answer | {"message": ""}), encoding="utf-8")
    opened = stick / "goi" / "data"
    opened.mkdir(parents=True)
    (opened / "khai_sinh.jsonl").write_text("")
    return {
        "keys": ["keys", stick / "yeu-cau-chung-thu.json", "--out", out],
        "paper": ["paper", "--out", out],
        "snapshot": ["snapshot", stick / "t.csv", "--out", out],
        "open": ["open", stick / "S.htpkg", "--out", out],
        "reply": ["reply", stick / "a.jsonl", "--out", out],
        "ack": ["ack", stick / "S.htpkg", "--out", out],
        "work-list": ["work-list", stick / "goi", "--out", out],
    }


COMMANDS = ("keys", "paper", "snapshot", "open", "reply", "ack", "work-list")
KEPT = {
    "the keys": lambda home: home / "desk.json",
    "by a detour": lambda home: home / "x" / ".." / "desk.json",
    "the entries that came": lambda home: home / "da-nhan",
    "one of them": lambda home: home / "da-nhan" / "a" / "b.jsonl",
}


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_writes_over_what_the_desk_keeps(command, kept, certified, monkeypatch):
    out = KEPT[kept](certified.folders.desk)
    words = commands(certified, out)[command]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
    assert "là nơi giữ khóa và số liệu của bàn" in certified.refused(*words)
    assert not (certified.folders.desk / "da-nhan").exists()


def test_a_link_does_not_lead_over_the_keys_either(certified, tmp_path):
    (tmp_path / "l").symlink_to(certified.folders.desk, target_is_directory=True)
    assert "là nơi giữ khóa" in certified.refused("paper", "--out", tmp_path / "l" / "desk.json")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_waits_for_no_other_and_changes_nothing(command, certified, monkeypatch):
    words = commands(certified, certified.folders.stick / "out")[command]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
    with lock_folder(certified.folders.desk):
        assert "đang mở ở một cửa sổ khác" in certified.refused(*words)


def test_what_another_command_keeps_meanwhile_is_not_lost(certified, monkeypatch):
    """The officer reads the questions of ``keys`` while a result is opened at a second terminal."""
    words = commands(certified, certified.folders.stick / "S.htpkg")
    met = []

    class Answers(io.StringIO):
        def readline(self, *_size: int) -> str:
            if not met:
                met.append(certified.run(*words["snapshot"]))
            return "y\n"

    monkeypatch.setattr("sys.stdin", Answers())
    assert certified.run(*words["keys"][:-1], certified.folders.stick / "C.json") == 0
    assert met == [1]
    assert certified.run(*words["snapshot"]) == 0
    partner = DeskHome(certified.folders.desk).partner("").store_id
    assert DeskHome(certified.folders.desk).chain(partner, out_going=True).no == 1


def test_two_first_commands_make_one_desk(certified, tmp_path, monkeypatch):
    home, met = tmp_path / "new", []
    request = certified.folders.stick / "yeu-cau-chung-thu.json"
    office = ["--office", "Công an tỉnh", "--issuer-name", "Lê Thị Thảo", "--issuer-uid", "038070990000"]

    def keys(name: str) -> int:
        words = ["--home", str(home), "keys", str(request), "--out", str(tmp_path / name), *office]
        return desk.run(words, now=Clock(), random=numbered(name))

    class Answers(io.StringIO):
        def readline(self, *_size: int) -> str:
            if not met:
                met.append(0)
                met[0] = keys("other.json")
            return "y\n"

    monkeypatch.setattr("sys.stdin", Answers())
    assert keys("first.json") == 1
    assert met == [0]
    assert "Một lệnh khác vừa lập bàn" in certified.said()
    made = certificates_file.read((tmp_path / "other.json").read_bytes())
    assert DeskHome(home).issuer_certificate() == made.issuer
    assert not (tmp_path / "first.json").exists()


@pytest.mark.parametrize("command", ["paper", "snapshot", "open", "reply", "ack"])
def test_a_wrong_folder_is_not_made_into_a_desk(command, certified, tmp_path):
    words = commands(certified, tmp_path / "out")[command]
    status = desk.run(["--home", str(tmp_path / "no"), *map(str, words)], now=Clock(), random=numbered("no"))
    assert status == 1
    assert not (tmp_path / "no").exists()


def test_a_paper_that_cannot_be_written_is_told_in_a_sentence(certified):
    (certified.folders.stick / "p.pdf").symlink_to("nowhere")
    assert "đã có một thứ mang tên tệp này" in certified.refused(
        "paper", "--out", certified.folders.stick / "p.pdf"
    )
