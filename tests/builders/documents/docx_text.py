"""The plain text of a Word file in reading order: tables cell by cell, merged cells once, no head and no foot."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

#: A box to tick is a control in Word, whose signs have the box around them; the PDF draws its boxes.
SIGNS = str.maketrans("☑☐", "✓□")

_CONTINUED = (None, "continue")  # a vMerge without a value continues the cell above


def paragraphs_of(data: bytes) -> list[str]:
    """One string a paragraph; breaks and tabs as the characters they stand for, boxes as in the PDF."""
    body = docx.Document(io.BytesIO(data)).element.body
    return list(_texts(body))


def text_of(data: bytes) -> str:
    """All text with every white space character taken out: what is compared with the PDF."""
    return "".join("".join(paragraphs_of(data)).split())


def _texts(container: BaseOxmlElement) -> Iterator[str]:
    for child in container:
        if child.tag == qn("w:p"):
            yield _paragraph_text(child)
        elif child.tag == qn("w:tbl"):
            for cell in child.iterfind(f"{qn('w:tr')}/{qn('w:tc')}"):
                if not _continues(cell):
                    yield from _texts(cell)


def _continues(cell: BaseOxmlElement) -> bool:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val")) in _CONTINUED


def _paragraph_text(paragraph: BaseOxmlElement) -> str:
    plain = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    found: list[str] = []
    # the tab stops of the paragraph's properties carry the same tag as a tab: only runs are read
    for run in paragraph.iter(qn("w:r")):
        if run.getparent().tag == qn("w:sdtContent"):
            found.extend((part.text or "").translate(SIGNS) for part in run.iter(qn("w:t")))
            continue
        found.extend(plain.get(part.tag, (part.text or "") if part.tag == qn("w:t") else "") for part in run)
    return "".join(found)
