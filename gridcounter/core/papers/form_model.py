"""A paper before rendering: a title and blocks of final text, drawn identically by every renderer.

Nothing here is looked up, formatted or decided any more. The order of the blocks, and within a block the order of its
cells, is the reading order: text extracted from the PDF equals text extracted from the Word file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias

#: Marks a field used for drawing that is not content: it is not part of the hash in the paper's code.
BESIDE_THE_CONTENT: Final[dict[str, Any]] = {"content": False}


@dataclass(frozen=True, slots=True)
class Words:
    """A run of final text in one style. Nothing in it is read as markup."""

    text: str
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A check box. Its text is ✓ or □ in a PDF, and ☑ or ☐ in a Word file, where it can be clicked."""

    on: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to fill in by hand; no text. `width` in millimetres."""

    width: float = 30.0


#: The alternative text of the QR code.
CODE_TOLD: Final = "二维码，内容为本单编号和版本"

Inline: TypeAlias = Words | Tick | Blank
Paragraph: TypeAlias = tuple[Inline, ...]
Content: TypeAlias = tuple[Paragraph, ...]
#: Separates the lead of a paragraph from the rest.
LEAD_GAP: Final = "\u3000"


def line(text: str) -> tuple[Words]:
    """One paragraph of plain text."""
    return (Words(text),)


def led(paragraph: Paragraph) -> tuple[Paragraph, Paragraph]:
    """The bold lead of a paragraph with the following space, and the rest; the lead is empty if there is none."""
    match paragraph:
        case (Words(bold=True) as lead, Words(text=text) as rest_of, *more) if text.startswith(LEAD_GAP):
            rest = replace(rest_of, text=text.removeprefix(LEAD_GAP))
            return (lead, replace(rest_of, text=LEAD_GAP)), (rest, *more)
    return (), paragraph


def one_line(text: str) -> Content:
    """The content of a cell or block that is one paragraph of plain text."""
    return (line(text),)


#: The lines for signature and date.
SIGNED_AND_DATED: Content = ((Words("签名："), Blank()), (Words("日期："), Blank()))


@dataclass(frozen=True, slots=True)
class Heading:
    """Stays with the following block."""

    text: str


@dataclass(frozen=True, slots=True)
class Callout:
    """The most prominent box: larger type, one paragraph a line."""

    title: str
    lines: Content


@dataclass(frozen=True, slots=True)
class Field:
    """A label cell and its value cell. `span` counts label-value pairs of the grid's width.

    A row that `continues` the one above, here or in a table, stands on the same page.
    """

    label: str
    value: Content
    span: int = 1
    continues: bool = field(default=False, metadata=BESIDE_THE_CONTENT)


@dataclass(frozen=True, slots=True)
class FieldGrid:
    """Rows of fields; the spans of a row add up to `columns`."""

    columns: int
    rows: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the table's width; the shares need not add up to a fixed total."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of an ItemTable, a cell for each column."""

    cells: tuple[Content, ...]
    continues: bool = field(default=False, metadata=BESIDE_THE_CONTENT)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One cell across the table that titles the rows below it; never the last line of a page."""

    text: str
    continues: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ItemTable:
    """The head is repeated on every page the table reaches; no row is orphaned."""

    columns: tuple[Column, ...]
    rows: tuple[ItemRow | GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs; numbered 1. 2. 3. when `numbered`, in the small size when `small`, set large when `large`."""

    paragraphs: Content
    numbered: bool = False
    small: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A party that signs or seals: a title and the lines to fill in (text before the blank, ended by the renderer's
    rule).

    So is a title or an issuer that ends in a colon.

    `key` names the places for an electronic seal and signature, without a dot; `signs` is how the line begins that is
    signed.
    """

    title: str
    lines: Content
    seal: bool = False
    key: str = field(default="", metadata=BESIDE_THE_CONTENT)
    signs: str = field(default="签", metadata=BESIDE_THE_CONTENT)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Blocks side by side; never split, never alone on a page (they keep with the block before them)."""

    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block: TypeAlias = Heading | Callout | FieldGrid | ItemTable | Prose | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Head:
    """Above the title: the issuer (left), number and copy (right, beside the QR code); marks are across the head."""

    issuer: tuple[str, ...]
    numbers: tuple[str, ...]
    marks: tuple[str, ...] = ()
    qr: str = ""


@dataclass(frozen=True, slots=True)
class FormModel:
    """`running` is the short line at the foot of every page, before 第 x 页 共 y 页. `issued` dates the file.

    `anchor` stands below it: where the record was when the paper was drawn. Another printing says the same at another
    place, so it is no content.
    """

    paper: str
    title: str
    subtitle: str
    head: Head
    blocks: tuple[Block, ...]
    running: str = ""
    posted: bool = False
    issued: date | None = field(default=None, metadata=BESIDE_THE_CONTENT)
    anchor: str = field(default="", metadata=BESIDE_THE_CONTENT)


def texts_of(model: FormModel) -> list[str]:
    """Every text of the paper in reading order, without the running line: what must be printable."""
    head = model.head
    found = [*head.marks, *head.issuer, *head.numbers, model.title, model.subtitle]
    for block in model.blocks:
        found.extend(_block_texts(block))
    return [text for text in found if text]


def _block_texts(block: Block) -> list[str]:
    match block:
        case Heading(text=text):
            return [text]
        case Callout(title=title, lines=lines):
            return [title, *_content_texts(lines)]
        case FieldGrid(rows=rows):
            return [text for row in rows for field in row for text in (field.label, *_content_texts(field.value))]
        case ItemTable(columns=columns, rows=rows):
            found = [column.title for column in columns]
            for row in rows:
                if isinstance(row, GroupRow):
                    found.append(row.text)
                else:
                    found.extend(text for cell in row.cells for text in _content_texts(cell))
            return found
        case Prose(paragraphs=paragraphs):
            return _content_texts(paragraphs)
        case Signatures(parties=parties):
            return [text for party in parties for text in (party.title, *_content_texts(party.lines))]
        case PageBreak():
            return []


def _content_texts(content: Content) -> list[str]:
    return ["".join(_inline_text(part) for part in paragraph) for paragraph in content]


def _inline_text(part: Inline) -> str:
    match part:
        case Words(text=text):
            return text
        case Tick(on=on):
            return "✓" if on else "□"
        case Blank():
            return ""
