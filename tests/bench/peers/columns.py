"""What Splink and the Record Linkage Toolkit are given: a person as one cleaned row of a data frame."""

import pandas as pd

from tests.bench.peers import case, fields

RELATIVES = ("father", "mother", "spouse")


def frame(rows: list[case.Row], key: str) -> pd.DataFrame:
    """Clean registry rows or records; key names their column of identity, ``unique_id`` in the result."""
    return pd.DataFrame([_cleaned(row, row[key]) for row in rows])


def _cleaned(row: case.Row, key: str) -> dict[str, object]:
    year, month, day = fields.date(row.get("birth_date"), case.year_of_book(row))
    name = fields.name(row.get("full_name"))
    folded = fields.fold(name).split()
    out: dict[str, object] = {
        "unique_id": key,
        "name": name or None,
        "name_fold": " ".join(folded) or None,
        "surname": folded[0] if folded else None,
        "given": folded[-1] if folded else None,
        "sex": fields.word(row.get("sex")) or None,
        "ethnicity": fields.word(row.get("ethnicity")) or None,
        "year": year,
        "month": month,
        "day": day,
        "birth_parts": fields.parts(row.get("birth_place")),
        "home_parts": fields.parts(row.get("home_origin")),
        "commune": _commune(row),
        "personal_id": fields.number(row.get("personal_id")) or None,
        "cmnd": fields.number(row.get("cmnd")) or None,
    }
    children = (row.get("of_child") or "").split("\n")
    out["children"] = tuple(sorted({fields.fold(fields.name(child)) for child in children} - {""})) or None
    for relative in RELATIVES:
        out[relative] = fields.name(row.get(f"{relative}_name") or row.get(f"of_{relative}")) or None
        out[f"{relative}_fold"] = fields.fold(str(out[relative] or "")) or None
    return out


def _commune(row: case.Row) -> str | None:
    where = fields.levels(row.get("permanent_residence")) or fields.levels(row.get("register_place"))
    return fields.fold(where[0]) if where else None
