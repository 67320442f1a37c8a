"""The desk's paper: the fingerprints with which a commune's leader compares a certificates file."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app import outside
from app.crypto.certificate import fingerprint, groups, load, name_of
from app.desk.home import DeskHome
from app.documents.certificate_request import RequestedKey, render
from app.documents.kinds import CERTIFICATE_REQUEST
from app.documents.page import Letterhead, Signature
from app.models.words.moments import day_of

_PAPER = replace(
    CERTIFICATE_REQUEST,
    id="phieu_dau_van_tay",
    name="Phiếu dấu vân tay chứng thư",
    title="Phiếu dấu vân tay chứng thư",
    heading="PHIẾU DẤU VÂN TAY CHỨNG THƯ",
    legend=(
        "Lãnh đạo xã so từng nhóm dưới đây với nhóm hiện trên máy khi nạp tệp chứng thư; khác một nhóm thì "
        "không nạp và hỏi lại. Không nhận phiếu này qua cùng USB với tệp chứng thư."
    ),
    recipients=("Lãnh đạo xã", "Lưu"),
    signatures=(
        Signature(("CÁN BỘ PHÁT HÀNH",), "(Ký, ghi rõ họ tên)"),
        Signature(("LÃNH ĐẠO XÃ ĐÃ SO",), "(Ký, ghi rõ họ tên)"),
    ),
)


def print_fingerprints(home: DeskHome, out: Path, *, at: datetime) -> None:
    """Write the paper: what a certificates file rests on, who signs it, and where packages go."""
    root, _issuing = home.authority_pems()
    rows = [("chứng thư gốc", root)] if root else []
    rows += [("cán bộ phát hành", home.issuer_certificate()), ("nơi nhận gói", home.receiver_certificate())]
    keys = [
        RequestedKey(name_of(load(pem)), "", what, home.name(), groups(fingerprint(load(pem))))
        for what, pem in rows
    ]
    header = Letterhead((home.name().upper(),), date=day_of(at))
    outside.write(out, render(_PAPER, keys, header, at))
    print(f"Đã ghi phiếu dấu vân tay: {out}")
