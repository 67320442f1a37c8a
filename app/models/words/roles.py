"""What an account may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    TYPIST = "typist"
    JUSTICE = "justice"
    POLICE = "police"
    LEADER = "leader"


ROLE_LABELS: dict[Role, str] = {
    Role.TYPIST: "Người nhập",
    Role.JUSTICE: "Tư pháp",
    Role.POLICE: "Công an",
    Role.LEADER: "Lãnh đạo",
}
