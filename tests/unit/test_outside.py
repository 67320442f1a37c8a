"""Files of others: read whole and bounded, never through a link, a pipe or a device."""

import errno
import os
import re
import sys

import pytest

from app import outside
from app.crypto import whole_file
from app.desk import answering, authority, verify, work_list
from app.desk.home import DeskHome
from app.desk.issued import Issued
from app.errors import BadInput
from app.held_folder import folder_id
from app.services.exchange import certificates
from app.ui.kit import printing
from app.ui.office import certificate_files
from tests.conftest import AT, POLICE_OFFICE, Clock, numbered
from tests.sticks import TRAPS, mounted, needs_mount, trap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of Unix")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "usb" / "tệp"
    made.parent.mkdir()
    made.write_bytes(b"0123456789")
    return made


READERS = {
    "read": lambda path: outside.read(path, 100),
    "read_all": outside.read_all,
    "opened": outside.opened,
    "package": lambda path: whole_file.opened(path, 100),
    "certificates": certificates.read_file,
    "certificates in the window": certificate_files.read,
    "request": lambda path: authority.certify(
        DeskHome(path.with_name("desk")),
        path,
        path.with_name("out"),
        office=POLICE_OFFICE,
        now=Clock(),
        ask=lambda _question: True,
    ),
}


@pytest.mark.parametrize("kind", TRAPS)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_what_is_no_plain_file_is_refused_at_once(path, read, kind):
    source = trap(path, kind)
    words = rf"{re.escape(source.name)} không phải một tệp thường.*Chưa thay đổi gì"
    with pytest.raises(BadInput, match=words):
        read(source)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_missing_file_is_named_so(path, read):
    with pytest.raises(BadInput, match="Không đọc được tệp"):
        read(path.with_name("none"))


def test_a_file_is_read_up_to_the_limit(path):
    assert outside.read(path, 10) == outside.read_all(path) == b"0123456789"
    assert outside.read(path, 9) is None
    with outside.opened(path) as file:
        assert file.read() == b"0123456789"


def test_a_file_that_says_it_is_empty_and_is_not_ends_at_the_limit():
    """Files of /proc have no size."""
    assert outside.read(outside.Path("/proc/self/maps"), 100) is None


def test_a_file_too_large_for_memory_is_refused(path):
    os.truncate(path, 600 << 20)  # a hole: no room is used
    with pytest.raises(BadInput, match="quá lớn"):
        outside.read_all(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root changes its user")
def test_a_file_that_may_not_be_read_is_named_so(path):
    path.chmod(0)
    os.seteuid(65534)
    try:
        with pytest.raises(BadInput, match=r"[Kk]hông.*đọc"):
            outside.read(path, 10)
    finally:
        os.seteuid(0)


def write_package_file(path):
    with whole_file.writing(path, lambda: None) as file:
        file.write(b"new")


WRITERS = {
    "write": lambda path: outside.write(path, b"new"),
    "paper": lambda path: printing.save_pdf(b"new", path),
    "request": lambda path: certificate_files.write(path, b"new"),
    "package": write_package_file,
}


@pytest.mark.parametrize("kind", TRAPS)
@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_nothing_is_written_through_a_trap(path, write, kind):
    there = trap(path, kind)
    with pytest.raises(BadInput, match=r"không phải tệp thường.*USB có thể đã bị gài.*Chưa thay đổi gì"):
        write(there)
    assert path.read_bytes() == b"0123456789"
    assert {p.name for p in path.parent.iterdir()} == {path.name, there.name}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_missing_folder_is_named_so(path, write):
    with pytest.raises(BadInput, match=r"Không ghi được ra nơi đã chọn.*Chưa thay đổi gì"):
        write(path.parent / "none" / "a")


def test_a_folder_that_was_swapped_since_it_was_chosen_is_named_so(path):
    other = path.parent / "other"
    other.mkdir()
    with pytest.raises(BadInput, match="rút ra, hoặc thư mục đã bị thay"):
        outside.write(other / "a", b"x", chosen=folder_id(path.parent))
    assert list(other.iterdir()) == []


@needs_mount
def test_a_full_and_a_read_only_stick_are_told_apart(path):
    point = path.parent / "stick"
    point.mkdir()
    with mounted(point, "size=64k"), pytest.raises(BadInput, match="đã đầy"):
        outside.write(point / "a", bytes(100_000))
    with mounted(point, "ro"), pytest.raises(BadInput, match="chỉ cho đọc"):
        outside.write(point / "a", b"x")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "đã đầy"),
        (errno.EDQUOT, "đã đầy"),
        (errno.EFBIG, "đã đầy"),
        (errno.EROFS, "chỉ cho đọc"),
        (errno.EACCES, "Không được phép ghi"),
        (errno.EPERM, "Không được phép ghi"),
        (errno.EIO, "Không ghi được ra nơi đã chọn"),
    ],
)
def test_each_cause_has_its_sentence(number, words):
    assert words in str(outside.not_written(OSError(number, "x")))


def test_the_answers_of_the_desk_come_from_a_plain_file(path, tmp_path):
    home = DeskHome(tmp_path / "desk")
    home.ensure(POLICE_OFFICE, AT, authority=True)
    store = Issued("a" * 32, "xã", "a" * 32, ("store",), home.receiver_certificate())
    home.record("a" * 32, "xã", [store], [])
    with pytest.raises(BadInput, match="không phải một tệp thường"):
        answering.reply(
            home, trap(path, "pipe"), path.with_name("out"), store="", now=Clock(), random=numbered()
        )
    assert not verify.verify(trap(path, "device", "zero"), key=None, roots=None, at=AT)


def test_a_work_list_reads_only_plain_files(path):
    data = path.parent / "data"
    data.mkdir()
    trap(data / "x", "pipe", "a.jsonl")
    with pytest.raises(BadInput, match="không phải một tệp thường"):
        work_list.write_work_list(path.parent, path)


def test_a_file_is_replaced_whole(path):
    outside.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in path.parent.iterdir()] == [path.name]
