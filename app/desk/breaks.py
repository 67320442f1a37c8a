"""Results that do not go on from the last one of their commune: said, and taken only by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.crypto.certificate import groups
from app.crypto.package import OpenedPackage, PackageProblem
from app.desk import received
from app.desk.asking import Ask, DeskQuestion
from app.desk.home import DeskHome, Partner
from app.desk.received import Earlier, Entries, Received
from app.errors import BadInput, Refused
from app.models.words import incoming
from app.readers.rows import listed
from app.texts import Text

CONFLICT = "CONFLICT"
_NAMED = 12  # packages or entries named in a sentence
_CHAIN = {
    "GAP": "Thiếu gói trước gói này: đây là gói số {0}, ở đây nhận đến gói số {1}.",
    "FORK": "Xã có hai gói khác nhau cùng số {0}; gói nhận sau cùng ở đây là số {1}.",
    "CHAIN": "Gói số {0} không nối tiếp gói số {1} đã nhận sau cùng ở đây.",
}


@dataclass(frozen=True, slots=True)
class BreakAccepted:
    """The wish to take a package past its break: why, and who answers the question about it."""

    reason: str
    ask: Ask


class ResultBreak(BadInput):
    """A package that passed every check but does not go on: GAP, FORK, CHAIN or CONFLICT."""

    def __init__(self, code: str, words: Sequence[Text], known: Text) -> None:
        """Say what does not fit, what is known, and what to do."""
        super().__init__(
            "{0} {1} Chưa mở gói này và không mất gì. Hãy gọi xã hỏi gói nào đúng; đã rõ thì mở lại với "
            "--accept-break và ghi lý do.",
            " ".join(map(str, words)),
            known,
        )
        self.code = code


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a result stands to what came before from its commune."""

    partner: Partner
    no: int
    manifest_sha256: str
    code: str
    known: tuple[Received, ...]
    restored: int
    same: tuple[Earlier, ...]
    other: tuple[Earlier, ...]

    @property
    def newly_restored(self) -> bool:
        """Tell whether the commune's store was restored since its last package."""
        return self.restored > max((one.restored for one in self.known), default=0)

    def words(self) -> list[Text]:
        """Return what does not fit, a sentence each; none when nothing breaks."""
        found = []
        if self.code in _CHAIN:
            found.append(Text(_CHAIN[self.code], self.no, self.known[-1].no if self.known else 0))
        if self.other:
            found.append(
                Text(
                    "Có {0} trường hợp khác với bản đã nhận trước, dù không phải phiên bản mới hơn: {1}.",
                    len(self.other),
                    _entries(self.other),
                )
            )
        if found and self.newly_restored:
            found.append(self.announcement())
        return found

    def announcement(self) -> Text:
        """Say that the commune's store was restored."""
        return Text(
            "Kho của xã đã được phục hồi từ bản sao lưu {0} lần, nên có gói có thể đến hai lần.",
            self.restored,
        )


def check_new(home: DeskHome, package: OpenedPackage) -> None:
    """Refuse a package that was taken before (PackageProblem REPLAY)."""
    known = home.received(home.partner(package.manifest["sender_id"]).store_id)
    if received.came(package.manifest, package.manifest_sha256, known):
        raise PackageProblem(received.REPLAY, package.checks)


def arrival(home: DeskHome, package: OpenedPackage, entries: Entries) -> Arrival:
    """Return how a new package and its entries stand to what came before."""
    manifest, digest = package.manifest, package.manifest_sha256
    partner = home.partner(manifest["sender_id"])
    known = home.received(partner.store_id)
    code = received.code_of(manifest, digest, known)
    same, other = received.earlier(home.folder, partner.store_id, known, entries)
    return Arrival(
        partner,
        manifest["package_no"],
        digest,
        code,
        known,
        received.restored_of(manifest),
        tuple(same),
        tuple(other),
    )


def require_none(found: Arrival) -> None:
    """Refuse a package that breaks with what came before (ResultBreak)."""
    if words := found.words():
        raise ResultBreak(found.code or CONFLICT, words, _known(found))


def decide(found: Arrival, accepted: BreakAccepted) -> dict[str, Any] | None:
    """Return what is kept of a break that is taken; None when there is none.

    Refused without a reason that can be kept, or when the person at the desk says no.
    """
    words = found.words()
    if not words:
        return None
    reason = incoming.reason(accepted.reason)
    shown = groups(found.manifest_sha256)
    lines = [
        f"Gói số {found.no} của {found.partner.commune}",
        *(f"  {sentence}" for sentence in words),
        f"  {_known(found)}",
        f"  Trường hợp đã nhận trước, không đổi: {len(found.same)}",
        f"  Dấu của gói này: {shown}",
        f"  Lý do nhận: {reason}",
    ]
    if not accepted.ask(DeskQuestion(tuple(lines), shown, "Xã đã nói đúng là gói này, nhận nó?")):
        raise Refused("Chưa ai xác nhận nên không mở gói. Gói còn nguyên, mở lại lúc nào cũng được.")
    return {
        "code": found.code or CONFLICT,
        "manifest_sha256": found.manifest_sha256,
        "reason": reason,
        "restored": found.restored,
        "conflicts": [one.entry_id for one in found.other],
    }


def _entries(some: Sequence[Earlier]) -> str:
    """Name entries with the packages in which they came before."""
    names = [f"{listed([one.entry_id])} (gói số {one.package_no})" for one in some[:_NAMED]]
    return ", ".join(names) + ", …" * (len(some) > _NAMED)


def notices(found: Arrival) -> list[Text]:
    """Return what is said of a package that is taken: a restored store, and entries that came before."""
    again = [
        Text(
            "Trường hợp {0} (bản {1}): đã nhận ở gói số {2}.",
            listed([one.entry_id]),
            one.version,
            one.package_no,
        )
        for one in found.same
    ]
    return [found.announcement(), *again] if found.newly_restored else again


def _known(found: Arrival) -> Text:
    """Name the packages that came from the commune, the newest first."""
    if not found.known:
        return Text("Chưa nhận gói nào của xã.")
    numbers = ", ".join(str(one) for one in found.known[: -_NAMED - 1 : -1])
    if len(found.known) > _NAMED:
        return Text("Đã nhận của xã: gói số {0}, và {1} gói trước nữa.", numbers, len(found.known) - _NAMED)
    return Text("Đã nhận của xã: gói số {0}.", numbers)
