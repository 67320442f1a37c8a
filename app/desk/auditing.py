"""The audit events of a result: they go on from the last ones of that commune, whole, to the signed mark."""

from collections.abc import Iterator, Mapping
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
    mark = _mark(package)
    first, end, held = None, None, False
    for event in _events(package):  # never all in memory: there may be a hundred thousand
        first, end = first or event, event
        held = held or (last is not None and (event[0], event[3]) == (last.seq, last.h))
    if first is None or end is None:
        reached = last if last is not None else mark
    else:
        _check_start(first, last, mark, held=held)
        _check_whole(package, first, mark)
        reached = AuditMark(end[0], end[3])
    if reached != mark:
        words = Text(
            "Nhật ký trong gói kết thúc ở bước {0}, khác mốc đã ký (bước {1}).", reached.seq, mark.seq
        )
        raise AuditProblem("AUDIT_BROKEN", words, mark)
    return mark


def _events(package: OpenedPackage) -> Iterator[chain.Event]:
    return (_event(row, package) for row in package.records(EVENTS))


def _event(row: Mapping[str, Any], package: OpenedPackage) -> chain.Event:
    if row.keys() != _FIELDS | {"prev", "h"} or type(row["seq"]) is not int:
        raise AuditProblem("AUDIT_BROKEN", Text("Nhật ký trong gói có dòng không đúng dạng."), _mark(package))
    return row["seq"], str(row["prev"]), {key: row[key] for key in _FIELDS}, str(row["h"])


def _mark(package: OpenedPackage) -> AuditMark:
    said = package.manifest.get("audit")
    if not isinstance(said, dict) or type(said.get("seq")) is not int or not isinstance(said.get("h"), str):
        raise AuditProblem("AUDIT_BROKEN", Text("Gói không ghi mốc nhật ký."), BEGINNING)
    return AuditMark(said["seq"], said["h"])


def _check_start(first: chain.Event, last: AuditMark | None, mark: AuditMark, *, held: bool) -> None:
    """Compare the first event with the last known one, which may be ``held`` among the events."""
    seq, prev = first[0], first[1]
    if last is None or held or (seq - 1, prev) == (last.seq, last.h):
        return
    if seq > last.seq + 1:
        words = Text(
            "Nhật ký của xã thiếu đoạn: ở đây có đến bước {0}, gói bắt đầu từ bước {1}.", last.seq, seq
        )
    else:
        words = Text(
            "Nhật ký của xã không nối tiếp bước {0} đã nhận ở đây: nó bị cắt hoặc viết lại.", last.seq
        )
    raise AuditProblem("AUDIT_GAP", words, mark)


def _check_whole(package: OpenedPackage, first: chain.Event, mark: AuditMark) -> None:
    for wrong in chain.faults(_events(package), after=first[0] - 1, h=first[1]):
        raise AuditProblem("AUDIT_BROKEN", Text("Nhật ký của xã bị sửa ở bước {0}.", wrong), mark)
