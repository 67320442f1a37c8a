"""The paper beside a certificate request: every key with holder, number, roles and fingerprint."""

import io

import pypdfium2
import pytest

from app.documents.certificate_request import RequestedKey, render
from app.documents.kinds import CERTIFICATE_REQUEST
from app.documents.page import Letterhead
from tests.conftest import AT
from tests.unit.documents.conftest import pages, squeezed, words

HEADER = Letterhead(("UBND XÃ CẨM LƯƠNG",), place="Cẩm Lương", date=AT.date())
MM = 72 / 25.4


def key(number: int, unit: str = "UBND xã Cẩm Lương") -> RequestedKey:
    shown = " ".join(f"{number:02d}{at:02X}" for at in range(8))
    return RequestedKey(f"Trương Văn Dũng {number}", f"0380909900{number:02d}", "Công an", unit, shown)


def printed(keys: list[RequestedKey]) -> bytes:
    return render(CERTIFICATE_REQUEST, keys, HEADER, AT)


@pytest.mark.parametrize("count", [1, 3, 6, 20])
def test_every_key_is_on_the_paper_and_signed_for_once(count: int) -> None:
    keys = [key(number) for number in range(1, count + 1)]
    found = squeezed("".join(pages(printed(keys), "-raw")))
    for number, one in enumerate(keys, 1):
        for text in (f"{number}.{one.name}", one.uid, one.roles, one.unit, one.fingerprint):
            assert squeezed(text) in found
    for signature in CERTIFICATE_REQUEST.signatures:
        assert found.count(squeezed(signature.title_lines[0])) == 1


@pytest.mark.parametrize("count", [1, 4, 5, 6, 7, 20])
def test_it_stays_inside_the_margins(count: int) -> None:
    for page in words(printed([key(n, "Công an xã Cẩm Lương, huyện Cẩm Thủy " * 3) for n in range(count)])):
        assert min(box[0] for box in page) > 30 * MM - 0.6
        assert max(box[2] for box in page) < 195 * MM + 0.6
        assert max(box[3] for box in page) < 277 * MM + 0.6


def test_the_code_holds_the_fingerprint_without_blanks() -> None:
    """Each module of the code on the page is as dark as in the code of the fingerprint."""
    one, scale = key(1), 6
    page = pypdfium2.PdfDocument(io.BytesIO(printed([one])))[0]
    picture = page.render(scale=scale).to_pil().convert("L")
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData("".join(one.fingerprint.split()))
    code.make()
    count = code.getModuleCount()
    side, left = 24 * MM / count, 195 * MM - 24 * MM
    column = int((left + side / 2) * scale)
    name = next(box for box in words(printed([one]))[0] if box[4] == "1.")
    above = int((name[1] - 8) * scale)
    top = next(y for y in range(above, picture.height) if picture.getpixel((column, y)) < 128)
    for line in range(count):
        for place in range(count):
            x, y = (left + (place + 0.5) * side) * scale, top + (line + 0.5) * side * scale
            assert (picture.getpixel((int(x), int(y))) < 128) == bool(code.isDark(line, place))
