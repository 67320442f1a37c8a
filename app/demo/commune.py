"""The demo commune: a founded store with certificates, a snapshot, volumes and some weeks of work in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app import atomic
from app.crypto.signing import Signer
from app.crypto.stretching import FLOOR_KIB, Kdf
from app.demo.data import COMMUNE, DemoVolume, people, volumes, write_csv
from app.desk.authority import certify as certify_at_desk
from app.desk.home import DeskHome
from app.desk.office import Office
from app.desk.snapshot import make_snapshot
from app.matching.compare import branch_of, compare
from app.matching.result import TO_HANDLE, Finding
from app.models.registry.reading import Registry
from app.models.store.store import Store
from app.models.words.codes import Branch, Resolution, ReturnCode
from app.models.words.moments import day_of
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.progress import silent
from app.services.entry import approval, ditto, entries, repeats
from app.services.entry import decisions as deciding
from app.services.entry import volumes as inventory
from app.services.exchange import snapshots
from app.services.office import accounts, founding, recovering, trusting, unlocking
from app.services.office.accounts import Officer
from app.services.people import lookup
from app.settings import DEMO_PASSWORD

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]
SEED = 1292
PEOPLE = 5000
KDF = Kdf(m_kib=FLOOR_KIB, t=2)  # a weak key is enough for invented people and faster
HEADER = ("ỦY BAN NHÂN DÂN", "XÃ CẨM TÚ")
OFFICE = Office("Công an tỉnh Thanh Hóa (mẫu)", "Lê Thị Thảo", "038070990000", invented=True)

JUSTICE = Officer(
    "038085990001",
    "Cao Thị Nhàn",
    "Công chức Tư pháp - Hộ tịch",
    "UBND xã",
    frozenset({Role.JUSTICE}),
    active=True,
)
POLICE = Officer(
    "038090990002", "Trương Văn Dũng", "Công an viên", "Công an xã", frozenset({Role.POLICE}), active=True
)
LEADER = Officer(
    "038075990003", "Bùi Văn Hòa", "Phó Chủ tịch", "UBND xã", frozenset({Role.LEADER}), active=True
)
TYPIST = Officer(
    "038099990004", "Hà Thị Lượng", "Bí thư Đoàn xã", "Đoàn Thanh niên", frozenset({Role.TYPIST}), active=True
)
OFFICERS = (JUSTICE, POLICE, LEADER, TYPIST)


@dataclass(frozen=True, slots=True)
class DemoFolders:
    """The folders of the demo: the store of the commune, the desk, and the stick between them."""

    store: Path
    desk: Path
    stick: Path

    @staticmethod
    def under(folder: Path) -> "DemoFolders":
        """Make the three folders."""
        made = DemoFolders(folder / "kho", folder / "ban-cong-an", folder / "usb")
        for one in (made.store, made.desk, made.stick):
            atomic.make_folder(one)
        return made


def make(folders: DemoFolders, *, now: Clock, random: Random, say: Callable[[str], None]) -> None:
    """Found the commune and fill it through the services of the program."""
    say("Lập kho dữ liệu xã mẫu…")
    founded = founding.found(
        folders.store,
        commune=COMMUNE,
        header_lines=HEADER,
        officers=[founding.NewOfficer(o, DEMO_PASSWORD) for o in OFFICERS],
        at=now(),
        random=random,
        kdf=KDF,
    )
    store = founded.store
    try:
        certify(store, folders, now=now)
        say(f"Tạo và nạp bản sao CSDL {PEOPLE} người bịa…")
        persons = people(PEOPLE, SEED)
        package = snapshot_package(folders, now=now, random=random)
        with store.read() as session:
            police, leader = accounts.get(session, POLICE.uid), accounts.get(session, LEADER.uid)
        key = founded.store_key
        recovering.confirm_sheet(store, folders.store, store_key=key, by=leader, at=now())
        snapshots.receive(
            store,
            folders.store,
            package,
            by=police,
            now=now,
            random=random,
            progress=silent,
            demo=True,
        )
        say("Nhập, đối chiếu và duyệt vài quyển sổ…")
        _work(store, folders.store, volumes(persons, SEED), now=now, random=random)
    finally:
        store.close()


def certify(store: Store, folders: DemoFolders, *, now: Clock) -> None:
    """Ask the desk for certificates and import them."""
    request, answer = folders.stick / "yeu-cau-chung-thu.json", folders.stick / "chung-thu.json"
    with store.read() as session:
        atomic.write(request, trusting.request_file(session, on=day_of(now())))
        leader = accounts.get(session, LEADER.uid)
    certify_at_desk(DeskHome(folders.desk), request, answer, office=OFFICE, now=now, ask=confirm)
    with store.write() as session:
        trusting.take_certificates(session, answer.read_bytes(), by=leader, at=now(), demo=True)


def confirm(_question: object) -> bool:
    """Answer for the officer of the desk, who has the invented commune's paper in hand."""
    return True


def snapshot_package(folders: DemoFolders, *, now: Clock, random: Random) -> Path:
    """Let the desk make the snapshot of the invented registry."""
    table, package = folders.desk / "dan_cu.csv", folders.stick / "ban-sao-csdl.htpkg"
    write_csv(people(PEOPLE, SEED), table)
    make_snapshot(DeskHome(folders.desk), table, package, store="", now=now, random=random, ask=confirm)
    return package


def answers(folder: Path) -> list[dict[str, object]]:
    """Answer every person of an opened result as the police side does: numbers, and one question."""
    rows: list[dict[str, object]] = []
    invented = 990000
    for path in sorted((folder / "data").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            for person in entry.get("persons", ()):
                invented += 1
                number = person["personal_id"]
                code = ReturnCode.ALREADY_HAS_NUMBER if number else ReturnCode.NUMBER_ASSIGNED
                rows.append(
                    {
                        "entry_id": entry["entry_id"],
                        "version": entry["version"],
                        "section": person["section"],
                        "code": code,
                        "personal_id": number or f"038099{invented:06d}",
                        "message": "",
                    }
                )
    return rows


def _work(store: Store, folder: Path, books: list[DemoVolume], *, now: Clock, random: Random) -> None:
    with store.read() as session:
        justice = accounts.get(session, JUSTICE.uid)
        registry = snapshots.open_registry(session, folder, at=now())
        police = accounts.get(session, POLICE.uid)
        snapshot = snapshots.in_force(session)
    assert registry is not None
    assert snapshot is not None
    worker = _JusticeOfficer(store, registry, snapshot.snapshot_id, justice, now, random)
    signer = unlocking.signer(folder, police, DEMO_PASSWORD)
    try:
        for number, book in enumerate(books):
            volume_id = worker.volume(book)
            # one volume is finished, one not begun, the others are half done
            share = (1.0, 0.5, 0.3, 0.6, 0.5, 0.4, 0.0)[number % 7]
            for act in book.entries[: round(len(book.entries) * share)]:
                worker.entry(volume_id, dict(act))
            if number != 1:  # the second volume is left to the user of the demo
                _approve(store, volume_id, police, signer, now=now)
    finally:
        registry.close()


def _approve(store: Store, volume_id: int, police: Officer, signer: Signer, *, now: Clock) -> None:
    with store.read() as session:
        rows = [r for r in entries.of_volume(session, volume_id) if r.state in approval.WAITING]
        ready = [r.id for r in rows if not approval.obstacles(session, r.id, by=police)][::2]
    with store.write() as session:
        approval.approve(
            session, [approval.freeze(session, i) for i in ready], signer=signer, by=police, at=now()
        )


@dataclass(frozen=True, slots=True)
class _JusticeOfficer:
    """The justice officer of the past weeks."""

    store: Store
    registry: Registry
    snapshot_id: str
    justice: Officer
    now: Clock
    random: Random

    def volume(self, book: DemoVolume) -> int:
        """Add the volume with a closing total a little above the acts written."""
        view = inventory.VolumeView(
            0,
            book.book_key,
            book.book_no,
            book.year,
            book.place,
            year_from=book.year,
            year_to=book.last_year,
            closing_total=len(book.entries),
        )
        with self.store.write() as session:
            return inventory.add(session, view, by=self.justice, at=self.now())

    def entry(self, volume_id: int, act: dict[str, Value]) -> None:
        """Type one act, search every person and decide the clear findings."""
        with self.store.write() as session:
            entry_id = entries.create(session, volume_id, by=self.justice, at=self.now(), random=self.random)
            for key, value in act.items():
                entries.save(session, entry_id, key, value, by=self.justice, at=self.now())
            entries.complete(session, entry_id, by=self.justice, at=self.now())
            view = entries.get(session, entry_id)
            if view.state != EntryState.ENTERED:
                return
            for section in entries.persons_to_decide(view.book, view.values):
                self._decide(session, view, section)

    def _decide(self, session: Session, view: entries.EntryView, section: str) -> None:
        marks = ditto.of(session, view)
        found = lookup.search(self.registry, view.book, section, view.values, commune=COMMUNE, marks=marks)
        if found.finding == Finding.CHECK:
            return  # left to the user of the demo
        person = found.candidates[0].person if found.finding == Finding.FOUND else None
        branch, resolutions = Branch.NOT_FOUND, {}
        if person is not None and repeats.of_person(session, view, section, person.personal_id):
            return  # a question for the user of the demo
        if person is not None:
            lines = compare(view.book, section, view.values, person, marks[section])
            branch = branch_of(lines)
            differing = [line.field for line in lines if line.result in TO_HANDLE]
            handling = (Resolution.FIX_POPULATION, Resolution.FIX_POPULATION, Resolution.VERIFY)
            resolutions = {field: handling[(view.position + n) % 3] for n, field in enumerate(differing)}
        deciding.decide(
            session,
            view.id,
            section,
            branch,
            by=self.justice,
            at=self.now(),
            random=self.random,
            person=person,
            snapshot_id=self.snapshot_id,
            search=found,
            resolutions=resolutions,
        )
