"""Purposes of packages and the roles of their signers (docs/formats/package.md)."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purposes of a package."""

    RESULTS = "ket_qua"
    SNAPSHOT = "anh_chup_dan_cu"
    SUPPLEMENT = "bo_sung_dan_cu"
    ANSWERS = "tra_loi"
    RECEIPT = "xac_nhan"


PURPOSE_LABELS: dict[Purpose, str] = {
    Purpose.RESULTS: "Kết quả đối soát",
    Purpose.SNAPSHOT: "Bản sao CSDL dân cư",
    Purpose.SUPPLEMENT: "Bổ sung CSDL dân cư",
    Purpose.ANSWERS: "Trả lời của Công an",
    Purpose.RECEIPT: "Xác nhận đã nhận gói",
}


class SignedAs(StrEnum):
    """The role in which somebody signs a package."""

    JUSTICE = "tu_phap"
    POLICE = "cong_an"
    ISSUER = "cong_an_phat_hanh"
