"""Typing an entry and a signing key, as the services see them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crypto import authority
from app.crypto.signing import SoftwareSigner, certificate_request, new_signing_key
from app.crypto.trust import Usage
from app.models.store.store import Store
from app.models.store.tables import Entry, Trusted
from app.models.words.codes import Branch
from app.models.words.values import Mark, Value
from app.services.entry import entries, volumes
from app.services.office import accounts
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, POLICE, copy_of, numbered
from tests.unit.services.deciding import FATHER, SAME_CHILD, decide, searched

BIRTH = {
    "registration_no": "188",
    "book_no": "01/1998",
    "book_opened_year": "1998",
    "page_no": "94",
    "registration_date": "9/11/1999",
    "registration_kind": "Đăng ký đúng hạn",
    "registration_place": COMMUNE,
    "child_name": "Phạm Văn Tý",
    "child_sex": "Nam",
    "child_birth_date": "28/10/1999",
    "child_birth_kind": "Đã xác định được cả cha lẫn mẹ",
    "child_ethnicity": "Mường",
    "child_nationality": "Việt Nam",
    "mother_name": "Bùi Thị Thuỷ",
    "mother_birth_date": "1975",
    "father_name": "Phạm Văn Lực",
    "father_birth_date": "1972",
}


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
    entry_id = type_entry(store, volume_id, random)
    decide(store, entry_id, "child", Branch.MATCH, random, person=SAME_CHILD, search=searched(SAME_CHILD))
    decide(store, entry_id, "father", Branch.MATCH, random, person=FATHER, search=searched(FATHER))
    decide(store, entry_id, "mother", Branch.NOT_FOUND, random, search=searched())
    signers = {officer.uid: certify(store, issuer, officer) for officer in (POLICE, JUSTICE, BOTH)}
    pems = issuer.dump()
    with store.write() as session:
        for kind in ("root", "issuing"):
            trusted = {"kind": kind, "name": kind, "certificate_pem": pems[kind]}
            session.add(Trusted(**trusted, added_at="", added_by=""))
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


def certify(
    store: Store, issuer: authority.Authority, officer: Officer, usage: Usage = "sign"
) -> SoftwareSigner:
    """Give an officer a key and a certificate."""
    key = new_signing_key()
    request = certificate_request(
        key, common_name=officer.full_name, uid=officer.uid, organisation=officer.organisation
    )
    pem = issuer.issue(request, usage=usage, at=AT)
    with store.write() as session:
        accounts.set_request(session, officer.uid, request, by=officer.uid, at=AT)
        accounts.set_certificate(session, officer.uid, pem, by=officer.uid, at=AT)
    return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))


def add_volume(store: Store) -> int:
    view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
    with store.write() as session:
        return volumes.add(session, view, by=JUSTICE, at=AT)


def type_entry(
    store: Store, volume_id: int, random: Callable[[int], bytes], by: Officer = JUSTICE, **changes: str
) -> str:
    """Type a birth entry field by field, as the form does, and complete it."""
    with store.write() as session:
        entry_id = entries.create(session, volume_id, by=by, at=AT, random=random)
    for key, words in {**BIRTH, **changes}.items():
        with store.write() as session:
            entries.save(session, entry_id, key, Value.of(words), by=by, at=AT)
    with store.write() as session:
        view = entries.get(session, entry_id)
        for field in view.book.all_fields():
            if field.required and field.key not in view.values:
                blank = Value("", Mark.BLANK_IN_BOOK)
                entries.save(session, entry_id, field.key, blank, by=by, at=AT)
    with store.write() as session:
        assert not [p for p in entries.complete(session, entry_id, by=by, at=AT) if p.blocking]
    return entry_id


@pytest.fixture
def birth_volume(store: Store) -> int:
    return add_volume(store)


@pytest.fixture
def type_birth(store: Store, birth_volume: int, random: Callable[[int], bytes]) -> Callable[..., str]:
    return partial(type_entry, store, birth_volume, random)
