"""Lists of suggestions for the forms: ethnic groups, nationalities, provinces of personal numbers."""

_GROUPS = """
Kinh, Tày, Thái, Hoa, Khơ-me, Mường, Nùng, HMông, Dao, Gia-rai, Ngái, Ê-đê, Ba-na, Xơ-đăng, Sán
Chay, Cơ-ho, Chăm, Sán Dìu, Hrê, Mnông, Ra-glai, Xtiêng, Bru-Vân Kiều, Thổ, Giáy, Cơ-tu, Gié-Triêng,
Mạ, Khơ-mú, Co, Tà-ôi, Chơ-ro, Kháng, Xinh-mun, Hà Nhì, Chu-ru, Lào, La Chí, La Ha, Phù Lá, La Hủ,
Lự, Lô Lô, Chứt, Mảng, Pà Thẻn, Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ Đu, Rơ-măm
"""

ETHNIC_GROUPS: tuple[tuple[str, str], ...] = tuple(
    (f"{number:02d}", name.strip())
    for number, name in enumerate(_GROUPS.replace("\n", " ").split(","), start=1)
)
"""The 54 groups by code (QĐ 121-TCTK/PPCĐ, 02/3/1979)."""

NATIONALITIES: tuple[tuple[str, str], ...] = (
    ("VN", "Việt Nam"),
    ("LA", "Lào"),
    ("KH", "Campuchia"),
    ("CN", "Trung Quốc"),
    ("TW", "Trung Quốc (Đài Loan)"),
    ("KR", "Hàn Quốc"),
    ("JP", "Nhật Bản"),
    ("TH", "Thái Lan"),
    ("US", "Hoa Kỳ"),
    ("DE", "Đức"),
    ("FR", "Pháp"),
    ("CZ", "Cộng hòa Séc"),
    ("RU", "Liên bang Nga"),
    ("AU", "Úc"),
    ("", "Người không quốc tịch"),
)
"""The usual nationalities in a commune; officers type any other (codes: ISO 3166 alpha-2)."""

_PROVINCES = """
001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037
038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079
080 082 083 084 086 087 089 091 092 093 094 095 096
"""

PROVINCE_PREFIXES: frozenset[str] = frozenset(_PROVINCES.split())
"""First three digits of personal numbers: the 63 provinces before 01/7/2025 keep theirs (NĐ 137/2015)."""
