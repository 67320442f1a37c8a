"""The request file of a commune's PC, checked before anybody is asked about it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from app import outside
from app.crypto import canonical
from app.crypto.canonical import fields
from app.crypto.certificate import key_fingerprint, load_request, name_of, organisation_of, requested_uid
from app.crypto.certificates_file import Revoked
from app.crypto.mandate import STORE
from app.crypto.signing import cut_name
from app.errors import AppError, BadInput
from app.models.words.roles import Role, may_share
from app.services.office.trusting import REQUEST_SCHEMA

_LARGEST = 4 << 20
_UID = re.compile(r"[0-9]{12}")  # of an officer
_STORE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One certificate that is asked for, of an officer or of the store."""

    uid: str
    name: str
    unit: str
    roles: tuple[str, ...]
    request: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a PC asks for, and the ends of certificates that it reports."""

    store_id: str
    commune: str
    asked: tuple[Asked, ...]
    revoked: tuple[Revoked, ...]


def read(path: Path) -> Request:
    """Read a request file.

    Raises BadInput when its form is wrong, when the name and number in a request are not those beside it,
    when a role is unknown or one person has those of both sides, or when two share a number or a key.
    """
    data = outside.read(path, _LARGEST)
    try:
        content = json.loads(data) if data is not None else None
        canonical.dumps(content)
        given = fields(
            content, schema=str, store_id=str, commune=str, store_request=str, officers=list, revoked=list
        )
    except (ValueError, RecursionError, AppError) as error:
        raise BadInput("Không đọc được {0}: không phải tệp yêu cầu cấp chứng thư.", path.name) from error
    if given["schema"] != REQUEST_SCHEMA:
        raise BadInput("Không phải tệp yêu cầu cấp chứng thư của phần mềm này, hoặc thuộc phiên bản khác.")
    store_id, commune = given["store_id"], given["commune"]
    if not _STORE_ID.fullmatch(store_id) or not _plain(commune):
        raise BadInput("Mã kho hoặc tên xã trong tệp yêu cầu không đúng định dạng. Không cấp gì.")
    asked = (
        _asked(given["store_request"], store_id, "", (STORE,)),
        *(_officer(one) for one in given["officers"]),
    )
    if len({a.uid for a in asked}) < len(asked) or len({a.fingerprint for a in asked}) < len(asked):
        raise BadInput("Tệp yêu cầu có hai mục cùng số định danh hoặc cùng một khóa. Không cấp gì.")
    return Request(store_id, commune, asked, tuple(Revoked.from_json(one) for one in given["revoked"]))


def _officer(value: object) -> Asked:
    one = fields(value, uid=str, name=str, roles=list, request=str)
    uid, name, roles = one["uid"], one["name"], one["roles"]
    if not _UID.fullmatch(uid) or not _plain(name):
        raise BadInput("Tệp yêu cầu có cán bộ mà số định danh hoặc họ tên không hợp lệ. Không cấp gì.")
    if not roles or any(role not in list(Role) for role in roles):
        raise BadInput("Tệp yêu cầu có cán bộ không có vai trò hoặc có vai trò lạ. Không cấp gì.")
    if not may_share(roles):
        raise BadInput("Tệp yêu cầu có một người vừa là tư pháp vừa là Công an. Không cấp gì.")
    return _asked(one["request"], uid, name, tuple(sorted(set(roles))))


def _asked(pem: str, uid: str, name: str, roles: tuple[str, ...]) -> Asked:
    """Compare a request with the number and name beside it (empty: no name stands beside it)."""
    request = load_request(pem)
    unit, inside = organisation_of(request), name_of(request)
    if requested_uid(request) != uid or (name and inside != cut_name(name)):
        raise BadInput(
            "Số định danh hoặc tên trong yêu cầu cấp chứng thư khác với tệp: có thể tệp đã bị sửa. "
            "Không cấp gì."
        )
    if not _plain(inside) or not _plain(unit):
        raise BadInput("Tên hoặc đơn vị trong yêu cầu cấp chứng thư không hợp lệ. Không cấp gì.")
    return Asked(uid, name or inside, unit, roles, pem, key_fingerprint(request))


def _plain(text: str) -> bool:
    """Tell whether a text can be shown on a terminal as it is."""
    return bool(text.strip()) and text.isprintable() and len(text) <= 200
