"""Results of exports and imports, and packages of the history, as panels show them."""

from pathlib import Path

from app.models.store.times import read
from app.models.words.moments import day_and_minute, day_words
from app.models.words.purpose import PURPOSE_LABELS
from app.models.words.states import PackageState
from app.services.exchange.deliveries import Delivery
from app.services.exchange.exports import Exported
from app.services.exchange.returns import AnswerReport
from app.services.exchange.sealed_files import WrittenCopy
from app.services.exchange.snapshots import SnapshotReport
from app.texts import Text, tr
from app.ui.exchange.panels.package_dialog import PackageFacts
from app.ui.exchange.panels.transfer import CheckLine, PackageRow, Report

_MOST_NAMED = 8  # lines of a report


def made(result: Exported, *, removable: bool) -> Report:
    """Return the report on a package that was made, on the medium or not yet."""
    sealed, number = result.sealed, str(result.sealed.package_no)
    checks = (
        CheckLine(tr("Chữ ký duyệt của từng trường hợp đúng"), str(result.entries)),
        CheckLine(tr("Hai chữ ký của tư pháp và Công an trên gói")),
        CheckLine(tr("Đã đánh dấu xuất trong kho dữ liệu")),
        *(CheckLine(words, "", "bad") for words in result.left_out[:_MOST_NAMED]),
    )
    facts = ((tr("Gói số"), number), (tr("Tệp"), result.path.name))
    if result.problem is None:
        read_back = CheckLine(tr("Đọc lại từ nơi ghi: đúng nguyên vẹn"), _bytes(sealed.size))
        words = str(Text("{0} trường hợp trong {1}", result.entries, result.path.name))
        title = _written_to(result.path, removable=removable)
        return Report(title, words, (*checks, read_back), facts, _groups(sealed.manifest_sha256))
    return Report(
        str(Text("Gói số {0} đã làm xong nhưng chưa ghi ra USB", number)),
        tr(
            "Gói được giữ trong máy, không mất gì. Cắm USB khác, chọn gói này ở Lịch sử gói, bấm Enter rồi "
            "Ghi ra USB."
        ),
        (*checks, CheckLine(str(result.problem), "", "bad")),
        facts,
    )


def _written_to(path: Path, *, removable: bool) -> str:
    """Say that a package is written; only what can be taken out may be taken out now."""
    if removable:
        return tr("Đã ghi xong, rút USB được rồi")
    return str(Text("Đã ghi xong vào {0}: không phải USB, hãy chép tiếp ra USB để giao", path.parent))


def written(result: WrittenCopy, *, removable: bool) -> Report:
    """Return the report on a package that was written again."""
    return Report(
        _written_to(result.path, removable=removable),
        str(Text("Gói số {0}, đúng như lần làm", result.package_no)),
        (CheckLine(tr("Đọc lại từ nơi ghi: đúng nguyên vẹn"), _bytes(result.size)),),
        ((tr("Gói số"), str(result.package_no)), (tr("Tệp"), result.path.name)),
        _groups(result.manifest_sha256),
    )


def snapshot(report: SnapshotReport) -> Report:
    """Return the report on an imported registry copy."""
    dropped = ", ".join(report.dropped) or tr("không có")
    unread = tuple(CheckLine(one.sentence(), "", "bad") for one in report.met.unread[:_MOST_NAMED])
    mended = tuple(CheckLine(one.sentence(), "", "note") for one in report.met.mended[:_MOST_NAMED])
    whole = (CheckLine(tr("Mọi dòng đọc được, tệp mới đã kiểm tra"), str(report.row_count)),)
    return Report(
        tr("Đã nạp bản sao CSDL"),
        str(Text("{0} người", report.row_count)),
        (
            CheckLine(tr("Chữ ký của Công an cấp đúng, gửi cho đúng máy này")),
            *(unread or whole),
            *mended,
            CheckLine(tr("Cột không được lưu"), dropped, "note"),
        ),
    )


def answer(report: AnswerReport) -> Report:
    """Return the report on an imported answer or acknowledgement."""
    aside = tuple(CheckLine(reason, "", "note") for reason in report.aside[:_MOST_NAMED])
    left = len(report.aside)
    said = Text("{0} trả lời vào {1} trường hợp; {2} chưa ghép được", report.applied, report.entries, left)
    if report.acknowledged:
        said = Text("Công an xác nhận đã nhận gói số {0}", report.acknowledged)
    return Report(
        tr("Đã nạp trả lời của Công an"),
        str(said),
        (CheckLine(tr("Chữ ký của Công an cấp đúng, gửi cho đúng máy này")), *aside),
    )


def row(one: Delivery, *, several: bool) -> PackageRow:
    """Return a package of the history; with ``several`` offices its name tells whose it is."""
    out = one.state is not PackageState.TAKEN_IN
    waits = out and one.state is not PackageState.MADE
    return PackageRow(
        id=one.id,
        name=_name(one, several=several),
        sent=_day(one.at),
        count=one.size,
        back=str(one.answered) if out else "",
        wait=str(Text("{0} ngày", one.days)) if waits else "",
        state=one.state,
        late=one.late,
        note=_note(one),
    )


def facts(one: Delivery, signer: str, *, may_write: bool) -> PackageFacts:
    """Return everything about one package; ``may_write`` tells whether the officer may export."""
    told = [
        (tr("Nơi gửi, nơi nhận"), one.party),
        (tr("Ngày"), _time(one.at)),
        (tr("Tệp"), one.file_name),
        (tr("Số trường hợp"), str(one.size)),
    ]
    if one.reason:
        told.append((tr("Nhận theo quyết định"), one.reason))
    return PackageFacts(
        id=one.id,
        title=_name(one, several=False),
        facts=tuple(told),
        sent=one.state is not PackageState.TAKEN_IN,
        copies=tuple((_time(copy.at), str(Text("{0}, {1}", copy.by, copy.file_name))) for copy in one.copies),
        on_sticks=sum(copy.removable for copy in one.copies),
        attempts=tuple(
            (_time(a.at), str(Text("Lần {0}: {1}", a.number, a.reason)) if a.reason else tr("Lần đầu"))
            for a in one.attempts
        ),
        can_write=may_write and one.kept,
        can_renew=may_write and one.renewable and bool(signer),
        signer=signer,
    )


def _name(one: Delivery, *, several: bool) -> str:
    label = Text(PURPOSE_LABELS[one.purpose])
    if several:
        return str(Text("{0} {1}, {2}", label, one.package_no, one.party))
    return str(Text("{0} {1}", label, one.package_no))


def _note(one: Delivery) -> str:
    if one.state is PackageState.MADE:
        return tr("Enter để ghi ra USB")
    if one.reason:
        return str(Text("nhận theo quyết định: {0}", one.reason))
    if len(one.attempts) > 1:
        return str(Text("làm lần {0}, đã ghi {1} lần", len(one.attempts), len(one.copies)))
    if len(one.copies) > 1:
        return str(Text("đã ghi {0} lần", len(one.copies)))
    return one.file_name


def _groups(digest: str) -> tuple[str, ...]:
    text = digest.upper()
    return tuple(text[i : i + 8] for i in range(0, len(text), 8))


def _bytes(size: int) -> str:
    return f"{size:,} byte".replace(",", ".")


def _day(at: str) -> str:
    return day_words(read(at))


def _time(at: str) -> str:
    return day_and_minute(read(at))
