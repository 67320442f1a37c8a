"""Certificates for a commune: for its officers to sign, for its store to receive."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app import atomic, plain_file
from app.desk.home import DeskHome
from app.errors import BadInput
from app.services.office import founding

_MOST = 4 << 20  # bytes of a request


def certify(home: DeskHome, request: Path, out: Path, *, name: str, now: Callable[[], datetime]) -> None:
    """Certify the requests of a PC and write the certificates file; the first call makes the authority."""
    data = _json(request)
    if data.get("schema") != founding.REQUEST_SCHEMA:
        raise BadInput("Không phải tệp yêu cầu cấp chứng thư của phần mềm này.")
    at = now()
    home.ensure_authority(name, at)
    authority = home.authority()
    pems = authority.dump()
    store_certificate = authority.issue(data["store_request"], usage="encrypt", at=at)
    home.remember_store(data["store_id"], data["commune"], store_certificate)
    answer = {
        "schema": founding.CERTIFICATES_SCHEMA,
        "store_id": data["store_id"],
        "root": pems["root"],
        "issuing": [pems["issuing"]],
        "receiver": {"id": home.desk_id(), "name": name, "certificate": home.receiver_certificate()},
        "store_certificate": store_certificate,
        "officers": [
            {"uid": o["uid"], "certificate": authority.issue(o["request"], usage="sign", at=at)}
            for o in data["officers"]
        ],
    }
    roles = {o["uid"]: o.get("roles", []) for o in data["officers"]}
    for officer in answer["officers"]:
        home.remember_officer(officer["certificate"], roles[officer["uid"]])
    atomic.write(out, json.dumps(answer, ensure_ascii=False, indent=1).encode())
    print(f"Đã cấp {len(answer['officers'])} chứng thư cán bộ và 1 chứng thư của kho: {out}")
    print(f"Dấu vân tay chứng thư gốc: {founding.root_fingerprint(out.read_bytes())}")


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(plain_file.text(path, _MOST)))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput("Không đọc được {0}.", path.name) from error
