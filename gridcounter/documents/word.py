"""FormModel to an editable Word file. Blocks are drawn in the reading order of the model, without decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from gridcounter.core.papers.form_model import (
    Block,
    Callout,
    Content,
    FieldGrid,
    FormModel,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    PageBreak,
    Prose,
    Signatures,
    Words,
)
from gridcounter.documents.layout.keep_together import ROWS_UNDER_A_HEADING
from gridcounter.documents.layout.word_widths import ems, fitting, is_broken, with_blanks
from gridcounter.documents.profiles import Profile
from gridcounter.documents.word_markup import (
    CELL_MARGIN,
    HAND,
    Paragraphs,
    cell,
    height_guess,
    lowest,
    mm,
    paragraph,
    room_to_write,
    row,
    ruled,
    run,
    shared_out,
    spacer,
    table,
)
from gridcounter.documents.word_package import blank_paper, parsed, picture_of_code, write_package
from gridcounter.documents.word_signatures import signatures
from gridcounter.documents.word_styles import text_height, text_width

_GREY = "EDEDED"
_CODE_SIDE = 24  # millimetres
_LABEL_MOST = 0.52  # of a label-value pair: 统一社会信用代码 fits in the large profile
_LABEL_MOST_OF_THREE = 0.46  # with three pairs side by side: five characters and a telephone fit, set small in large
_LABEL_LEAST = 16  # millimetres: three characters
_TWO_DIGITS = 10
_THREE = 3
_NO_WORDS = Words("")


class WordRenderer:
    """Draws Word files; one renderer serves any number of papers."""

    suffix = ".docx"

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def render(self, model: FormModel, target: BinaryIO) -> int:
        """Always 0: only Word counts the pages."""
        # Word breaks pages itself: a paper is set close from the start, and closest if its pages must be as few
        profile = self._profile.smaller().closest() if self._profile.exact else self._profile.closer()
        if model.posted:
            profile = self._profile.for_posting(generous=False)
        document = blank_paper(model, profile)
        drawing = _Drawing(profile)
        code = picture_of_code(document, model.head.qr, _CODE_SIDE) if model.head.qr else ""
        document.element.body[:0] = parsed(drawing.body(model, code))
        write_package(document, target)
        return 0


class _Drawing:
    """The markup of one paper; `keep` ties a block to the signatures below it."""

    def __init__(self, profile: Profile) -> None:
        self._sizes = profile
        self._fill = _GREY if profile.fills else ""
        self._width = text_width(profile)
        self._text = Paragraphs(blank_pt=profile.table)

    def body(self, model: FormModel, code: str) -> str:
        drawn = [
            self._head(model.head, code),
            paragraph(run(model.title), "Title"),
            paragraph(run(model.subtitle), "Subtitle") if model.subtitle else "",
        ]
        drawn.extend(
            self._block(block, keep=_keeps(block, model.blocks[at:]), last=at == len(model.blocks))
            for at, block in enumerate(model.blocks, start=1)
        )
        text = "".join(drawn)
        # Word requires a paragraph there: it must not cause a page of its own
        return text.removesuffix(spacer()) + lowest() if text.endswith(spacer()) else text

    def _head(self, head: Head, code: str) -> str:
        marks = paragraph(run("\u3000\u3000".join(head.marks)), "Mark") if head.marks else ""
        if not any((head.issuer, head.numbers, code)):
            return marks
        beside = mm(_CODE_SIDE) if code else 0
        widths = self._head_widths(head, self._width - beside)
        first, *others = head.issuer or ("",)
        edge = widths[0] - 2 * CELL_MARGIN
        issuer = ruled(first, "Issuer", edge) + "".join(ruled(text, "IssuerLine", edge) for text in others)
        numbers = "".join(paragraph(run(text), "Numbers") for text in head.numbers or ("",))
        cells = cell(issuer, widths[0]) + cell(numbers, widths[1])
        if code:
            widths.append(beside)
            cells += cell(paragraph(code, "Code"), beside)
        return marks + table(widths, row(cells), outer=0, inner=0, padding=0, sides=0)

    def _head_widths(self, head: Head, width: int) -> list[int]:
        left = max(map(ems, head.issuer), default=0.0) * self._sizes.heading
        right = max(map(ems, head.numbers), default=0.0) * self._sizes.table
        share = min(max(left / (left + right), 0.38), 0.62) if left + right else 0.5
        # a number is never broken
        share = min(share, 1 - right * 20 / width)
        return shared_out(width, (share, 1 - share))

    def _block(self, block: Block, *, keep: bool, last: bool) -> str:
        match block:
            case Heading(text=text):
                return paragraph(run(text), "Heading1")
            case Callout():
                return self._callout(block, keep=keep)
            case FieldGrid():
                return self._field_grid(block, keep=keep)
            case ItemTable():
                return self._item_table(block, keep=keep)
            case Prose():
                return self._prose(block, keep=keep)
            case Signatures(parties=parties):
                return signatures(parties, self._width, self._text, self._sizes, keep=keep)
            case PageBreak():
                # at the very end it would only add an empty page
                return "" if last else spacer(new_page=True)

    def _callout(self, block: Callout, *, keep: bool) -> str:
        title = paragraph(run(block.title), "CalloutTitle") if block.title else ""
        lines = self._text.content(block.lines, "Callout", keep=keep, size=self._sizes.callout)
        height = sum(height_guess(line, self._width, self._sizes.callout) for line in block.lines)
        only = row(cell(title + "".join(lines) or paragraph("", "Callout"), self._width), splits=self._is_tall(height))
        return table([self._width], only, outer=12, inner=0, padding=70) + spacer(keep=keep)

    def _field_grid(self, block: FieldGrid, *, keep: bool) -> str:
        if not block.rows:
            return ""
        widths = self._grid_widths(block)
        rows = []
        for number, fields in enumerate(block.rows, start=1):
            kept = _is_kept(number, block, keep=keep)
            cells, height, at = [], 0.0, 0
            for field in fields:
                end = at + 2 * field.span
                if field.label:
                    cells.append(self._label_cell(field.label, widths[at], kept=kept))
                    at += 1
                width = sum(widths[at:end])
                height = max(height, self._height(field.value, width))
                cells.append(self._value_cell(field.value, width, span=end - at, kept=kept))
                at = end
            by_hand = not all(_says_something(field.value) for field in fields)
            rows.append(row("".join(cells), splits=self._is_tall(height), least=HAND if by_hand else 0))
        return table(widths, "".join(rows)) + spacer(keep=keep)

    def _grid_widths(self, block: FieldGrid) -> list[int]:
        share = _LABEL_MOST if block.columns < _THREE else _LABEL_MOST_OF_THREE
        least, most = mm(_LABEL_LEAST), self._width / block.columns * share
        labels = [float(least)] * block.columns
        for fields in block.rows:
            at = 0
            for field in fields:
                wanted = (ems(field.label) + 0.6) * self._sizes.table * 20 + 2 * CELL_MARGIN
                labels[at] = min(max(labels[at], wanted), most)
                at += field.span
        value = (self._width - sum(labels)) / block.columns
        return shared_out(self._width, [share for label in labels for share in (label, value)])

    def _item_table(self, block: ItemTable, *, keep: bool) -> str:
        widths = shared_out(self._width, [column.width for column in block.columns])
        heads = (
            self._label_cell(column.title, width, kept=True)
            for column, width in zip(block.columns, widths, strict=True)
        )
        rows = [row("".join(heads), repeated=True)]
        count = len(block.rows)
        for number, line in enumerate(block.rows, start=1):
            if isinstance(line, GroupRow):
                group = paragraph(run(line.text), "Group")
                rows.append(row(cell(group, self._width, span=len(widths), fill=self._fill)))
                continue
            continued = number < count and block.rows[number].continues
            rows.append(self._item_row(line, block, widths, pulls=continued or _pulls(number, count, keep=keep)))
        return table(widths, "".join(rows)) + spacer(keep=keep)

    def _item_row(self, line: ItemRow, block: ItemTable, widths: Sequence[int], *, pulls: bool) -> str:
        tall = self._is_tall(max(map(self._height, line.cells, widths), default=0.0))
        cells = (
            self._value_cell(content, width, kept=pulls and not tall, centred=column.centred)
            for content, width, column in zip(line.cells, widths, block.columns, strict=True)
        )
        return row("".join(cells), splits=tall, least=0 if all(map(_says_something, line.cells)) else HAND)

    def _label_cell(self, text: str, width: int, *, kept: bool) -> str:
        return cell(paragraph(run(text, self._label_style(text, width)), "Label", keep=kept), width, fill=self._fill)

    def _label_style(self, text: str, width: int) -> str:
        """Small, if only that keeps it on one line: Word would part a word anywhere."""
        wide, room = ems(text), (width - 2 * CELL_MARGIN) / 20
        return "StrongSmall" if wide * self._sizes.small <= room < wide * self._sizes.table else ""

    def _value_cell(self, content: Content, width: int, *, kept: bool, span: int = 1, centred: bool = False) -> str:
        fitted = fitting(content, (width - 2 * CELL_MARGIN) / 20, self._sizes.table)
        drawn = self._text.content(fitted or ((),), "Cell", keep=kept, centred=centred)
        return cell("".join(drawn), width, span=span)

    def _height(self, content: Content, width: int) -> float:
        return sum(height_guess(part, width, self._sizes.table) for part in content)

    def _is_tall(self, height: float) -> bool:
        """Half a page: a higher row is split rather than leaving such a gap."""
        return height > text_height(self._sizes) / 2

    def _prose(self, block: Prose, *, keep: bool) -> str:
        style, size = "Prose", self._sizes.prose
        if block.small:
            style, size = "SmallProse", self._sizes.note
        elif block.large:
            style, size = "LargeProse", self._sizes.large
        indent = round(size * 20 * (1.5 if len(block.paragraphs) < _TWO_DIGITS else 2))
        drawn = []
        for number, part in enumerate(block.paragraphs, start=1):
            room = (self._width - (indent if block.numbered else 0)) / 20
            result = with_blanks(part, room, size)
            runs, layout = self._text.runs(result), room_to_write(part)
            if block.numbered:
                # the number is text, so that it can be extracted; the hanging indent is its tab stop
                runs = run(f"{number}.") + "<w:r><w:tab/></w:r>" + runs
                layout += f'<w:ind w:left="{indent}" w:hanging="{indent}"/>'
            kept = keep and number == len(block.paragraphs)
            drawn.append(paragraph(runs, style, keep=kept, ragged=is_broken(result), layout=layout))
        return "".join(drawn)


def _keeps(block: Block, following: Sequence[Block]) -> bool:
    """Signatures are never alone, nor with only their heading, nor is the small text below them."""
    if isinstance(block, Signatures) and following and isinstance(following[0], Prose) and following[0].small:
        return True
    after = next((block for block in following if not isinstance(block, Heading)), None)
    return isinstance(after, Signatures)


def _is_kept(number: int, block: FieldGrid, *, keep: bool) -> bool:
    """Whether the row stands on the page of the next one; counted from 1."""
    count = len(block.rows)
    continued = number < count and any(field.continues for field in block.rows[number])
    return continued or number < ROWS_UNDER_A_HEADING <= count or _pulls(number, count, keep=keep)


def _pulls(number: int, count: int, *, keep: bool) -> bool:
    """Neither the first nor the last row of a table is alone on a page."""
    return (number == 1 and count > 1) or number == count - 1 or (keep and number == count)


def _says_something(content: Content) -> bool:
    return any(part != _NO_WORDS for paragraph in content for part in paragraph)
