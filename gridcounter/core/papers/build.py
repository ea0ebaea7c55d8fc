"""Builds a paper's model from a form definition and a view."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from string import ascii_uppercase

from gridcounter.core.papers.called_for import CONSULTATION_MARK, NOT_ON_RECORD, ON_TRIAL
from gridcounter.core.papers.definition import (
    BlockForm,
    CalloutForm,
    FieldForm,
    FormDefinition,
    GridForm,
    HeadForm,
    HeadingForm,
    PageBreakForm,
    PartyForm,
    ProseForm,
    SignaturesForm,
    TableForm,
)
from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Callout,
    Column,
    Content,
    Field,
    FieldGrid,
    FormModel,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    PageBreak,
    Paragraph,
    Party,
    Prose,
    Signatures,
    texts_of,
)
from gridcounter.core.papers.template import Filler
from gridcounter.core.papers.view import CONTINUES, Printing, Row, View
from gridcounter.errors import Fault

_HASH_DIGITS = 16
#: A news report is no policy document: stated at a prominent place.
NEWS_MARK = "依据为新闻报道，不是文件"
#: In the place of the name where nobody's is known: it is written by hand.
_UNNAMED = "单位："
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")


@dataclass(frozen=True, slots=True)
class BuiltForm:
    """`blanks` are the keys without a value: lines to fill in by hand."""

    model: FormModel
    blanks: tuple[str, ...]


class FormDamaged(Fault):
    """The file was read, but names an unknown mark or table, or an invalid width."""

    def __init__(self, paper: str) -> None:
        super().__init__(f"文书样式 {paper}.toml 里有认不出的内容，文书没有写出来；请重新安装本程序，或联系维护人员")


def build_form(paper: str, definition: FormDefinition, head: HeadForm, view: View, printing: Printing) -> BuiltForm:
    """Builds the form model. Raises FormDamaged."""
    try:
        return _build(paper, definition, head, view, printing)
    except (LookupError, ValueError, RuntimeError) as wrong:  # RuntimeError: more numbered headings than numerals
        raise FormDamaged(definition.id) from wrong


def _build(paper: str, definition: FormDefinition, head: HeadForm, view: View, printing: Printing) -> BuiltForm:
    filler = Filler(view)
    view.values["form.version"] = definition.version
    view.values["form.short_title"] = filler.text(definition.short_title or definition.title)
    drawn = FormModel(
        paper=paper,
        title=filler.text(definition.title),
        subtitle=filler.text(definition.subtitle),
        head=Head(
            issuer=tuple(filter(None, map(filler.text, head.issuer))),
            numbers=tuple(filter(None, map(filler.text, head.numbers))),
            marks=(*printing.marks, *((NEWS_MARK,) if "news" in view.flags else ())),
        ),
        blocks=tuple(_blocks((*head.block, *definition.block), filler)),
        posted=definition.posted,
        anchor=filler.text(head.anchor),
    )
    drawn = replace(drawn, running=_running(filler.text(head.running), printing, _unsaid(view, drawn)))
    code = printing.short_code or view.values["number"]
    payload = f"GC1:{code}:{paper}:{printing.version}:{content_hash(drawn)}"
    return BuiltForm(replace(drawn, head=replace(drawn.head, qr=payload)), tuple(filler.blanks))


def _running(text: str, printing: Printing, unsaid: str) -> str:
    """The head is on the first page only: texts for every page are repeated in the foot."""
    consultation = CONSULTATION_MARK if printing.consultation else ""
    marks = (mark for mark in (ON_TRIAL, NOT_ON_RECORD) if mark in printing.marks)
    return "　".join(filter(None, (consultation, *marks, unsaid, text)))


def _unsaid(view: View, drawn: FormModel) -> str:
    """The mark of a pack that is not the program's own, on a paper that names no basis with which it stands."""
    origin = view.values.get("policy.origin", "")
    return "" if any(origin in text for text in texts_of(drawn)) else origin


def content_hash(model: FormModel) -> str:
    """16 hex digits over the content without the QR code, which will contain them."""
    bare = _content(replace(model, head=replace(model.head, qr="")))
    canonical = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_HASH_DIGITS]


def _content(part: object) -> object:
    """As `asdict`, without the fields that are not content."""
    if isinstance(part, tuple):
        return [_content(each) for each in part]
    if not is_dataclass(part):
        return part
    kept = (each.name for each in fields(part) if each.metadata.get("content", True))
    return {name: _content(getattr(part, name)) for name in kept}


def _blocks(forms: Iterable[BlockForm], filler: Filler) -> Iterable[Block]:
    numerals, letters = iter(_NUMERALS), iter(ascii_uppercase)
    for form in forms:
        if not filler.holds(form.when):
            continue
        match form:
            case HeadingForm():
                yield Heading(_number(form, numerals, letters) + filler.text(form.text))
            case CalloutForm():
                yield Callout(filler.text(form.title), _lines(form.line, form.rows, filler))
            case GridForm():
                yield FieldGrid(form.columns, tuple(_grid_rows(form, filler)))
            case TableForm():
                yield _table(form, filler)
            case ProseForm():
                yield Prose(_prose(form, filler), form.numbered, form.small, form.large)
            case SignaturesForm():
                yield Signatures(_parties(form, filler))
            case PageBreakForm():
                yield PageBreak()


def _number(form: HeadingForm, numerals: Iterator[str], letters: Iterator[str]) -> str:
    if form.numbered:
        return f"{next(numerals)}、"
    return f"{next(letters)}　" if form.lettered else ""


def _parties(form: SignaturesForm, filler: Filler) -> tuple[Party, ...]:
    return tuple(_party(party, filler) for party in form.parties if filler.holds(party.when))


def _party(form: PartyForm, filler: Filler) -> Party:
    lines = tuple(filler.paragraph(line) for line in form.lines)
    named = filler.text(form.title) or (_UNNAMED if form.title else "")
    return Party(named, lines, form.seal, form.key, form.signs)


def _grid_rows(form: GridForm, filler: Filler) -> Iterable[tuple[Field, ...]]:
    """A field that does not apply leaves its width to the last one of its row."""
    for row in form.rows:
        fields = [_field(field, filler) for field in row if _applies(field, form, filler)]
        if fields:
            spare = form.columns - sum(field.span for field in fields)
            fields[-1] = replace(fields[-1], span=fields[-1].span + spare)
            yield tuple(fields)


def _applies(field: FieldForm, form: GridForm, filler: Filler) -> bool:
    if not filler.holds(field.when):
        return False
    filled_only = form.filled_only and filler.holds(form.filled_only)
    return not filled_only or _has_value(field, filler)


def _field(form: FieldForm, filler: Filler) -> Field:
    return Field(filler.text(form.label), filler.content(form.value), form.span, form.continues)


def _has_value(form: FieldForm, filler: Filler) -> bool:
    """Asked of a filler of its own: what is left out is not missing."""
    return not any(isinstance(part, Blank) for line in Filler(filler.view).content(form.value) for part in line)


def _table(form: TableForm, filler: Filler) -> ItemTable:
    columns = tuple(Column(column.title, column.width, column.centred) for column in form.columns)
    rows: list[ItemRow | GroupRow] = []
    for row in filler.view.tables[form.rows] if form.rows else ():
        if "group" in row:
            rows.append(GroupRow(row["group"]))
        else:
            cells = tuple(_cell(column.cell, row, filler) for column in form.columns)
            rows.append(ItemRow(cells, continues=CONTINUES in row))
    rows.extend(ItemRow(tuple(filler.content(cell) for cell in line)) for line in form.lines)
    rows.extend(ItemRow(((),) * len(columns)) for _ in range(form.spare))
    return ItemTable(columns, tuple(rows))


def _cell(template: str, row: Row, filler: Filler) -> Content:
    return filler.content(template, row)


def _lines(template: str, rows: str, filler: Filler) -> Content:
    return tuple(filler.paragraph(template, row) for row in filler.view.tables[rows])


def _prose(form: ProseForm, filler: Filler) -> Content:
    paragraphs: list[Paragraph] = [filler.paragraph(text) for text in form.text]
    if form.rows:
        lines = _lines(form.line, form.rows, filler)
        if form.join is None:
            paragraphs.extend(lines)
        else:
            joined: Paragraph = filler.paragraph(form.lead)
            for place, line in enumerate(lines):
                joined += (filler.paragraph(form.join) if place else ()) + line
            paragraphs.append(joined + filler.paragraph(form.tail))
    return tuple(paragraphs)
