"""The audit events of a result: they go on from the last ones of that commune, whole, to the signed mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.crypto import chain
from app.crypto.package import OpenedPackage
from app.errors import BadInput
from app.texts import Text

EVENTS = "data/audit.jsonl"
_FIELDS = frozenset({"seq", "ts", "kind", "uid", "subject", "data", "clock_back"})


@dataclass(frozen=True, slots=True)
class AuditMark:
    """The last event of a commune that came here."""

    seq: int
    h: str


BEGINNING = AuditMark(0, chain.GENESIS)


class AuditProblem(BadInput):
    """Events that do not go on: AUDIT_GAP or AUDIT_BROKEN; ``mark`` is what the package ends with."""

    def __init__(self, code: str, words: Text, mark: AuditMark) -> None:
        """Say what does not fit and what to do."""
        super().__init__(
            "{0} Không mở gói. Hãy hỏi xã: kho phục hồi từ bản sao lưu, hay có người sửa. Nếu đã rõ, mở lại "
            "với --audit-reason và ghi lý do.",
            words,
        )
        self.code, self.words, self.mark = code, words, mark


def check(package: OpenedPackage, last: AuditMark | None) -> AuditMark:
    """Check the events of a result against the last known one of its sender, and return the new last one.

    They may begin earlier than needed, but hold or follow the known one; without a known one (a desk from
    before events were checked) they stand for themselves. Raises AuditProblem.
    """
    events = [_event(row, package) for row in package.records(EVENTS)]
    mark = _mark(package)
    start = last if last is not None else _before(events, mark)
    _check_start(events, start, mark)
    _check_whole(events, mark)
    end = AuditMark(events[-1][0], events[-1][3]) if events else start
    if end != mark:
        words = Text("Nhật ký trong gói kết thúc ở bước {0}, khác mốc đã ký (bước {1}).", end.seq, mark.seq)
        raise AuditProblem("AUDIT_BROKEN", words, mark)
    return mark


def _event(row: Mapping[str, Any], package: OpenedPackage) -> chain.Event:
    if row.keys() != _FIELDS | {"prev", "h"} or type(row["seq"]) is not int:
        raise AuditProblem("AUDIT_BROKEN", Text("Nhật ký trong gói có dòng không đúng dạng."), _mark(package))
    return row["seq"], str(row["prev"]), {key: row[key] for key in _FIELDS}, str(row["h"])


def _mark(package: OpenedPackage) -> AuditMark:
    said = package.manifest.get("audit")
    if not isinstance(said, dict) or type(said.get("seq")) is not int or not isinstance(said.get("h"), str):
        raise AuditProblem("AUDIT_BROKEN", Text("Gói không ghi mốc nhật ký."), BEGINNING)
    return AuditMark(said["seq"], said["h"])


def _before(events: Sequence[chain.Event], mark: AuditMark) -> AuditMark:
    return AuditMark(events[0][0] - 1, events[0][1]) if events else mark


def _check_start(events: Sequence[chain.Event], last: AuditMark, mark: AuditMark) -> None:
    if not events:
        return
    held = {seq: h for seq, _prev, _fields, h in events} | {events[0][0] - 1: events[0][1]}
    if held.get(last.seq) == last.h:
        return
    if events[0][0] > last.seq + 1:
        words = Text(
            "Nhật ký của xã thiếu đoạn: ở đây có đến bước {0}, gói bắt đầu từ bước {1}.",
            last.seq,
            events[0][0],
        )
    else:
        words = Text(
            "Nhật ký của xã không nối tiếp bước {0} đã nhận ở đây: nó bị cắt hoặc viết lại.", last.seq
        )
    raise AuditProblem("AUDIT_GAP", words, mark)


def _check_whole(events: Sequence[chain.Event], mark: AuditMark) -> None:
    if not events:
        return
    seq, prev = events[0][0], events[0][1]
    for wrong in chain.faults(events, after=seq - 1, h=prev):
        raise AuditProblem("AUDIT_BROKEN", Text("Nhật ký của xã bị sửa ở bước {0}.", wrong), mark)
