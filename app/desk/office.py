"""Who a desk is: the police office, and the real person who signs for it."""

import re
import unicodedata
from dataclasses import dataclass

from app.crypto.trust import TEST_ORGANISATION
from app.errors import BadInput

_LONGEST = 100
_UID = re.compile(r"[0-9]{12}")
_OPTIONS = {"name": "--office", "issuer_name": "--issuer-name", "issuer_uid": "--issuer-uid"}


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its issuing officer, as far as they were given.

    Only the demo trusts the authority of an ``invented`` one.
    """

    name: str = ""
    issuer_name: str = ""
    issuer_uid: str = ""
    invented: bool = False

    @property
    def organisation(self) -> str:
        """Return whose its authority is."""
        return TEST_ORGANISATION if self.invented else self.name


def checked(office: Office) -> Office:
    """Return an office of which everything was given, as it is kept; BadInput tells what is wrong."""
    given = {key: written(getattr(office, key)) for key in _OPTIONS}
    missing = [option for key, option in _OPTIONS.items() if not given[key]]
    if missing:
        raise BadInput(
            "Bàn Công an mới cần tên cơ quan (--office), họ tên (--issuer-name) và số định danh "
            "(--issuer-uid) của cán bộ phát hành. Còn thiếu: {0}. Không cấp gì.",
            ", ".join(missing),
        )
    for key in ("name", "issuer_name"):
        if len(given[key]) > _LONGEST or not given[key].isprintable():
            raise BadInput(
                "{0} dài quá {1} chữ hoặc có ký tự không dùng được. Không cấp gì.", _OPTIONS[key], _LONGEST
            )
    if not _UID.fullmatch(given["issuer_uid"]):
        raise BadInput("Số định danh của cán bộ phát hành (--issuer-uid) phải là 12 chữ số. Không cấp gì.")
    if TEST_ORGANISATION in given["name"].upper():
        raise BadInput(
            "Tên cơ quan không được có chữ {0}: máy của xã sẽ không nhận. Không cấp gì.", TEST_ORGANISATION
        )
    return Office(**given, invented=office.invented)


def written(text: str) -> str:
    """Return a text that was given on the command line as it is kept."""
    return unicodedata.normalize("NFC", text.strip())
