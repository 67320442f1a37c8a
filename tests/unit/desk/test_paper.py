"""The desk's paper has what a commune's screen shows when the certificates file is taken."""

from app.crypto.certificate import fingerprint, groups, load
from app.desk.home import DeskHome
from app.desk.paper import print_fingerprints
from app.services.exchange import certificates
from app.services.office import trusting
from tests.conftest import AT, POLICE_OFFICE
from tests.unit.documents.conftest import pages, squeezed


def test_the_paper_has_every_fingerprint_that_the_commune_pins(certified):
    out = certified.folders.stick / "phieu.pdf"
    assert certified.run("paper", "--out", out) == 0
    found = squeezed("".join(pages(out.read_bytes(), "-raw")))
    anchor = trusting.trust_anchor((certified.folders.stick / "chung-thu.json").read_bytes())
    assert squeezed(anchor.fingerprint) in found
    with certified.store.read() as session:
        pinned = [one for one in certificates.trusted(session) if one.kind != "cấp phát"]
    assert len(pinned) == 3
    for one in pinned:
        assert squeezed(one.fingerprint) in found


def test_without_an_authority_it_begins_with_the_issuing_officer(tmp_path):
    home = DeskHome(tmp_path / "desk")
    home.ensure(POLICE_OFFICE, AT, authority=False)
    print_fingerprints(home, tmp_path / "P.pdf", at=AT)
    found = squeezed("".join(pages((tmp_path / "P.pdf").read_bytes(), "-raw")))
    for pem in (home.issuer_certificate(), home.receiver_certificate()):
        assert squeezed(groups(fingerprint(load(pem)))) in found
    assert "chứngthưgốc" not in found
