import shutil

import pytest

from tests.faults import disk
from tests.ui.conftest import collected, garbage, themed  # the platform is set there

__all__ = ["collected", "garbage", "themed"]


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """The shim under which the disk is watched."""
    if shutil.which("gcc") is None:
        pytest.skip("no C compiler: the shim cannot be built")
    return disk.shim(tmp_path_factory.mktemp("shim"))
