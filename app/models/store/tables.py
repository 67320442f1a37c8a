"""The tables of ``work.db``.

Times are UTC ISO 8601 texts, people are referred to by ``uid`` (an account's own personal number), JSON
columns hold canonical JSON. Enum columns hold the codes of ``states`` and ``codes``.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of the work store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, bytes: LargeBinary}  # noqa: RUF012


class Meta(Base):
    """Facts of the store itself: store_id, epoch, last seen time."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Setting(Base):
    """A setting that holds from a date on: header lines, law names, titles, recipients."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    valid_from: Mapped[str]
    value: Mapped[str]


class Account(Base):
    """One officer: a person's own number, roles, and the certificate of the officer's own key."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"),)
    uid: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]  # names the slot of the key file, which must hold no personal number
    full_name: Mapped[str]
    title: Mapped[str]
    organisation: Mapped[str]
    roles: Mapped[list[Any]]
    active: Mapped[bool]
    created_at: Mapped[str]
    created_by: Mapped[str]
    request_pem: Mapped[str] = mapped_column(default="")
    certificate_pem: Mapped[str] = mapped_column(default="")
    cert_sha256: Mapped[str] = mapped_column(default="")
    slot_id: Mapped[str | None] = mapped_column(default="")
    """The slot of the key file that counts; empty: a new password is needed; None: not known yet."""


class StoreKey(Base):
    """The store's own decryption key, to which the police encrypt packages."""

    __tablename__ = "store_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    private_pem: Mapped[str]
    request_pem: Mapped[str]
    certificate_pem: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]


class Trusted(Base):
    """A pinned certificate: of a root, an issuing authority, an issuing officer, or a receiver.

    Where there is no authority also those of the store and its officers. Packages go to the newest receiver;
    the others count until they end (table ``revocation``). ``mandate`` says what the holder may do where no
    authority says it; ``confirmed_by`` is the police officer who confirmed a change with the leader.
    """

    __tablename__ = "trusted"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # root | issuing | issuer | receiver | store | officer
    party_id: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    certificate_pem: Mapped[str]
    mandate: Mapped[dict[str, Any]] = mapped_column(default=dict)
    added_at: Mapped[str]
    added_by: Mapped[str]
    confirmed_by: Mapped[str] = mapped_column(default="")


class Revocation(Base):
    """The end of a certificate: what was signed before ``since`` holds, unless its key is compromised."""

    __tablename__ = "revocation"
    __table_args__ = (Index(None, "cert_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cert_sha256: Mapped[str]
    uid: Mapped[str]
    since: Mapped[str]
    reason: Mapped[str]
    compromised: Mapped[bool]
    added_at: Mapped[str]
    added_by: Mapped[str]


class Volume(Base):
    """A physical book: its own place (communes merged in 2025), keeper, condition and totals."""

    __tablename__ = "volume"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_type: Mapped[str]
    book_no: Mapped[str]
    opened_year: Mapped[str]
    place: Mapped[str]
    year_from: Mapped[str] = mapped_column(default="")
    year_to: Mapped[str] = mapped_column(default="")
    page_count: Mapped[str] = mapped_column(default="")
    closing_total: Mapped[int | None]
    condition: Mapped[str] = mapped_column(default="con")
    condition_reason: Mapped[str] = mapped_column(default="")
    keeper: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    already_electronic: Mapped[int] = mapped_column(default=0)
    second_place: Mapped[str] = mapped_column(default="")  # where the other of two equal volumes lies
    repeat_reason: Mapped[str] = mapped_column(default="")  # why the same volume stands here twice
    created_at: Mapped[str]
    created_by: Mapped[str]


class BookLoss(Base):
    """All volumes of a type of book of a place are lost: why, when, and what is electronic nevertheless.

    ``lost_on`` is as told, often no more than a year. One that was noted by mistake is ``withdrawn``.
    """

    __tablename__ = "book_loss"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_type: Mapped[str]
    place: Mapped[str]
    reason: Mapped[str]
    lost_on: Mapped[str] = mapped_column(default="")
    already_electronic: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]
    created_by: Mapped[str]


class Entry(Base):
    """One act of a book. ``values`` holds every field; the other columns are for lists only.

    Act identity (book type, place, volume, year, number) is checked and shown, never unique: books
    repeat numbers.
    """

    __tablename__ = "entry"
    __table_args__ = (
        # lists and the search read only this index, because a row with its values takes many pages
        Index(
            "ix_entry_list",
            "volume_id",
            "position",
            "state",
            "registration_no",
            "registered_year",
            "page_no",
            "main_name",
            "names",
            "changed_at",
        ),
        Index(None, "state"),
        Index(None, "book_type", "registration_no"),
        Index(None, "book_type", "names"),
        CheckConstraint("version >= 1", name="version"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    book_type: Mapped[str]
    book_version: Mapped[int]
    volume_id: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    position: Mapped[int]
    origin: Mapped[str] = mapped_column(default="paper")
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    values: Mapped[dict[str, Any]]
    amendments: Mapped[list[Any]]  # empty: the notes in the margin are values like any other
    registration_no: Mapped[str] = mapped_column(default="")
    page_no: Mapped[str] = mapped_column(default="")
    registered_year: Mapped[str] = mapped_column(default="")
    main_name: Mapped[str] = mapped_column(default="")
    names: Mapped[str] = mapped_column(default="")  # every person's, folded, one a line
    note: Mapped[str] = mapped_column(default="")  # reason for parking or sending back
    created_at: Mapped[str]
    created_by: Mapped[str]
    changed_at: Mapped[str]


class EntryMove(Base):
    """A move of an entry to another volume, or its numbering anew in its own: where it stood, who, why."""

    __tablename__ = "entry_move"
    __table_args__ = (Index(None, "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    before_volume: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    after_volume: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    before_position: Mapped[int]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[str]


class FieldChange(Base):
    """The history of an entry's fields: one row per saved field."""

    __tablename__ = "field_change"
    __table_args__ = (Index(None, "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    field: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[str]


class StateChange(Base):
    """A move of an entry or an item: who, when, from which state to which."""

    __tablename__ = "state_change"
    __table_args__ = (Index(None, "subject", "subject_id"), Index(None, "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]  # entry | discrepancy
    subject_id: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[str]


class Decision(Base):
    """A decision about one person of an entry, with its values and its search.

    ``again`` holds why the person stands in other entries too where that is once only (``reason`` and
    ``entries``). ``active`` is 0 once a later decision or a changed value replaced it.
    """

    __tablename__ = "decision"
    __table_args__ = (Index(None, "entry_id", "active"), Index(None, "personal_id", "active"))
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    section: Mapped[str]
    branch: Mapped[str]
    personal_id: Mapped[str | None]
    provisional_id: Mapped[str | None]
    snapshot_id: Mapped[str | None]
    book_values: Mapped[dict[str, Any]]
    registry_values: Mapped[dict[str, Any]]
    search: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]
    again: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool]
    by: Mapped[str]
    at: Mapped[str]


class Discrepancy(Base):
    """One differing field of one person, followed until it is closed."""

    __tablename__ = "discrepancy"
    __table_args__ = (Index(None, "state"), Index(None, "entry_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    section: Mapped[str]
    field: Mapped[str]
    label: Mapped[str]
    book_text: Mapped[str]
    registry_text: Mapped[str]
    result: Mapped[str]
    detail: Mapped[str]
    resolution: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    opened_by: Mapped[str]
    opened_at: Mapped[str]


class Approval(Base):
    """A police officer's signature over the frozen entry; a package carries the same bytes."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("entry_id", "version"), UniqueConstraint("seq"))
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    frozen: Mapped[bytes]
    entry_sha256: Mapped[str]
    uid: Mapped[str] = mapped_column(ForeignKey("account.uid"))
    cert_sha256: Mapped[str]
    certificate_pem: Mapped[str]
    at: Mapped[str]
    seq: Mapped[int]
    alg: Mapped[str]
    signature: Mapped[str]


class Package(Base):
    """A sent or received package, with its place in the chain of its sender and receiver.

    ``attempt`` counts the packages under one number: a refused one is made anew, a forked one is taken by
    decision of people, for the ``reason``. ``sealed_name`` is the kept file of a sent package.
    """

    __tablename__ = "package"
    __table_args__ = (UniqueConstraint("sender_id", "receiver_id", "package_no", "attempt"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[str]
    purpose: Mapped[str]
    sender_id: Mapped[str]
    receiver_id: Mapped[str]
    package_no: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(default="")
    manifest_sha256: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    sealed_name: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[str]


class PackageCopy(Base):
    """A sent package as it was written and read back; ``removable``: to a medium known to come out."""

    __tablename__ = "package_copy"
    __table_args__ = (Index(None, "package_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"))
    file_name: Mapped[str]
    by: Mapped[str]
    at: Mapped[str]
    removable: Mapped[bool] = mapped_column(default=False)


class PackageEntry(Base):
    """The version of an entry that left in a package."""

    __tablename__ = "package_entry"
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    version: Mapped[int]


class Answer(Base):
    """The answer of the police about one person of an entry; the book's words do not change.

    ``aside`` is empty for an applied answer, else the reason it was kept aside.
    """

    __tablename__ = "answer"
    __table_args__ = (Index(None, "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"))
    entry_id: Mapped[str]
    version: Mapped[int]
    section: Mapped[str]
    code: Mapped[str]
    personal_id: Mapped[str]
    message: Mapped[str]
    aside: Mapped[str] = mapped_column(default="")
    at: Mapped[str]


class Snapshot(Base):
    """A registry snapshot: its file, its key, and until when it may be used."""

    __tablename__ = "snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[str]
    issuer: Mapped[str]
    scope: Mapped[str]
    issued_at: Mapped[str]
    expires_at: Mapped[str]
    row_count: Mapped[int]
    file_name: Mapped[str]
    key: Mapped[bytes | None]  # forgotten when the snapshot is replaced
    report: Mapped[dict[str, Any]]
    active: Mapped[bool]
    imported_by: Mapped[str]
    imported_at: Mapped[str]


class Page(Base):
    """A scanned page of a volume; an encrypted file of its own holds the image."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("volume_id", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    volume_id: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    page_no: Mapped[str]
    sha256: Mapped[str]
    media_type: Mapped[str]
    key: Mapped[bytes]
    added_by: Mapped[str]
    added_at: Mapped[str]


class EntryPage(Base):
    """A page of an entry; an act can span several pages, and a page holds several acts."""

    __tablename__ = "entry_page"
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)


class Recheck(Base):
    """A run over everything stored with the rules of its day; without ``finished_at`` it was broken off."""

    __tablename__ = "recheck"
    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[str]
    finished_at: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    entries: Mapped[int] = mapped_column(default=0)


class Oddity(Base):
    """What a run found odd about an entry, or about a volume where it names no entry.

    ``digest`` is over what it rests on: another one is another oddity. ``changed_at`` is the entry's of then.
    """

    __tablename__ = "oddity"
    __table_args__ = (Index(None, "recheck_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    recheck_id: Mapped[int] = mapped_column(ForeignKey("recheck.id"))
    kind: Mapped[str]
    volume_id: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    other_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    field: Mapped[str] = mapped_column(default="")
    said: Mapped[str]
    digest: Mapped[str]
    changed_at: Mapped[str] = mapped_column(default="")


class Clearing(Base):
    """Somebody looked at an oddity and the book says so, for a reason; without one it is odd again."""

    __tablename__ = "clearing"
    __table_args__ = (Index(None, "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    kind: Mapped[str]
    volume_id: Mapped[int] = mapped_column(ForeignKey("volume.id"))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[str]


class ImportFile(Base):
    """A file of acts that was taken in: what it was, how its columns were read, and by whom."""

    __tablename__ = "import_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    book_type: Mapped[str]
    layout: Mapped[str]
    origin: Mapped[str]
    by: Mapped[str]
    at: Mapped[str]


class ImportRow(Base):
    """A row of an imported file: what became an entry, or waits to be mended.

    ``cells`` are the cells as they are in the file, under their headings; ``said`` what was read of them, by
    field, ``reasons`` why the row waits. The last row that was taken of an entry is what its next one is held
    against.
    """

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "fingerprint"), Index(None, "entry_id"), Index(None, "state"))
    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))
    line: Mapped[int]
    fingerprint: Mapped[str]
    cells: Mapped[list[Any]]
    said: Mapped[dict[str, Any]]
    reasons: Mapped[list[Any]]
    volume_id: Mapped[int | None] = mapped_column(ForeignKey("volume.id"))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    state: Mapped[str]  # waiting | taken | aside
    by: Mapped[str]
    at: Mapped[str]


class ColumnMapping(Base):
    """How the columns of somebody's files are read, under the name that an officer gave it."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    book_type: Mapped[str]
    columns: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[str]


class AuditEvent(Base):
    """One link of the audit chain: ids and hashes, no names."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "subject", "kind"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ts: Mapped[str]
    kind: Mapped[str]
    uid: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
    clock_back: Mapped[int]
    prev: Mapped[str]
    h: Mapped[str]
