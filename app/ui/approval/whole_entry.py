"""The whole entry as it will be signed: volume, every section with every field, decisions, officers."""

from collections.abc import Mapping, Sequence

from app.matching.result import DecidedLine, Line, Result
from app.models.declaration.book import Field, Section
from app.models.store.tables import Decision
from app.models.words.codes import BRANCH_LABELS, Branch
from app.models.words.values import MARK_LABELS, Source, Value
from app.services.entry.entries import EntryView
from app.services.entry.volumes import VolumeView
from app.texts import Text, tr
from app.ui.approval.panels.approval_detail import SectionView


def sections_of(
    entry: EntryView,
    volume: VolumeView,
    decisions: Mapping[str, Decision],
    *,
    typed_by: Sequence[str],
    decided_by: Sequence[str],
) -> tuple[SectionView, ...]:
    """Return everything that is signed: who was decided about, then the rest in the order of the form.

    A section without a word is left out.
    """
    views = [(s.key, section_view(s, decisions.get(s.key), entry.values)) for s in entry.book.sections]
    persons = [view for key, view in views if view is not None and key in decisions]
    rest = [view for key, view in views if view is not None and key not in decisions]
    return (*persons, _volume(volume), *rest, _officers(typed_by, decided_by))


def section_view(
    section: Section, decision: Decision | None, values: Mapping[str, Value]
) -> SectionView | None:
    """Return one section: the lines kept with the decision, then every field that they leave out.

    None for a section that says nothing.
    """
    decided = [DecidedLine.from_json(stored) for stored in decision.lines] if decision else []
    lines = tuple((one.line, str(one.resolution or "")) for one in decided)
    compared = {line.book_field for line, _way in lines}
    filled = [
        (field, value) for field in section.fields if not (value := values.get(field.key, Value())).is_empty
    ]
    written = tuple(_written(field, value) for field, value in filled if field.key not in compared)
    if not lines and not written and decision is None:
        return None
    remarks = {field.key: _remarks(value) for field, value in filled}
    for one in decided:
        key = one.line.book_field or one.line.field
        said = (remarks.get(key, ""), str(Text("ghi chú: {0}", one.note)) if one.note else "")
        remarks[key] = "; ".join(filter(None, said))
    branch = BRANCH_LABELS[Branch(decision.branch)] if decision else ""
    again = str(decision.again.get("reason", "")) if decision else ""
    return SectionView(section.title, branch, lines, written, remarks, again)


def _written(field: Field, value: Value) -> Line:
    return Line("", field.key, field.label, value.text, "", Result.REGISTRY_BLANK, mark=value.mark)


def _remarks(value: Value) -> str:
    """Say what is signed of a value beside its words: its mark, and that it was not typed."""
    mark = tr(MARK_LABELS[value.mark]) if value.mark and value.text else ""
    confirmed = tr("lấy theo CSDL, không gõ") if value.source == Source.CONFIRMED else ""
    return "; ".join(filter(None, (mark, confirmed)))


def _volume(volume: VolumeView) -> SectionView:
    said = (("Quyển số", volume.book_no), ("Năm mở sổ", volume.opened_year), ("Nơi đăng ký", volume.place))
    return SectionView("Quyển sổ", "", (), _said(said))


def _officers(typed_by: Sequence[str], decided_by: Sequence[str]) -> SectionView:
    said = (("Người nhập", ", ".join(typed_by)), ("Người kết luận", ", ".join(decided_by)))
    return SectionView("Cán bộ", "", (), _said(said))


def _said(pairs: Sequence[tuple[str, str]]) -> tuple[Line, ...]:
    return tuple(Line("", label, label, words, "", Result.REGISTRY_BLANK) for label, words in pairs if words)
