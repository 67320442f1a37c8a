"""Work at the keys that a stop may hit: founding, accounts, passwords, the recovery sheet.

After every stop a leader signs in, no closed account does, a sheet that is on paper opens the store, and the
same work can be done again to its end.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.crypto.key_file import KeyFile
from app.crypto.stretching import Kdf, new_sheet
from app.errors import AppError, NotUnlocked
from app.services.office import accounts, audit, founding, new_home, recovering, unlocking
from app.services.office.founding import Founded, NewOfficer
from app.services.office.home import look
from app.services.office.password_tries import PasswordTries
from app.services.office.unlocking import SignedIn
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, Clock, numbered
from tests.faults.scenarios import Said, Scenario

KDF = Kdf(m_kib=19456, t=2)
OLD, NEW = "bon tu bat ky nao", "mot cau khac han di"
FIRST = (JUSTICE, POLICE, LEADER)
LOGINS = {JUSTICE: "nhan.ct", POLICE: "dung.tv", LEADER: "hoa.bv", BOTH: "an.lv"}


def _home(folder: Path) -> Path:
    return folder / "kho"


def _found(folder: Path) -> Founded:
    return founding.found(
        _home(folder),
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[NewOfficer(officer, OLD) for officer in FIRST],
        at=AT,
        random=numbered("founding"),
        kdf=KDF,
    )


def _prepare(folder: Path) -> None:
    """Found a store whose sheet is confirmed; the halves lie beside the disk that is stopped."""
    made = _found(folder)
    with made.store.read() as session:
        leader = accounts.get(session, LEADER.uid)
    recovering.confirm_sheet(made.store, _home(folder), store_key=made.store_key, by=leader, at=AT)
    made.store.close()
    (folder / "sheet").write_text("\n".join(made.halves))


def _prepare_with_one_more(folder: Path) -> None:
    _prepare(folder)
    _enrol(folder, lambda _words: None)


def _open(folder: Path, login: str, *passwords: str) -> SignedIn | None:
    """Sign in as somebody by the first password that opens; None when none does."""
    for password in passwords:
        with suppress(NotUnlocked):
            tries = PasswordTries(_home(folder) / "none")
            return unlocking.sign_in(_home(folder), login, password, tries=tries, now=Clock())
    return None


def _as_leader(folder: Path, work: Callable[[SignedIn], None], *passwords: str) -> None:
    signed_in = _open(folder, LOGINS[LEADER], *(passwords or (OLD,)))
    assert signed_in is not None, "the leader cannot sign in"
    try:
        work(signed_in)
    finally:
        signed_in.store.close()


# -- the works -------------------------------------------------------------------------------------------


def _found_and_say(folder: Path, said: Said) -> None:
    _found(folder).store.close()
    said("founded")


def _enrol(folder: Path, said: Said) -> None:
    def work(me: SignedIn) -> None:
        random = numbered("enrol")
        secret = unlocking.prepare(OLD, kdf=KDF, random=random)
        key = me.unlocked.store_key
        unlocking.enrol(
            me.store, _home(folder), BOTH, secret, store_key=key, by=me.officer, at=AT, random=random
        )
        said("enrolled")

    _as_leader(folder, work)


def _reset(folder: Path, said: Said) -> None:
    def work(me: SignedIn) -> None:
        random = numbered("reset")
        secret = unlocking.prepare(NEW, kdf=KDF, random=random)
        with me.store.read() as session:
            officer = accounts.get(session, BOTH.uid)
        key = me.unlocked.store_key
        unlocking.reset_password(
            me.store, _home(folder), officer, secret, store_key=key, by=me.officer, at=AT, random=random
        )
        said("reset")

    _as_leader(folder, work)


def _close(folder: Path, said: Said) -> None:
    def work(me: SignedIn) -> None:
        with me.store.read() as session:
            officer = accounts.get(session, BOTH.uid)
        key = me.unlocked.store_key
        unlocking.close_account(me.store, _home(folder), officer, store_key=key, by=me.officer, at=AT)
        said("closed")

    _as_leader(folder, work)


def _change_password(folder: Path, said: Said) -> None:
    def work(me: SignedIn) -> None:
        unlocking.change_password(
            me.store,
            _home(folder),
            me.officer,
            (OLD, NEW),
            kdf=KDF,
            now=Clock(),
            random=numbered("own password"),
        )
        said("changed")

    _as_leader(folder, work)


def _recover(folder: Path, said: Said) -> None:
    done = recovering.recover(
        _home(folder),
        LOGINS[LEADER],
        _first_sheet(folder),
        NEW,
        tries=PasswordTries(_home(folder) / "none"),
        now=Clock(),
        random=numbered("recover"),
        kdf=KDF,
    )
    said("recovered")
    said(_printed(done.halves))
    recovering.confirm_sheet(done.store, _home(folder), store_key=done.store_key, by=done.leader, at=AT)
    said("confirmed")
    done.store.close()


def _new_sheet(folder: Path, said: Said) -> None:
    def work(me: SignedIn) -> None:
        random, key = numbered("sheet"), me.unlocked.store_key
        sheet = new_sheet(kdf=KDF, random=random)
        recovering.make_sheet(
            me.store, _home(folder), sheet, store_key=key, by=me.officer, at=AT, random=random
        )
        said(_printed(sheet.halves))
        recovering.confirm_sheet(me.store, _home(folder), store_key=key, by=me.officer, at=AT)
        said("confirmed")

    _as_leader(folder, work)


def _printed(halves: tuple[str, str]) -> str:
    """Return a sheet on paper as what was said: no stop takes it away."""
    return "|".join(("printed", *halves))


def _on_paper(said: Sequence[str]) -> tuple[str, str] | None:
    for line in said:
        match line.split("|"):
            case "printed", first, second:
                return first, second
    return None


def _first_sheet(folder: Path) -> tuple[str, str]:
    first, second = (folder / "sheet").read_text().split("\n")
    return first, second


# -- what must hold --------------------------------------------------------------------------------------


def _whole(folder: Path, *passwords: str) -> None:
    """Check that a leader signs in to a whole store, and that no slot is left for nobody."""

    def look_around(me: SignedIn) -> None:
        assert me.store.check() == []
        with me.store.read() as session:
            assert audit.first_broken(session) is None
            open_ones = {officer.login for officer in accounts.every(session) if officer.active}
        assert set(KeyFile.load(_home(folder) / unlocking.KEY_FILE).logins) == open_ones

    _as_leader(folder, look_around, *passwords)


def _opens(folder: Path, login: str, password: str) -> bool:
    signed_in = _open(folder, login, password)
    if signed_in is not None:
        signed_in.store.close()
    return signed_in is not None


def _opens_by(folder: Path, halves: tuple[str, str] | None) -> bool:
    try:
        return halves is not None and bool(KeyFile.load(_home(folder) / unlocking.KEY_FILE).recover(*halves))
    except AppError:
        return False


def _is_founded(folder: Path, said: Sequence[str]) -> None:
    new_home.finish(_home(folder))
    if look(_home(folder)).missing:
        assert "founded" not in said
        _found(folder).store.close()  # in the same folder, without any help
    _whole(folder)


def _again(work: Callable[[Path, Said], None], folder: Path) -> None:
    work(folder, lambda _words: None)


def _is_enrolled(folder: Path, said: Sequence[str]) -> None:
    _whole(folder)
    if not _opens(folder, LOGINS[BOTH], OLD):
        assert "enrolled" not in said
        _again(_enrol, folder)
        assert _opens(folder, LOGINS[BOTH], OLD)
    assert _opens_by(folder, _first_sheet(folder))


def _is_reset(folder: Path, said: Sequence[str]) -> None:
    _whole(folder)
    old, new = (_opens(folder, LOGINS[BOTH], password) for password in (OLD, NEW))
    assert old != new, "one password opens"
    assert new or "reset" not in said
    _again(_reset, folder)
    assert _opens(folder, LOGINS[BOTH], NEW)
    assert not _opens(folder, LOGINS[BOTH], OLD)
    assert _opens_by(folder, _first_sheet(folder))


def _is_closed(folder: Path, said: Sequence[str]) -> None:
    _whole(folder)
    if _opens(folder, LOGINS[BOTH], OLD):
        assert "closed" not in said
        _again(_close, folder)
    assert not _opens(folder, LOGINS[BOTH], OLD)
    copies = (path.read_text() for path in _home(folder).glob("keyfile.json*"))
    assert not any(LOGINS[BOTH] in text for text in copies)
    assert _opens_by(folder, _first_sheet(folder))


def _has_a_password(folder: Path, said: Sequence[str]) -> None:
    _whole(folder, OLD, NEW)
    old, new = (_opens(folder, LOGINS[LEADER], password) for password in (OLD, NEW))
    assert old != new, "one password opens"
    assert new or "changed" not in said
    assert _opens_by(folder, _first_sheet(folder))


def _is_recovered(folder: Path, said: Sequence[str]) -> None:
    _whole(folder, OLD, NEW)
    assert "recovered" not in said or _opens(folder, LOGINS[LEADER], NEW)
    _has_a_sheet(folder, said)
    if _opens_by(folder, _first_sheet(folder)):
        again: list[str] = []
        _recover(folder, again.append)
        assert _opens(folder, LOGINS[LEADER], NEW)
        assert _opens_by(folder, _on_paper(again))


def _has_a_sheet(folder: Path, said: Sequence[str]) -> None:
    """Check that the old sheet opens until the new one is confirmed, and the new one from its printing on."""
    _whole(folder, OLD, NEW)
    paper = _on_paper(said)
    old, new = _opens_by(folder, _first_sheet(folder)), _opens_by(folder, paper)
    assert old or paper, "the old sheet went before the new one was printed"
    assert new or not paper, "the printed sheet does not open"
    assert not old or "confirmed" not in said


SCENARIOS = (
    Scenario("founding", lambda folder: _home(folder).mkdir(), _found_and_say, _is_founded),
    Scenario("enrol", _prepare, _enrol, _is_enrolled),
    Scenario("reset", _prepare_with_one_more, _reset, _is_reset),
    Scenario("close", _prepare_with_one_more, _close, _is_closed),
    Scenario("own_password", _prepare, _change_password, _has_a_password),
    Scenario("recover", _prepare, _recover, _is_recovered),
    Scenario("sheet", _prepare, _new_sheet, _has_a_sheet),
)
