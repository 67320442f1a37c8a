"""Files of births that come in, with the services as a screen calls them."""

from pathlib import Path

from app.models.store.store import Store
from app.models.words.values import Origin
from app.services.importing import files, planning, taking
from app.services.importing.planning import Plan
from app.services.importing.taking import TakenIn
from app.services.office.accounts import Officer
from tests.conftest import AT, JUSTICE, numbered
from tests.unit.readers.acts.workbooks import row, workbook

VOLUME = "01/1998"
"""The volume of the births that tests type; its acts are of 1998."""


def of_1998(**changed: object) -> dict[str, object]:
    said: dict[str, object] = {"so": "01/1998", "quyenso": VOLUME, "ngaydangky": "19/11/1998"}
    return row(**{**said, "nksngaysinh": "05/06/1998", **changed})


def save(folder: Path, *rows: dict[str, object], name: str = "khai sinh.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook(*rows))
    return path


def dry_run(store: Store, path: Path, *, by: Officer = JUSTICE, volume_id: int | None = None) -> Plan:
    found = files.read(path)
    with store.read() as session:
        return planning.plan(
            session, found.layout.book, found.acts, by=by, holds=found.layout.holds, volume_id=volume_id
        )


def take(
    store: Store,
    path: Path,
    *,
    by: Officer = JUSTICE,
    volume_id: int | None = None,
    origin: Origin = Origin.ELECTRONIC,
) -> TakenIn:
    found = files.read(path)
    with store.write() as session:
        plan = planning.plan(
            session, found.layout.book, found.acts, by=by, holds=found.layout.holds, volume_id=volume_id
        )
        return taking.take_in(session, found, plan, origin=origin, by=by, at=AT, random=numbered(path.name))
