"""The key file: who can open it, what shows when it is changed, and what the recovery sheet opens."""

import base64
import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.crypto.key_file import KeyFile, copy_of, good_one
from app.crypto.recovery import print_half, read_half
from app.crypto.signing import PrivateKey, new_signing_key
from app.crypto.stretching import Kdf, new_sheet, stretch
from app.errors import AppError, BadInput, NotUnlocked, StoreProblem
from tests.conftest import AT, KEY, numbered

KDF = Kdf(m_kib=19456, t=2, p=1)
NHAN, DUNG = "Mật khẩu dài của chị", "khác hẳn 98765"
SIGNING = new_signing_key()


def founded(path: Path) -> KeyFile:
    random = numbered("keys")
    file = KeyFile.create(path, store_id="a" * 32, store_key=KEY)
    for login, password, key in (("nhan.ct", NHAN, new_signing_key()), ("dung.tv", DUNG, SIGNING)):
        secret = stretch(password, kdf=KDF, random=random)
        file.add_officer(login, secret, store_key=KEY, signing_key=key, at=AT, random=random)
    file.save()
    return file


def put_sheet(file: KeyFile, seed: str) -> tuple[str, str]:
    sheet = new_sheet(kdf=KDF, random=numbered(seed))
    file.add_sheet(sheet, store_key=KEY, at=AT, random=numbered(f"{seed} slot"))
    return sheet.halves


def add(file: KeyFile, login: str, password: str, key: PrivateKey | None = None, seed: str = "x") -> str:
    secret = stretch(password, kdf=KDF, random=numbered(f"{seed} salt"))
    random = numbered(seed)
    return file.add_officer(login, secret, store_key=KEY, signing_key=key, at=AT, random=random)


def remove(file: KeyFile, login: str) -> int:
    return file.keep(file.ids - {*file.slot_ids(login)}, store_key=KEY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file without its copy, so that what is done to it shows."""
    path = tmp_path / "keyfile.json"
    founded(path)
    copy_of(path).unlink()
    return path


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_each_officer_opens_the_store_and_only_the_own_signing_key(path: Path) -> None:
    file = KeyFile.load(path)
    nhan, dung = file.unlock("nhan.ct", NHAN), file.unlock("dung.tv", DUNG)
    assert nhan.store_key == dung.store_key == KEY
    assert dung.signing_key is not None
    assert nhan.signing_key is not None
    assert dung.signing_key.private_numbers() == SIGNING.private_numbers()
    assert nhan.signing_key.public_key() != SIGNING.public_key()


def test_nothing_secret_is_in_the_file_or_in_a_log(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert KEY.hex() not in text
    assert "PRIVATE" not in text
    assert DUNG not in text
    shown = repr(KeyFile.load(path).unlock("dung.tv", DUNG))
    assert repr(KEY) not in shown
    assert KEY.hex() not in shown
    sheet = new_sheet(kdf=KDF, random=numbered("sheet"))
    assert not any(half in repr(sheet) for half in sheet.halves)


def test_password_typed_decomposed_is_the_same(path: Path) -> None:
    typed = unicodedata.normalize("NFD", NHAN)
    assert typed != NHAN
    assert KeyFile.load(path).unlock("nhan.ct", typed).store_key == KEY


def test_unknown_login_and_wrong_password_say_the_same(path: Path) -> None:
    file = KeyFile.load(path)
    texts = set()
    for login, password in (("nhan.ct", DUNG), ("ai.do", DUNG), ("", ""), ("recovery", "")):
        with pytest.raises(NotUnlocked) as caught:
            file.unlock(login, password)
        texts.add(str(caught.value))
    assert texts == {"Mật khẩu không đúng."}


def test_unknown_login_costs_the_same_derivation(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[tuple[int, int, int]] = []
    derive = Kdf.derive

    def counted(self: Kdf, secret: bytes, salt: bytes) -> bytes:
        costs.append((self.m_kib, self.t, self.p))
        return derive(self, secret, salt)

    monkeypatch.setattr(Kdf, "derive", counted)
    file = KeyFile.load(path)
    for login in ("nhan.ct", "ai.do"):
        with pytest.raises(NotUnlocked):
            file.unlock(login, "sai mật khẩu")
    assert costs == [(19456, 2, 1)] * 2


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["slots"].pop(0),
        lambda d: d["slots"].append(d["slots"][0]),
        lambda d: d["slots"].reverse(),
        lambda d: d.update(epoch=d["epoch"] + 1),
        lambda d: d["slots"][0].update(user="dung.tv2"),
        lambda d: d["slots"][0].update(signing=d["slots"][1]["signing"]),
        lambda d: d["slots"][1].update(signing=d["slots"][0]["signing"]),
        lambda d: d["slots"][1].update(signing=""),
        lambda d: d.update(mac="0" * 64),
        lambda d: d.update(mac="é"),
        lambda d: d.update(extra=1),
    ],
)
def test_changes_behind_the_back_show_at_unlock(
    path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    edit(path, change)
    with pytest.raises(StoreProblem):
        KeyFile.load(path).unlock("dung.tv", DUNG)
    with pytest.raises(StoreProblem):
        KeyFile.load(path).check(KEY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user", "dung.tv"),
        ("id", "0" * 16),
        ("created", "2020-01-01T00:00:00Z"),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("nonce", "AAAAAAAAAAAAAAAA"),
        ("kdf", {"m_kib": 19456, "t": 3, "p": 1}),
    ],
)
def test_every_field_of_a_slot_is_bound_to_it(path: Path, field: str, value: object) -> None:
    """With its fields changed a slot opens with no password."""
    edit(path, lambda d: d["slots"].pop(1))
    edit(path, lambda d: d["slots"][0].update({field: value}))
    login = "dung.tv" if field == "user" else "nhan.ct"
    with pytest.raises(NotUnlocked):
        KeyFile.load(path).unlock(login, NHAN)


def test_slot_does_not_open_under_another_store(path: Path) -> None:
    edit(path, lambda d: d.update(store_id="b" * 32))
    with pytest.raises(NotUnlocked):
        KeyFile.load(path).unlock("dung.tv", DUNG)


@pytest.mark.parametrize(
    "kdf",
    [
        {"m_kib": 8, "t": 2, "p": 1},
        {"m_kib": 1 << 30, "t": 2, "p": 1},
        {"m_kib": 19456, "t": 1, "p": 1},
        {"m_kib": 19456, "t": 1 << 30, "p": 1},
        {"m_kib": 19456, "t": 2, "p": 0},
        {"m_kib": 19456, "t": 2, "p": 99},
        {"m_kib": "19456", "t": 2, "p": 1},
        {"m_kib": 19456},
        None,
    ],
)
def test_weak_or_hostile_kdf_is_refused_before_it_runs(path: Path, kdf: object) -> None:
    edit(path, lambda d: d["slots"][1].update(kdf=kdf))
    if isinstance(kdf, dict) and len(kdf) == 1:  # missing ones have defaults, and then the slot does not open
        expected: type[Exception] = NotUnlocked
    else:
        expected = StoreProblem
    with pytest.raises(expected):
        KeyFile.load(path).unlock("dung.tv", DUNG)


@pytest.mark.parametrize("kdf", [{"m_kib": "19456"}, {"m_kib": 1 << 30}, {"m_kib": 19456.5}])
def test_hostile_kdf_is_refused_for_an_unknown_login_too(path: Path, kdf: object) -> None:
    edit(path, lambda d: d["slots"][0].update(kdf=kdf))
    with pytest.raises(StoreProblem):
        KeyFile.load(path).unlock("ai.do", DUNG)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"v":2}', "{", "\x00"])
def test_damaged_or_missing_file_is_a_store_problem(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StoreProblem):
        KeyFile.load(path)
    path.unlink()
    with pytest.raises(StoreProblem):
        KeyFile.load(path)


def test_two_slots_of_a_login_open_until_one_goes(path: Path) -> None:
    file = KeyFile.load(path)
    (old,) = file.slot_ids("dung.tv")
    new = add(file, "dung.tv", "mật khẩu mới hẳn", SIGNING)
    assert file.slot_ids("dung.tv") == [old, new]
    assert file.logins == ["nhan.ct", "dung.tv"]
    assert [file.unlock("dung.tv", p).slot_id for p in (DUNG, "mật khẩu mới hẳn")] == [old, new]
    with pytest.raises(NotUnlocked):
        file.unlock("dung.tv", DUNG, slot_id=new)
    assert file.keep(file.ids - {old}, store_key=KEY) == 1
    with pytest.raises(NotUnlocked):
        file.unlock("dung.tv", DUNG)
    kept = file.unlock("dung.tv", "mật khẩu mới hẳn").signing_key
    assert kept is not None
    assert kept.public_key() == SIGNING.public_key()


def test_of_two_slots_with_one_password_the_asked_one_opens(path: Path) -> None:
    file = KeyFile.load(path)
    (old,) = file.slot_ids("dung.tv")
    new = add(file, "dung.tv", DUNG)
    assert file.unlock("dung.tv", DUNG).slot_id == new
    assert file.unlock("dung.tv", DUNG, slot_id=old).slot_id == old
    with pytest.raises(NotUnlocked):
        file.unlock("dung.tv", DUNG, slot_id="")


def test_removed_officer_cannot_open_and_others_can(path: Path) -> None:
    file = KeyFile.load(path)
    assert remove(file, "dung.tv") == 1
    file.save()
    for one in (path, copy_of(path)):
        assert "dung.tv" not in one.read_text(encoding="utf-8")
    again = KeyFile.load(path)
    assert again.unlock("nhan.ct", NHAN).store_key == KEY
    with pytest.raises(NotUnlocked):
        again.unlock("dung.tv", DUNG)


def test_a_slot_without_signing_key_opens_the_store_only(path: Path) -> None:
    file = KeyFile.load(path)
    add(file, "lan.ht", "mật khẩu thứ ba")
    assert file.unlock("lan.ht", "mật khẩu thứ ba").signing_key is None


def test_nothing_is_written_before_save_and_the_copy_is_the_same(path: Path) -> None:
    before = path.read_bytes()
    file = KeyFile.load(path)
    remove(file, "dung.tv")
    assert path.read_bytes() == before
    assert not file.written
    file.save()
    assert file.written
    assert path.read_bytes() != before
    assert copy_of(path).read_bytes() == path.read_bytes()
    assert sorted(p.name for p in path.parent.iterdir()) == ["keyfile.json", "keyfile.json.bak"]


def test_failed_save_leaves_the_file_before_in_force(path: Path) -> None:
    path.with_name("keyfile.json.bak").mkdir()  # nothing can take this name
    file = KeyFile.load(path)
    remove(file, "dung.tv")
    with pytest.raises(StoreProblem):
        file.save()
    assert not file.written
    assert KeyFile.load(path).unlock("dung.tv", DUNG).store_key == KEY


def test_recovery_needs_both_halves_of_one_sheet_that_is_kept(path: Path) -> None:
    file = KeyFile.load(path)
    old = put_sheet(file, "old")
    assert file.recover(*old).store_key == KEY
    new = put_sheet(file, "sheet")
    first, second = file.sheet_ids
    opened = file.recover(*old)
    assert (opened.slot_id, opened.signing_key) == (first, None), "both open until one goes"
    file.keep(file.ids - {first}, store_key=KEY)
    file.save()
    again = KeyFile.load(path)
    assert again.recover(*new).store_key == again.recover(new[1], new[0]).store_key == KEY
    assert again.recover(*new).slot_id == second
    for a, b in (old, (new[0], new[0]), (new[0], old[1])):
        with pytest.raises(NotUnlocked, match="không cùng một cặp"):
            again.recover(a, b)


def test_sheet_is_read_as_people_type_it(path: Path) -> None:
    file = KeyFile.load(path)
    a, b = put_sheet(file, "sheet")
    assert all(len(group) == 4 for group in a.split())
    typed = a.lower().replace("o", "0").replace("i", "1").replace(" ", "-")
    assert file.recover(typed, b).store_key == KEY


def test_every_single_typing_error_in_a_half_is_named(path: Path) -> None:
    half, _ = put_sheet(KeyFile.load(path), "sheet")
    read_half(half)
    for place, letter in enumerate(half):
        if letter != " ":
            with pytest.raises(BadInput):
                read_half(half[:place] + ("A" if letter != "A" else "C") + half[place + 1 :])
    for text in ("", half[:-1], half + "A", half.replace(" ", "")[:-4], "không phải"):
        with pytest.raises(BadInput):
            read_half(text)


# -- limits and forms, each alone ---------------------------------------------------------------------


def taken(**changes: object) -> bool:
    """Tell whether these parameters are taken: the derivation itself is not waited for."""
    kdf = Kdf(**{"m_kib": 19456, "t": 2, "p": 1, **changes})  # type: ignore[arg-type]
    try:
        kdf.derive(b"", b"short")  # Argon2 refuses the salt, after the parameters were looked at
    except StoreProblem:
        return False
    except ValueError:
        return True
    raise AssertionError


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"m_kib": 19456 - 1}, False),
        ({"m_kib": 1024 * 1024}, True),
        ({"m_kib": 1024 * 1024 + 1}, False),
        ({"m_kib": 19456.0}, False),
        ({"t": 1}, False),
        ({"t": 10}, True),
        ({"t": 11}, False),
        ({"t": 2.0}, False),
        ({"t": True}, False),
        ({"p": 0}, False),
        ({"p": 8}, True),
        ({"p": 9}, False),
        ({"p": True}, False),
    ],
)
def test_each_limit_of_the_derivation(changes: dict[str, object], good: bool) -> None:
    assert taken(**changes) is good


def test_the_ordinary_derivation_is_a_strong_one() -> None:
    assert Kdf() == Kdf(m_kib=65536, t=3, p=1)


@pytest.mark.parametrize(
    "change",
    [
        *(lambda d, key=key: d.pop(key) for key in ("v", "slots", "epoch", "store_id", "mac")),
        lambda d: d.update(v=2),
        lambda d: d.update(slots={}),
        lambda d: d.update(epoch="1"),
        lambda d: d.update(epoch=True),
        lambda d: d.update(epoch=-1),
        lambda d: d.update(epoch=2**53),
        lambda d: d.update(mac="é"),
        lambda d: d.update(mac="\ud800"),
        lambda d: d.update(store_id="\ud800"),
        lambda d: d.update(slots=["x"]),
        lambda d: d.update(slots=[{}]),
        *(lambda d, key=key: d["slots"][0].pop(key) for key in ("id", "kind", "user")),
        *(lambda d, key=key: d["slots"][1].update({key: 5}) for key in ("id", "kind", "user")),
        lambda d: d.update(store_id=1),
        lambda d: d.update(mac=1),
    ],
)
def test_each_part_of_the_file_has_its_form(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    assert KeyFile.load(path).logins == ["nhan.ct", "dung.tv"]
    edit(path, change)
    with pytest.raises(StoreProblem, match="bị hỏng hoặc bị sửa"):
        KeyFile.load(path)


@pytest.mark.parametrize("part", ["salt", "nonce", "wrapped", "kdf"])
def test_a_slot_without_a_part_is_damaged(path: Path, part: str) -> None:
    edit(path, lambda d: d["slots"][0].pop(part))
    with pytest.raises(StoreProblem):
        KeyFile.load(path).unlock("nhan.ct", NHAN)


@pytest.mark.parametrize("part", ["salt", "nonce", "wrapped", "sign_nonce", "signing", "kdf", "created"])
@pytest.mark.parametrize("value", [5, None, [], {}, "", "é", "AAAA", "\ud800"])
def test_a_forged_part_of_a_slot_is_a_sentence_never_a_crash(path: Path, part: str, value: object) -> None:
    edit(path, lambda d: d["slots"][0].update({part: value}))
    with pytest.raises((StoreProblem, NotUnlocked)):
        KeyFile.load(path).unlock("nhan.ct", NHAN)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b" " * (1 << 21), b'{"v": 1' + b"0" * 5000]
)
def test_what_is_no_key_file_is_a_sentence_and_the_copy_is_used(path: Path, data: bytes) -> None:
    good = path.read_bytes()
    path.write_bytes(data)
    with pytest.raises(StoreProblem):
        KeyFile.load(path)
    copy_of(path).write_bytes(good)
    file = KeyFile.load(path)
    assert file.unlock("nhan.ct", NHAN).store_key == KEY
    assert not file.written
    file.save()
    assert path.read_bytes() == copy_of(path).read_bytes()


def test_a_pipe_in_place_of_the_file_is_not_waited_for(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StoreProblem):
        KeyFile.load(path)


def test_a_file_without_slots_costs_a_derivation_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[Kdf] = []
    monkeypatch.setattr(Kdf, "derive", lambda self, _secret, _salt: costs.append(self) or bytes(32))
    file = KeyFile.create(tmp_path / "keyfile.json", store_id="a" * 32, store_key=KEY)
    with pytest.raises(NotUnlocked):
        file.unlock("ai.do", DUNG)
    assert costs == [Kdf()]


def test_every_change_of_slots_raises_the_epoch(tmp_path: Path) -> None:
    path = tmp_path / "keyfile.json"
    file = KeyFile.create(path, store_id="a" * 32, store_key=KEY)
    file.save()
    assert (file.epoch, file.logins) == (1, [])
    secret = stretch(NHAN, kdf=KDF, random=numbered("salt"))
    file.add_officer("a", secret, store_key=KEY, signing_key=None, at=AT, random=numbered("a"))
    assert (file.epoch, file.logins) == (2, ["a"])
    put_sheet(file, "sheet")
    assert (file.epoch, file.logins) == (3, ["a"]), "the sheet is no officer"
    assert {s["kind"]: s["user"] for s in file._data["slots"]} == {"password": "a", "recovery": "recovery"}
    remove(file, "a")
    assert (file.epoch, file.logins) == (4, [])
    file.seal(KEY)
    assert file.epoch == 5


def test_slots_say_when_they_were_made_and_share_no_random_bytes(path: Path) -> None:
    slots = json.loads(path.read_text(encoding="utf-8"))["slots"]
    assert {s["created"] for s in slots} == {"2023-10-17T13:41:07Z"}
    assert {s["kind"] for s in slots} == {"password"}
    for slot in slots:
        lengths = [len(base64.b64decode(slot[k])) for k in ("salt", "nonce", "sign_nonce")]
        assert (lengths, len(slot["id"])) == ([16, 12, 12], 16)
    values = [s[k] for s in slots for k in ("id", "salt", "nonce", "sign_nonce")]
    assert len(set(values)) == len(values)


def test_a_sheet_of_a_changed_file_opens_nothing(path: Path) -> None:
    file = KeyFile.load(path)
    halves = put_sheet(file, "sheet")
    file.save()
    edit(path, lambda d: d.update(epoch=99))
    with pytest.raises(StoreProblem):
        KeyFile.load(path).recover(*halves)


def test_without_a_sheet_two_good_halves_open_nothing(path: Path) -> None:
    half = print_half(bytes(32))
    with pytest.raises(NotUnlocked, match="không cùng một cặp"):
        KeyFile.load(path).recover(half, half)


def test_a_file_written_once_opens_for_ever() -> None:
    """Purposes of derived keys, bound fields and encodings never change: sheets and copies lie in safes."""
    file = KeyFile.create(Path("none"), store_id="a" * 32, store_key=KEY)
    random = numbered("fixed")
    secret = stretch(NHAN, kdf=KDF, random=random)
    file.add_officer("nhan.ct", secret, store_key=KEY, signing_key=None, at=AT, random=random)
    (slot,) = file._data["slots"]
    assert (slot["wrapped"], file._data["mac"]) == (WRAPPED, MAC)


WRAPPED = "eF9+iSYgChxqhl3krpw43vayTfh54wsVXCVWFEGqAd9NsRIjeOJmiG9KUF09pGUd"
MAC = "467f7597b49a3650382d880b1ca5dce4ba0556ba9612bdd25a93d4ffe12f5d77"


# -- a file of good form in which something was changed, beside its good copy ----------------------------

CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "own slot": lambda d: d["slots"][0].update(wrapped=d["slots"][1]["wrapped"]),
    "another slot": lambda d: d["slots"][1].update(created="2020-01-01T00:00:00Z"),
    "a slot gone": lambda d: d["slots"].pop(0),
    "hash": lambda d: d.update(mac="0" * 64),
    "epoch": lambda d: d.update(epoch=d["epoch"] + 1),
}


@pytest.fixture
def changed(path: Path, request: pytest.FixtureRequest) -> Path:
    """A changed key file beside its copy."""
    copy_of(path).write_bytes(path.read_bytes())
    edit(path, CHANGES[request.param])
    return path


@pytest.mark.parametrize("changed", CHANGES, indirect=True)
def test_the_copy_opens_what_a_changed_file_does_not(changed: Path) -> None:
    opened = KeyFile.opened(changed, lambda file: file.unlock("nhan.ct", NHAN))
    assert (opened.store_key, opened.signing_key is not None) == (KEY, True)
    file = KeyFile.load(changed, KEY)
    file.check(KEY)
    assert not file.written
    assert good_one(changed, KEY) == copy_of(changed)
    file.save()
    assert KeyFile.load(changed).written
    assert good_one(changed, KEY) == changed


@pytest.mark.parametrize("changed", CHANGES, indirect=True)
def test_a_wrong_password_opens_neither(changed: Path) -> None:
    with pytest.raises(NotUnlocked, match="Mật khẩu không đúng"):
        KeyFile.opened(changed, lambda file: file.unlock("nhan.ct", DUNG))


def test_a_sheet_opens_the_copy_too(path: Path) -> None:
    file = KeyFile.load(path)
    halves = put_sheet(file, "sheet")
    file.save()
    edit(path, lambda d: d["slots"][0].update(wrapped=""))
    assert KeyFile.opened(path, lambda one: one.recover(*halves)).store_key == KEY


def test_a_good_file_says_what_is_wrong_whatever_its_copy_is(path: Path) -> None:
    copy_of(path).write_bytes(path.read_bytes())
    edit(copy_of(path), lambda d: d["slots"][0].update(kdf={}))
    with pytest.raises(NotUnlocked):
        KeyFile.opened(path, lambda file: file.unlock("nhan.ct", DUNG))
    assert good_one(path, KEY) == path


def test_two_changed_ones_open_nothing(path: Path) -> None:
    edit(path, lambda d: d.update(mac="0" * 64))
    copy_of(path).write_bytes(path.read_bytes())
    edit(copy_of(path), lambda d: d.update(mac="1" * 64))
    with pytest.raises(StoreProblem):
        KeyFile.opened(path, lambda file: file.unlock("nhan.ct", NHAN))
    for ask in (KeyFile.load, good_one):
        with pytest.raises(StoreProblem):
            ask(path, KEY)


def test_the_same_copy_is_not_tried_again(path: Path) -> None:
    """A wrong password costs one derivation, with the copy or without it."""
    copy_of(path).write_bytes(path.read_bytes())
    tried: list[KeyFile] = []

    def work(file: KeyFile) -> Any:
        tried.append(file)
        raise NotUnlocked("Mật khẩu không đúng.")

    with pytest.raises(NotUnlocked):
        KeyFile.opened(path, work)
    assert len(tried) == 1


def test_of_two_that_open_nothing_the_file_says_why(path: Path) -> None:
    copy_of(path).write_bytes(path.read_bytes())
    edit(copy_of(path), lambda d: d.update(mac="1" * 64))
    causes: list[AppError] = [NotUnlocked("sai mật khẩu"), StoreProblem("bản chép hỏng")]

    def work(_file: KeyFile) -> Any:
        raise causes.pop(0)

    with pytest.raises(NotUnlocked, match="sai mật khẩu"):
        KeyFile.opened(path, work)
    assert not causes
