"""Files of acts brought in from a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

import main
from app.crypto.stretching import FLOOR_KIB, Kdf
from app.models.store.store import Store
from app.models.store.tables import Entry
from app.services.entry import volumes
from app.services.importing import mappings
from app.services.office import founding, unlocking
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, numbered
from tests.unit.services.importing.coming import of_1998, save

PASSWORD = "bon tu bat ky nao"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A founded store with one volume of births."""
    made = founding.found(
        tmp_path / "kho",
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)],
        at=AT,
        random=numbered("found"),
        kdf=Kdf(m_kib=FLOOR_KIB, t=2),
    )
    with made.store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
        volumes.add(session, view, by=JUSTICE, at=AT)
        columns = {"Số đăng ký": "registration_no", "Tên": "child_name", "Quyển": "book_no"}
        mappings.save(session, "Bản nhập thuê", "khai_sinh", columns, by=JUSTICE, at=AT)
    made.store.close()
    return made.store.folder


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give the command as somebody types it, with the password of the justice officer."""

    def given(*arguments: object, account: str = "nhan.ct") -> int:
        monkeypatch.setattr("getpass.getpass", lambda _question: PASSWORD)
        monkeypatch.setattr(main, "now", lambda: AT)
        return main.main(["import", *map(str, arguments), "--home", str(home), "--account", account])

    return given


def entries_in(home: Path) -> int:
    store = Store(home, unlocking.unlock(home, "nhan.ct", PASSWORD).store_key)
    try:
        with store.read() as session:
            return session.scalar(select(func.count()).select_from(Entry)) or 0
    finally:
        store.close()


def test_a_file_comes_in_and_again_changes_nothing(run, home, tmp_path, capsys):
    path = save(tmp_path, of_1998(nksSoDinhDanh=38198900107))
    assert run(path) == 0
    said = capsys.readouterr().out
    assert "Khai sinh: 1 mới, 0 sửa thành bản mới, 0 đã có, 0 chờ sửa" in said
    assert "Dòng 2: Con, Số định danh: trả lại số 0 đầu" in said
    assert run(path) == 0
    assert "0 mới, 0 sửa thành bản mới, 1 đã có, 0 chờ sửa" in capsys.readouterr().out
    assert entries_in(home) == 1


def test_a_dry_run_changes_nothing(run, home, tmp_path, capsys):
    assert run(save(tmp_path, of_1998()), "--dry-run") == 0
    assert "1 mới" in capsys.readouterr().out
    assert entries_in(home) == 0


def test_a_row_that_waits_is_said_and_ends_with_1(run, tmp_path, capsys):
    assert run(save(tmp_path, of_1998(nkshoten=None)), "--dry-run") == 1
    assert run(save(tmp_path, of_1998(nkshoten=None))) == 1
    assert "Dòng 2: Chưa có họ tên người được đăng ký" in capsys.readouterr().out


def test_volume_place_and_layout_are_given_by_their_names(run, home, tmp_path, capsys):
    path = tmp_path / "thuê.csv"
    path.write_text("Số đăng ký;Tên;Quyển\n7;Hà Thị Úa;\n", encoding="utf-8")
    assert run(path) == 1
    assert "Không thấy dòng tiêu đề nào đọc được" in capsys.readouterr().err
    given = ("--layout", "Bản nhập thuê", "--volume", "01/1998", "--place", COMMUNE, "--paper")
    assert run(path, *given) == 0
    assert "1 trường hợp còn mục phải ghi" in capsys.readouterr().out
    assert entries_in(home) == 1


def test_columns_are_said_once_and_kept_under_a_name(run, home, tmp_path, capsys):
    path = tmp_path / "khác.csv"
    path.write_text("STT,Số ĐK,Họ và tên,Sổ\n1,8,Hà Thị Úa,01/1998\n", encoding="utf-8")
    said = ("--column", "Số ĐK=registration_no", "--column", "Họ và tên=child_name", "--column", "Sổ=book_no")
    assert run(path, *said) == 1
    assert "Xếp cột cần có --book" in capsys.readouterr().err
    assert run(path, *said, "--book", "khai_sinh", "--layout", "Xã bên", "--dry-run") == 0
    assert run(path, "--layout", "Xã bên") == 0
    assert entries_in(home) == 1
    assert run(path, "--column", "Sổ=book_no", "--book", "khai_sinh", "--layout", "Thiếu") == 1
    assert "Chưa xếp cột nào vào mục" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--volume", "02/1998"), "Không có quyển 02/1998 trong Sổ"),
        (("--layout", "khác"), "Không có cách xếp cột nào tên “khác”"),
        (("--book", "khai_tu"), "Không thấy dòng tiêu đề nào đọc được"),
    ],
)
def test_what_does_not_fit_is_said(run, home, tmp_path, capsys, given, sentence):
    assert run(save(tmp_path, of_1998()), *given) == 1
    assert sentence in capsys.readouterr().err
    assert entries_in(home) == 0


def test_the_police_may_not(run, tmp_path, capsys):
    assert run(save(tmp_path, of_1998()), account="dung.tv") == 1
    assert "Việc này chỉ Tư pháp được làm" in capsys.readouterr().err
