"""A certificate that a store trusts, pinned with its event as when it came in a file."""

from sqlalchemy.orm import Session

from app.models.store.tables import Trusted
from app.models.store.times import stamp
from app.services.office import trust_rows
from tests.conftest import AT, LEADER


def pin(session: Session, kind: str, pem: str, party: str = "", name: str = "") -> None:
    row = Trusted(kind=kind, party_id=party, name=name or kind, certificate_pem=pem, mandate={})
    row.added_at, row.added_by, row.confirmed_by = stamp(AT), LEADER.uid, ""
    trust_rows.add(session, row)
