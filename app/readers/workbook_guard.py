"""Checks of a workbook before reading: size, no XML entities, the usual dialect."""

import io
import zipfile
from typing import IO
from xml.parsers import expat

from app.errors import BadInput
from app.readers.rows import file_refused

_MB = 1 << 20
_MOST_PARTS = 10_000
_MOST_UNPACKED = 256 * _MB
_MOST_TEXTS = 64 * _MB  # bytes of the shared strings, which are held in memory
_MOST_OTHER = 8 * _MB  # bytes of styles, relations and other parts
_MOST_RATIO = 200  # ratio of unpacked to packed size; a sheet of text has about ten
_ALWAYS_ALLOWED = 16 * _MB
_OTHER = (".rels", "styles.xml", "workbook.xml", "[Content_Types].xml")
_CHUNK = 1 << 16
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (_STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class _Seen(Exception):
    """Raised when the first element of a part is reached."""


def opened(file: IO[bytes], source: str) -> IO[bytes]:
    """Return the workbook in the dialect that openpyxl reads; BadInput when it is not safe.

    Errors of ``zipfile`` mean a damaged package. The checked sizes are reliable: ``zipfile`` reads no more
    bytes than they state.
    """
    archive = zipfile.ZipFile(file)
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names and any(name.endswith("workbook.bin") for name in names):
        raise not_xlsx(source, "Excel nhị phân (.xlsb)")
    if "mimetype" in names and "content.xml" in names:
        raise not_xlsx(source, "OpenDocument (.ods)")
    _check_sizes(archive, source)
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if _declares_entities(part):
                    raise file_refused(source, "có khai báo DOCTYPE mà Excel không bao giờ ghi: không đọc.")
    if _is_strict(archive, names):
        return _in_usual_dialect(archive)
    file.seek(0)
    return file


def not_xlsx(source: str, what: str) -> BadInput:
    """Return the refusal of a workbook in another format, with advice."""
    return file_refused(
        source,
        f"là tệp {what}, không đọc được. Hãy mở bằng Excel và lưu lại thành “Excel Workbook (.xlsx)”.",
    )


def too_large(source: str) -> BadInput:
    """Return the refusal of a too large workbook, with advice."""
    return file_refused(
        source, "quá lớn để đọc như một bảng Excel. Hãy chia nhỏ, hoặc lưu lại thành “CSV UTF-8”."
    )


def _check_sizes(archive: zipfile.ZipFile, source: str) -> None:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    texts = max((i.file_size for i in infos if "sharedstrings" in i.filename.lower()), default=0)
    other = max((i.file_size for i in infos if i.filename.endswith(_OTHER)), default=0)
    swollen = unpacked > _ALWAYS_ALLOWED and unpacked > _MOST_RATIO * packed
    if (
        swollen
        or len(infos) > _MOST_PARTS
        or unpacked > _MOST_UNPACKED
        or texts > _MOST_TEXTS
        or other > _MOST_OTHER
    ):
        raise too_large(source)


def _declares_entities(part: IO[bytes]) -> bool:
    """Tell whether a part has a DOCTYPE, the only place where entities are declared."""
    found = False

    def doctype(*_about: object) -> None:
        nonlocal found
        found = True
        raise _Seen

    def element(*_about: object) -> None:
        raise _Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk)
    except (_Seen, expat.ExpatError):  # the later reader reports the broken XML
        pass
    return found


def _is_strict(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "xl/workbook.xml" not in names:
        return False
    with archive.open("xl/workbook.xml") as part:
        return _STRICT in part.read(_CHUNK)


def _in_usual_dialect(archive: zipfile.ZipFile) -> IO[bytes]:
    """Return an in-memory copy of a "Strict Open XML" workbook with the usual namespaces."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as usual:
        for name in dict.fromkeys(archive.namelist()):
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part, usual.open(name, "w") as target:
                    _translate(part, target)
    copy.seek(0)
    return copy


def _translate(part: IO[bytes], target: IO[bytes]) -> None:
    overlap = max(len(strict) for strict, _ in _TRANSITIONAL) - 1
    rest = b""
    while chunk := part.read(_CHUNK):
        rest += chunk
        for strict, usual in _TRANSITIONAL:
            rest = rest.replace(strict, usual)
        target.write(rest[:-overlap])
        rest = rest[-overlap:]
    target.write(rest)
