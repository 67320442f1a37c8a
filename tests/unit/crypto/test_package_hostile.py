"""Hostile bytes in each layer of a package: refused with a code of ours, or read as what they were."""

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import canonical
from app.crypto.container import Container, ContainerError
from app.crypto.envelope import EnvelopeError
from app.crypto.package import OpenedPackage, PackageProblem
from app.crypto.sealing import Unsealed
from app.crypto.signing import load_key_pem
from app.errors import BadInput
from tests.conftest import numbered
from tests.unit.crypto.conftest import Bytes, World, seal
from tests.unit.crypto.test_container import FILES, PACKED
from tests.unit.crypto.test_package import content, opened

EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=4
)
TEXTS = st.text(st.sampled_from('{}[]",:\\u0d8e\u0301ếa 19-.\n'), max_size=60)


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Replace bytes at some places by others, more or fewer."""
    for place, gone, come in edits:
        at = int(place * len(data))
        data = data[:at] + come + data[at + gone :]
    return data


@given(EDITS)
def test_an_edited_container(edits: list[tuple[float, int, bytes]]) -> None:
    try:
        found = dict(Container(Bytes(edited(PACKED, edits))))
    except ContainerError:
        return
    assert found == FILES


@given(st.binary(max_size=300))
def test_bytes_that_are_no_container(data: bytes) -> None:
    with pytest.raises(ContainerError):
        dict(Container(Bytes(data)))


WORLD = World()
SEALED = seal(PACKED, [WORLD.receiver.certificate], numbered())
KEY = load_key_pem(WORLD.receiver.key_pem)


@given(EDITS)
def test_an_edited_envelope(edits: list[tuple[float, int, bytes]]) -> None:
    data = edited(SEALED, edits)
    try:
        found = Unsealed(io.BytesIO(data), KEY, WORLD.receiver.certificate)
    except EnvelopeError:
        return
    assert found.read(0, found.size) == PACKED


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, OpenedPackage]:
    """Return the container of a good package, and the package."""
    path = tmp_path_factory.mktemp("good") / "a.htpkg"
    WORLD.write(path)
    return content(WORLD, path), opened(WORLD, path)


@given(EDITS)
def test_an_edited_container_sealed_again(
    good: tuple[bytes, OpenedPackage],
    tmp_path_factory: pytest.TempPathFactory,
    edits: list[tuple[float, int, bytes]],
) -> None:
    plain, want = good
    bad = tmp_path_factory.getbasetemp() / "edited.htpkg"
    bad.write_bytes(seal(edited(plain, edits), [WORLD.receiver.certificate], numbered()))
    try:
        found = opened(WORLD, bad)
    except PackageProblem:
        return
    with found:
        assert (found.files, found.manifest) == (want.files, want.manifest)


@given(st.binary(max_size=60) | TEXTS.map(str.encode))
def test_bytes_as_json(data: bytes) -> None:
    try:
        value = canonical.loads(data)
    except BadInput:
        return
    assert json.loads(data) == value
    assert canonical.dumps(value) == data


@given(TEXTS)
def test_any_string_alone(text: str) -> None:
    """The one look at all strings together decides as a look at each would."""
    good = "\0" not in text and unicodedata.is_normalized("NFC", text)
    for value in ([text], {"a": [text, {"b": "x"}]}, ["\n", text, "\u0301"]):
        if good:
            assert canonical.loads(canonical.dumps(value)) == value
        else:
            with pytest.raises(BadInput):
                canonical.dumps(value)
