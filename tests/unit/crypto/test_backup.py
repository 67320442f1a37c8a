"""The list of a backup: its facts are authentic, its key opens with the store's key alone."""

import hashlib
import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from app.crypto import canonical
from app.crypto.backup import KEYS, WORK, BackupFacts, FileFact, open_key, read_list, write_list
from app.errors import BadInput
from tests.conftest import numbered

STORE_KEY, BACKUP_KEY = bytes(range(32)), bytes(range(1, 33))
FACTS = BackupFacts(
    store_id="a" * 32,
    epoch=3,
    schema_version=3,
    program="doi-soat-ho-tich 0.1.0",
    created_at="2023-10-17T13:41:07.000Z",
    seq=9,
    h="b" * 64,
    counts={"entry": 2},
    files=(
        FileFact(WORK, 10, "c" * 64),
        FileFact(KEYS, 5, "d" * 64),
        FileFact("packages/a1-000001.htpkg", 7, "e" * 64),
    ),
)


def written(facts: BackupFacts = FACTS) -> bytes:
    return write_list(facts, store_key=STORE_KEY, backup_key=BACKUP_KEY, random=numbered())


def changed(**parts: Any) -> bytes:
    """Return the list with other parts and a digest that fits them."""
    content = json.loads(written()) | parts
    content.pop("sha256")
    return canonical.dumps({**content, "sha256": hashlib.sha256(canonical.dumps(content)).hexdigest()})


def test_facts_and_key_come_back() -> None:
    data = written()
    assert read_list(data) == FACTS
    assert open_key(data, STORE_KEY) == BACKUP_KEY
    assert FACTS.size == 22


def test_the_key_lies_in_it_wrapped() -> None:
    assert BACKUP_KEY.hex() not in written().decode()


def test_another_store_opens_nothing() -> None:
    with pytest.raises(BadInput, match=r"sao-luu\.json"):
        open_key(written(), bytes(32))


def test_every_flipped_bit_is_found_without_a_key() -> None:
    whole = written()
    for at, bit in itertools.product(range(len(whole)), (0, 5)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << bit
        with pytest.raises(BadInput):
            read_list(bytes(damaged))


@pytest.mark.parametrize("name", [n for n in BackupFacts.__slots__ if n != "counts"])
def test_a_forged_fact_opens_nothing(name: str) -> None:
    facts = json.loads(written())["facts"]
    value = facts[name]
    facts[name] = value + 1 if isinstance(value, int) else value[:-1]
    with pytest.raises(BadInput):
        open_key(changed(facts=facts), STORE_KEY)


@pytest.mark.parametrize("part", ["nonce", "wrapped"])
@pytest.mark.parametrize("value", ["", "AAAA", "ă", 7, None, []])
def test_a_forged_key_opens_nothing(part: str, value: object) -> None:
    with pytest.raises(BadInput):
        open_key(changed(**{part: value}), STORE_KEY)


BAD_NAMES = (
    "../../x",
    "/etc/x",
    "packages/../x",
    "packages/.x",
    "work.db",
    "a/b",
    "packages/",
    "scans/a/b",
    "C:\\x",
    "con",
)


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        read_list(written(replace(FACTS, files=(*FACTS.files, FileFact(name, 1, "f" * 64)))))


@pytest.mark.parametrize(
    "files", [FACTS.files[1:], FACTS.files[:1], (*FACTS.files, FACTS.files[0]), ()],
    ids=["no store", "no keys", "twice", "none"],
)  # fmt: skip
def test_a_list_without_its_two_files_or_with_one_twice_is_refused(files: tuple[FileFact, ...]) -> None:
    with pytest.raises(BadInput):
        read_list(written(replace(FACTS, files=files)))


@pytest.mark.parametrize(
    "part",
    [
        {"facts": None},
        {"facts": []},
        {"facts": {}},
        {"facts": {"schema": "vn.hotich.sao_luu/1"}},
        {"facts": {"schema": "vn.hotich.sao_luu/1", "files": None}},
        {"facts": {"schema": "vn.hotich.sao_luu/1", "files": [1]}},
    ],
)
def test_facts_of_another_shape_are_refused(part: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        read_list(changed(**part))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epoch", "3"), ("seq", True), ("schema_version", None), ("counts", []), ("store_id", 1), ("h", None),
        ("created_at", 5), ("more", 1),
    ],
)  # fmt: skip
def test_a_fact_of_another_kind_is_refused(name: str, value: object) -> None:
    facts = json.loads(written())["facts"] | {name: value}
    with pytest.raises(BadInput):
        read_list(changed(facts=facts))


@pytest.mark.parametrize(("name", "value"), [("size", "1"), ("size", True), ("sha256", 1), ("name", 1)])
def test_a_file_of_another_kind_is_refused(name: str, value: object) -> None:
    facts = json.loads(written())["facts"]
    facts["files"][2][name] = value
    with pytest.raises(BadInput):
        read_list(changed(facts=facts))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"facts":{}}'])
def test_no_list_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_list(data)


def test_a_later_format_says_so() -> None:
    facts = json.loads(written())["facts"] | {"schema": "vn.hotich.sao_luu/2"}
    with pytest.raises(BadInput, match="phiên bản"):
        read_list(changed(facts=facts))
