"""A founded store without certificates, and a stick of two megabytes where the tests may mount one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store.store import Store
from app.services.office import founding
from tests.unit.services.exchange.parties import found


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, founding.Founded]:
    """A founded store without certificates; made once."""
    made = found(tmp_path_factory.mktemp("founded") / "kho")
    made.store.close()
    return made.store.folder, made


@pytest.fixture
def fresh(founded_folder: tuple[Path, founding.Founded], tmp_path: Path) -> Iterator[Store]:
    """A copy of it for one test."""
    folder, made = founded_folder
    shutil.copytree(folder, tmp_path / "kho")
    store = Store(tmp_path / "kho", made.store_key)
    yield store
    store.close()


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
