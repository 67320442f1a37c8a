"""The choices of enum fields: (code of the ministry's layout, words)."""

Options = tuple[tuple[str, str], ...]

AGAIN = "Đăng ký lại"
"""The kind of registration of an act whose entry was lost or void."""

SEX: Options = (("1", "Nam"), ("2", "Nữ"), ("3", "Chưa xác định được giới tính"))
RESIDENCE_KIND: Options = (
    ("0", "Không có thông tin"),
    ("1", "Thường trú"),
    ("2", "Tạm trú"),
    ("3", "Nơi ở hiện tại"),
)
ID_KIND: Options = (
    ("0", "Không có / để trống"),
    ("1", "CMND"),
    ("2", "Hộ chiếu"),
    ("3", "Thẻ thường trú"),
    ("4", "Thẻ căn cước công dân / thẻ căn cước"),
    ("5", "Giấy chứng minh quân đội nhân dân"),
    ("6", "Giấy chứng minh sĩ quan quân đội"),
    ("7", "Giấy chứng minh công an nhân dân"),
    ("8", "Giấy tờ khác"),
)
RELATION: Options = tuple(
    (word, word)
    for word in (
        "Cha",
        "Mẹ",
        "Ông",
        "Bà",
        "Anh",
        "Chị",
        "Em",
        "Vợ",
        "Chồng",
        "Con",
        "Cháu",
        "Cô",
        "Dì",
        "Chú",
        "Bác",
        "Cậu",
        "Mợ",
        "Thím",
        "Người thân thích khác",
        "Đại diện cơ sở y tế",
        "Đại diện cơ sở nuôi dưỡng",
        "Bản thân",
        "Được ủy quyền",
        "Khác",
    )
)
