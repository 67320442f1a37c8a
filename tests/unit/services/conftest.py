"""Typing an entry, and a commune with its police side, as the services see them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crypto import authority
from app.crypto.mandate import Mandate
from app.crypto.signing import SoftwareSigner, certificate_request, new_signing_key
from app.crypto.trust import Usage
from app.models.store.store import Store
from app.models.store.tables import Entry
from app.models.words.codes import Branch
from app.services.office import accounts, dated_settings
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, JUSTICE, POLICE, copy_of, numbered
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import FATHER, SAME_CHILD, decide, searched
from tests.unit.services.exchange import parties
from tests.unit.services.pinning import pin


@dataclass(frozen=True)
class Ready:
    """The closed store of a folder in which one entry waits for approval, and who may sign."""

    folder: Path
    issuer: authority.Authority
    volume_id: int
    entry_id: str
    signers: dict[str, SoftwareSigner]


@pytest.fixture(scope="session")
def ready(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Build it once: every person of the birth decided, nothing different, three officers certified."""
    folder = tmp_path_factory.mktemp("ready")
    store = copy_of(founded, folder)
    random, issuer = numbered("ready"), authority.create("Thử", "TEST ONLY", AT)
    volume_id = add_volume(store)
    entry_id = type_entry(store, random, volume_id)
    decide(store, entry_id, "child", Branch.MATCH, random, person=SAME_CHILD, search=searched(SAME_CHILD))
    decide(store, entry_id, "father", Branch.MATCH, random, person=FATHER, search=searched(FATHER))
    decide(store, entry_id, "mother", Branch.NOT_FOUND, random, search=searched())
    signers = {officer.uid: certify(store, issuer, officer) for officer in (POLICE, JUSTICE, BOTH)}
    trust(store, issuer)
    store.close()
    return Ready(folder, issuer, volume_id, entry_id, signers)


@pytest.fixture
def ready_store(ready: Ready, tmp_path: Path) -> Iterator[Store]:
    """An open copy of it for one test."""
    opened = copy_of(ready.folder, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared_store(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = copy_of(ready.folder, tmp_path_factory.mktemp("shared"))
    yield opened
    opened.close()


@pytest.fixture
def session(shared_store: Store) -> Iterator[Session]:
    """A transaction on a copy of the ready store, of which nothing is kept."""
    opened = shared_store._write()
    yield opened
    opened.rollback()
    opened.close()


@pytest.fixture
def entry_id(ready: Ready) -> str:
    return ready.entry_id


def put(session: Session, entry_id: str, state: str) -> Entry:
    """Put an entry into a state, whatever the way there."""
    session.execute(text("DROP TRIGGER IF EXISTS entry_needs_approval"))
    row = session.get_one(Entry, entry_id)
    row.state = state
    session.flush()
    return row


def trust(store: Store, issuer: authority.Authority) -> None:
    """Let a store trust an authority."""
    pems = issuer.dump()
    with store.write() as session:
        for kind in ("root", "issuing"):
            pin(session, kind, pems[kind])


def certify(
    store: Store,
    issuer: authority.Authority,
    officer: Officer,
    usage: Usage = "sign",
    mandate: Mandate | None = None,
) -> SoftwareSigner:
    """Give an officer a key and a certificate: of the account's roles here, unless told otherwise."""
    key = new_signing_key()
    request = certificate_request(
        key, common_name=officer.full_name, uid=officer.uid, organisation=officer.organisation
    )
    with store.read() as session:
        store_id = dated_settings.store_id(session)
    mandate = mandate or Mandate(officer.organisation, store_id, officer.roles)
    pem = issuer.issue(request, usage=usage, at=AT, mandate=mandate)
    with store.write() as session:
        accounts.set_request(session, officer.uid, request, by=officer.uid, at=AT)
        accounts.set_certificate(session, officer.uid, pem, by=officer.uid, at=AT)
    return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))


@pytest.fixture
def birth_volume(store: Store) -> int:
    return add_volume(store)


@pytest.fixture
def type_birth(store: Store, birth_volume: int, random: Callable[[int], bytes]) -> Callable[..., str]:
    """Type a birth entry field by field, as the form does, and complete it."""

    def type_one(by=JUSTICE, **changes: str) -> str:
        return type_entry(store, random, birth_volume, by, **changes)

    return type_one


@pytest.fixture(scope="session")
def approved_commune(tmp_path_factory: pytest.TempPathFactory) -> parties.Made:
    """A commune with two approved entries and one that is typed; made once."""
    return parties.make(tmp_path_factory.mktemp("commune") / "kho")


@pytest.fixture(scope="session")
def exported_commune(
    approved_commune: parties.Made, tmp_path_factory: pytest.TempPathFactory
) -> parties.Made:
    """The same commune after its two entries have left; made once."""
    return parties.export_from(approved_commune, tmp_path_factory.mktemp("exported"))


@pytest.fixture
def commune(approved_commune: parties.Made, tmp_path: Path) -> Iterator[parties.Commune]:
    """A copy of the commune whose entries wait to leave."""
    opened = parties.Commune(approved_commune, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def exported(exported_commune: parties.Made, tmp_path: Path) -> Iterator[parties.Commune]:
    """A copy of the commune whose entries have left."""
    opened = parties.Commune(exported_commune, tmp_path)
    yield opened
    opened.store.close()
