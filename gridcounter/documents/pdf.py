"""FormModel to PDF. Equal model, fonts and profile give equal bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, Final

import segno
from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.pdfbase import pdfmetrics

from gridcounter.core.papers.form_model import FormModel, texts_of
from gridcounter.documents.archive import ArchiveCanvas, Facts
from gridcounter.documents.faces import Faces, check_printable, font_of
from gridcounter.documents.layout.blanks import MM
from gridcounter.documents.layout.lines import RULE_DROP, Box, Line, Rule, Run, SealPlace, Style
from gridcounter.documents.layout.page import Placed, paginate
from gridcounter.documents.opentype import OpenTypeFont
from gridcounter.documents.pdf_blocks import BlockLayout
from gridcounter.documents.profiles import A4, Profile
from gridcounter.documents.scripts import printable
from gridcounter.documents.seal_fields import SealField, write_fields
from gridcounter.documents.tags import Tag, write_structure
from gridcounter.documents.typeset import TICKED, UNTICKED, Typesetter, typesetter_for

UNDATED: Final = date(2000, 1, 1)  # for a model without a day
GREY: Final = 0.91
HAIR: Final = 0.6
FOOT_GAP: Final = 4 * MM
FOOT_SIZE: Final = 9.0
WIDEST: Final = "第 00 页 共 00 页"
EDGE: Final = 6 * MM  # nothing is drawn nearer to the paper's edge: printers leave it white
FILL_AND_STROKE: Final = 2
INVISIBLE: Final = 3
LEADING: Final = 1.2  # of the size, as ReportLab writes it with each font
_NOTHING, _UNREAD = Tag(""), Tag("Artifact")  # before the first mark of a page; frames, tints, foot
QUIET: Final = 2  # modules of white space left of the code and above it; the paper's own white does the rest


class PdfRenderer:
    """Draws PDF files; one renderer serves any number of papers."""

    suffix = ".pdf"

    def __init__(self, faces: Faces, profile: Profile) -> None:
        self._faces = faces
        self._profile = profile

    def render(self, model: FormModel, target: BinaryIO) -> int:
        """Returns the number of pages. Writes nothing if a character cannot be printed (Unprintable)."""
        profile = self._profile
        check_printable([*texts_of(model), model.running, model.anchor, profile.foot, FIXED_TEXTS], self._faces)
        typesetter = typesetter_for(self._faces)
        if model.posted:
            profile = self._profile.for_posting()
        sheet, root, pages = _laid_out(model, profile, typesetter)
        if model.posted and len(pages) > 1:
            profile = self._profile.for_posting(generous=False)
            sheet, root, pages = _laid_out(model, profile, typesetter)
        buffer = BytesIO()
        font = font_of(self._faces.chain("text")[0]).fontName
        canvas = ArchiveCanvas(buffer, (A4[0] * MM, A4[1] * MM), font)
        pen = CanvasPen(canvas, profile.margins[3] * MM, (A4[1] - profile.margins[0]) * MM)
        for number, page in enumerate(pages, start=1):
            for placed in page:
                pen.aside = placed.again
                placed.piece.draw(pen, placed.top)
            pen.aside = True
            sheet.foot.draw(pen, number, len(pages), sheet.width)
            pen.turn()
        write_fields(canvas.document, pen.fields)
        write_structure(canvas.document, root)
        canvas.archive(_facts(model))
        target.write(buffer.getvalue())
        return len(pages)


FIXED_TEXTS: Final = f"{TICKED}{UNTICKED}1234567890.第页共（盖章）"  # the texts that this renderer adds itself


def _facts(model: FormModel) -> Facts:
    """The metadata as printed."""
    head = model.head
    return Facts(
        title=printable("　".join((model.title, *head.numbers[:1]))),
        author=printable("".join(head.issuer[:1])),
        subject=printable(model.running),
        keywords=model.paper,
        issued=model.issued or UNDATED,
    )


def _laid_out(model: FormModel, profile: Profile, typesetter: Typesetter) -> tuple[_Sheet, Tag, list[list[Placed]]]:
    sheet = _Sheet(profile, _Foot(typesetter, profile, model))
    return sheet, *sheet.pages(model, typesetter)


@dataclass(frozen=True, slots=True)
class _Sheet:
    profile: Profile
    foot: _Foot

    @property
    def width(self) -> float:
        return (A4[0] - self.profile.margins[1] - self.profile.margins[3]) * MM

    def pages(self, model: FormModel, typesetter: Typesetter) -> tuple[Tag, list[list[Placed]]]:
        """Set closer if that saves a page, and smaller if only that does: the first layout that saves one."""
        first = self._set(model, typesetter, self.profile)
        if len(first[1]) == 1:
            return first
        smaller = self.profile.smaller()
        ways = [self.profile.closer(), self.profile.closest(), smaller.closer(), smaller.closest()]
        last = self._set(model, typesetter, ways.pop())
        if len(last[1]) == len(first[1]):
            return first
        low, high = 0, len(ways)
        while low < high:
            middle = (low + high) // 2
            tried = self._set(model, typesetter, ways[middle])
            if len(tried[1]) == len(last[1]):
                last, high = tried, middle
            else:
                low = middle + 1
        return last

    def _set(self, model: FormModel, typesetter: Typesetter, profile: Profile) -> tuple[Tag, list[list[Placed]]]:
        layout = BlockLayout(typesetter, profile, self.width)
        height = (A4[1] - self.profile.margins[0]) * MM - self.foot.reserved
        return layout.root, paginate(layout.paper(model), height)


class _Foot:
    """Drawn last on each page: the profile's sentence, the running line with 第 x 页 共 y 页, the anchor."""

    def __init__(self, typesetter: Typesetter, profile: Profile, model: FormModel) -> None:
        self._type = typesetter
        width = (A4[0] - profile.margins[1] - profile.margins[3]) * MM
        text = "\u3000".join(filter(None, (profile.foot, model.running)))
        for size in (max(FOOT_SIZE, profile.small), profile.foot_least):
            self._style = Style(size, size * 1.3, size)
            self._lines = typesetter.text(text, self._style, width - typesetter.width_of(WIDEST, self._style) - size)
            if len(self._lines) <= 1:
                break
        self._right = replace(self._style, align="right")
        below = Style(profile.foot_least, profile.foot_least * 1.2, profile.foot_least)
        self._anchor = typesetter.text(model.anchor, below, width)
        lines = max(1, len(self._lines)) * self._style.leading + len(self._anchor) * below.leading
        needed = FOOT_GAP + lines + EDGE
        self.reserved = max(profile.margins[2] * MM, needed)
        self._top = (A4[1] - profile.margins[0]) * MM - self.reserved + FOOT_GAP

    def draw(self, pen: CanvasPen, number: int, count: int, width: float) -> None:
        top = self._top
        for line in self._lines:
            pen.line(line, 0.0, top)
            top += line.height
        at = f"第 {number} 页 共 {count} 页"
        for line in self._type.text(at, self._right, width):
            pen.line(line, 0.0, max(self._top, top - line.height))
        for line in self._anchor:
            pen.line(line, 0.0, max(top, self._top + self._style.leading))
            top += line.height


class CanvasPen:
    """Converts from the text area to the sheet, where PDF counts upwards.

    `aside`: what is drawn is not read aloud, whatever its tag.
    """

    def __init__(self, canvas: ArchiveCanvas, left: float, top: float) -> None:
        self._canvas = canvas
        self._left = left
        self._top = top
        self._page = self._count = 0
        self._open = _NOTHING
        self.aside = False
        self.fields: list[SealField] = []

    def turn(self) -> None:
        """Ends the page and begins the next one."""
        self._mark(_NOTHING)
        self._canvas.showPage()
        self._page, self._count = self._page + 1, 0

    def _mark(self, tag: Tag) -> None:
        """All further drawing belongs to `tag`."""
        if tag is self._open:
            return
        if self._open is not _NOTHING:
            self._canvas.addLiteral("EMC")
        if tag is _UNREAD:
            self._canvas.addLiteral("/Artifact BMC")
        elif tag is not _NOTHING:
            self._canvas.addLiteral(f"/{tag.kind} <</MCID {self._count}>> BDC")
            tag.marks.append((self._page, self._count))
            self._count += 1
        self._open = tag

    def line(self, line: Line, x: float, top: float) -> None:
        """Draws runs, boxes and rules, and records the seal fields; marks the line for the structure tree."""
        if not line.parts:
            return
        self._mark(_UNREAD if self.aside or line.tag is None else line.tag)
        y = self._top - top - line.baseline
        for part in line.parts:
            match part:
                case Run():
                    self._run(part, self._left + x + part.x, y)
                case Box(x=at, side=side):
                    self._canvas.setLineWidth(HAIR)
                    self._canvas.rect(self._left + x + at, y - side * 0.1, side, side)
                case SealPlace():
                    self._place(part, self._left + x + part.x, self._top - top - part.drop)
                case Rule(x=at, width=width):
                    self._canvas.setLineWidth(HAIR)
                    start = self._left + x + at
                    self._canvas.line(start, y - RULE_DROP, start + width, y - RULE_DROP)

    def _place(self, place: SealPlace, left: float, top: float) -> None:
        """Field names are unique within a file."""
        taken = {field.name for field in self.fields}
        names = (place.name, *(f"{place.name}-{number}" for number in range(2, len(taken) + 2)))
        box = left, top - place.height, left + place.width, top
        self.fields.append(SealField(next(name for name in names if name not in taken), place.label, self._page, box))

    def _run(self, run: Run, x: float, y: float) -> None:
        """Writes the operators of a ReportLab text object, without its cursor: each run has its own position."""
        doc, font = self._canvas.document, pdfmetrics.getFont(run.font)
        assert isinstance(font, OpenTypeFont)
        size = f"{fp_str(run.size)} Tf {fp_str(run.size * LEADING)} TL"
        mode = INVISIBLE if run.hidden else FILL_AND_STROKE if run.stroke else 0
        lines = ["BT 1 0 0 1", fp_str(x, y), "Tm"]
        if run.stroke:
            self._canvas.setLineWidth(run.stroke)
        if run.spread:
            lines.append(f"{fp_str(run.spread)} Tc")
        if mode:
            lines.append(f"{mode} Tr")
        for subset, codes in font.splitString(run.text, doc):
            lines.append(f"{font.getSubsetInternalName(subset, doc)} {size} ({escapePDF(codes)}) Tj")
        # both belong to the page, not to this text
        if run.spread:
            lines.append("0 Tc")
        if mode:
            lines.append("0 Tr")
        self._canvas.addLiteral(" ".join([*lines, "ET"]))

    def frame(self, x: float, top: float, width: float, height: float, stroke: float) -> None:
        """Marked as decoration: not read aloud."""
        self._mark(_UNREAD)
        self._canvas.setLineWidth(stroke)
        self._canvas.rect(self._left + x, self._top - top - height, width, height)

    def tint(self, x: float, top: float, width: float, height: float) -> None:
        """Marked as decoration: not read aloud."""
        self._mark(_UNREAD)
        self._canvas.setFillGray(GREY)
        self._canvas.rect(self._left + x, self._top - top - height, width, height, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def code(self, content: str, x: float, top: float, side: float, tag: Tag) -> None:
        """Drawn as rectangles, so that it stays sharp in print."""
        self._mark(tag)
        rows = _modules(content)
        module = side / (len(rows) + QUIET)
        path = self._canvas.beginPath()
        for number, row in enumerate(rows):
            y = self._top - top - (QUIET + number + 1) * module
            at = 0
            while at < len(row):
                end = at
                while end < len(row) and row[end]:
                    end += 1
                if end > at:
                    path.rect(self._left + x + (QUIET + at) * module, y, (end - at) * module, module)
                at = end + 1
        self._canvas.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=64)
def _modules(content: str) -> tuple[bytes, ...]:
    """Row by row, a byte for each module. Cached: comparing eight masks takes a tenth of a paper's time."""
    return tuple(bytes(row) for row in segno.make(content, error="m", micro=False).matrix)
