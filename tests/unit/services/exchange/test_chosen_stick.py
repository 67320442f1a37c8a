"""A package goes to the stick that was chosen: not to another one, nor below its mount point."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import BadInput
from app.held_folder import folder_id
from app.models.words.states import PackageState
from tests.sticks import mounted, needs_mount
from tests.unit.services.exchange.parties import Commune
from tests.unit.services.exchange.test_sealed_files import left, names


@contextlib.contextmanager
def pulled(point: Path, into: str) -> Iterator[None]:
    """Pull the stick out, and put another one in its place."""
    subprocess.run(["umount", "-l", point], check=True)
    with mounted(point) if into == "another stick" else contextlib.nullcontext():
        yield


def pulling(commune: Commune, pull: Callable[[], object]) -> Callable[[int], bytes]:
    """Return random bytes; the stick is pulled when the first are asked for, while a package is sealed."""
    count = 0

    def random(size: int) -> bytes:
        nonlocal count
        count += 1
        if count == 1:
            pull()
        return commune.random(size)

    return random


SWAPPED = pytest.mark.parametrize("into", ["nothing", "another stick"])


@needs_mount
@SWAPPED
def test_no_package_is_made_for_a_stick_that_is_out(commune: Commune, into: str) -> None:
    with mounted(commune.stick):
        chosen, before = folder_id(commune.stick), commune.everything()
        with pulled(commune.stick, into):
            with pytest.raises(BadInput, match=r"USB đã bị rút ra.*Chưa thay đổi gì"):
                commune.export(chosen=chosen)
            assert names(commune.stick) == []
            assert commune.everything() == before


@needs_mount
@SWAPPED
def test_a_stick_pulled_while_the_package_is_sealed(commune: Commune, into: str) -> None:
    """The package is made and kept, and goes to whichever stick is chosen next."""
    with mounted(commune.stick), contextlib.ExitStack() as later:
        chosen = folder_id(commune.stick)
        random = pulling(commune, lambda: later.enter_context(pulled(commune.stick, into)))
        made = commune.export(chosen=chosen, random=random)
        assert "USB đã bị rút ra" in str(made.problem)
        assert names(commune.stick) == []
        assert (left(commune).state, left(commune).kept) == (PackageState.MADE, True)
        with pytest.raises(BadInput, match="USB đã bị rút ra"):
            commune.write_again(made.package, chosen=chosen)
        assert names(commune.stick) == []
        assert commune.rows("package_copy") == []
        assert commune.write_again(made.package, chosen=folder_id(commune.stick)).path.exists()


@needs_mount
@SWAPPED
def test_no_package_is_made_anew_for_a_stick_that_is_out(exported: Commune, into: str) -> None:
    with mounted(exported.stick):
        chosen, before = folder_id(exported.stick), exported.everything()
        with pulled(exported.stick, into):
            with pytest.raises(BadInput, match="USB đã bị rút ra"):
                exported.renew(left(exported).id, chosen=chosen)
            assert exported.everything() == before
            made = exported.renew(left(exported).id, chosen=folder_id(exported.stick))
            assert (made.problem, names(exported.stick)) == (None, [made.path.name])


@needs_mount
@SWAPPED
def test_a_stick_pulled_while_the_package_is_made_anew(exported: Commune, into: str) -> None:
    with mounted(exported.stick), contextlib.ExitStack() as later:
        random = pulling(exported, lambda: later.enter_context(pulled(exported.stick, into)))
        chosen = folder_id(exported.stick)
        made = exported.renew(left(exported).id, chosen=chosen, random=random)
        assert "USB đã bị rút ra" in str(made.problem)
        assert names(exported.stick) == []


@needs_mount
def test_the_stick_that_was_chosen_is_written_to(commune: Commune) -> None:
    with mounted(commune.stick):
        made = commune.export(chosen=folder_id(commune.stick))
        assert made.problem is None
        assert names(commune.stick) == [made.path.name]


def test_a_folder_swapped_under_its_name_is_not_written_to(commune: Commune) -> None:
    chosen = folder_id(commune.stick)
    commune.stick.rename(commune.stick.with_name("rut"))
    commune.stick.mkdir()
    with pytest.raises(BadInput, match="thư mục đã bị thay"):
        commune.export(chosen=chosen)
    assert names(commune.stick) == []
