"""What arrives at the police: packages opened there and acknowledged."""

from dataclasses import replace
from pathlib import Path

from app.crypto import canonical
from app.crypto.package import ChainState, OpenedPackage, open_package
from app.models.words.purpose import Purpose
from app.services.entry import approval
from app.services.office import accounts
from tests.conftest import AT, POLICE
from tests.unit.services.entry.deciding import SAME_CHILD
from tests.unit.services.exchange.parties import DESK, Commune, Made, decide_all


def opened(commune: Commune, path: Path, chain: ChainState | None = None) -> OpenedPackage:
    return open_package(
        path,
        key_pem=commune.desk.key_pem,
        certificate_pem=commune.desk.certificate_pem,
        trust=commune.desk.trust,
        me=DESK,
        sender=commune.store_id,
        purpose=Purpose.RESULTS,
        chain=chain or ChainState(0, "0" * 64),
        at=commune.clock(),
    )


def acknowledge(commune: Commune, number: int) -> None:
    (sent,) = (
        row
        for row in commune.rows("package")
        if (row["sender_id"], row["package_no"]) == (commune.store_id, number)
    )
    said = canonical.dumps({name: sent[name] for name in ("package_no", "manifest_sha256")})
    commune.receive(
        commune.send(f"xac-nhan-{number}.htpkg", purpose="xac_nhan", files=[("data/xac_nhan.json", said)])
    )


def delivered_from(made: Made, folder: Path) -> Made:
    """Return an exported commune after its last entry has left too, and everything has arrived."""
    commune = Commune(made, folder)
    decide_all(commune.store, commune.draft_id, commune.random, SAME_CHILD)
    with commune.store.write() as session:
        shown = approval.freeze(session, commune.draft_id)
        police = accounts.get(session, POLICE.uid)
        approval.approve(session, [shown], signer=commune.signers[POLICE.uid], by=police, at=AT)
    commune.export()
    for number in (1, 2):
        acknowledge(commune, number)
    commune.store.close()
    return replace(made, folder=commune.folder)
