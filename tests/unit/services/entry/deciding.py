"""People of the registry and decisions about them, as the services' tests make them."""

from app.matching.result import Candidate, Finding, Search
from app.models.registry.person import Person
from app.models.store.tables import Snapshot
from app.services.entry import decisions
from tests.conftest import AT, JUSTICE

CHILD = Person(
    "038099994127",
    "PHẠM VĂN TÝ",
    sex="Nam",
    birth_date="1999-10-28",
    ethnicity="Mường",
    nationality="Việt Nam",
    father_name="PHẠM VĂN LỰC",
    mother_name="BÙI THỊ THUÝ",
    life_status="còn sống",
)
FATHER = Person("038072990001", "PHẠM VĂN LỰC", sex="Nam", birth_date="1972-02-03", life_status="còn sống")
SAME_CHILD = Person(
    "038099994128", "Phạm Văn Tý", sex="Nam", birth_date="1999-10-28", mother_name="Bùi Thị Thủy"
)


def in_force() -> Snapshot:
    """A registry copy named s1 is in force."""
    texts = dict.fromkeys(
        ("issuer", "scope", "issued_at", "expires_at", "file_name", "imported_by", "imported_at"), ""
    )
    return Snapshot(snapshot_id="s1", row_count=1, key=b"", report={}, active=True, **texts)


def searched(*people: Person) -> Search:
    return Search(
        Finding.FOUND if people else Finding.NOT_FOUND,
        tuple(Candidate(p, 0.97, "khớp họ tên") for p in people),
        (("full_name", "Phạm Văn Tý"),),
    )


def decide(store, entry_id, section, branch, random, *, by=JUSTICE, snapshot_id="s1", **more):
    with store.write() as session:
        if session.query(Snapshot).count() == 0:
            session.add(in_force())
        return decisions.decide(
            session, entry_id, section, branch, by=by, at=AT, random=random, snapshot_id=snapshot_id, **more
        )
