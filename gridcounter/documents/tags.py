"""The structure of a paper for screen readers: headings, tables with heads, lists, in reading order.

The tag is stored with each line of text, so that it stays right wherever the line is placed or cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

from gridcounter.documents.pdf_objects import Written, allow, hexed, number, reference

CELLS: Final = frozenset(("TH", "TD"))  # an empty one still fills its column


@dataclass(eq=False, slots=True)
class Tag:
    """`kind` is a standard type of ISO 32000; `marks` are its drawn parts (page, number), recorded by the pen."""

    kind: str
    alt: str = ""
    scope: str = ""
    span: int = 1
    kids: list[Tag] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def child(self, kind: str, *, alt: str = "", scope: str = "", span: int = 1) -> Tag:
        """Adds a tag below this one and returns it."""
        made = Tag(kind, alt, scope, span)
        self.kids.append(made)
        return made

    @property
    def says_something(self) -> bool:
        """False if nothing was drawn for it or below it; empty table cells count, because they hold their place."""
        return bool(self.marks) or self.kind in CELLS or any(kid.says_something for kid in self.kids)


def write_structure(doc: Any, paper: Tag) -> None:  # noqa: ANN401  a PDFDocument; its stub is incomplete
    """Call it after the last page was shown, before the file is closed."""
    tree, parents = Written(), Written()
    writer = _Writer(doc)
    top = writer.write(paper, number(doc, tree, "structure"))
    rows = " ".join(f"{page} [{' '.join(owners)}]" for page, owners in enumerate(writer.owners))
    parents.text = f"<</Nums [{rows}]>>"
    tree.text = (
        f"<</Type/StructTreeRoot/K {top}/ParentTree {number(doc, parents, 'parents')}"
        f"/ParentTreeNextKey {len(writer.owners)}>>"
    )
    doc.Catalog.StructTreeRoot = reference(doc, tree, "structure")
    doc.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
    for at, page in enumerate(doc.Pages.pages):
        allow(page, "StructParents", "Tabs")
        page.StructParents, page.Tabs = at, pdfdoc.PDFName("S")


class _Writer:
    """`owners` maps page and mark number to the element: from drawn content back to the structure."""

    def __init__(self, doc: Any) -> None:  # noqa: ANN401  as above
        self._doc = doc
        self._pages = [number(doc, page) for page in doc.Pages.pages]
        self.owners: list[list[str]] = [[] for _ in self._pages]

    def write(self, tag: Tag, parent: str) -> str:
        element = Written()
        own = number(self._doc, element)
        first = tag.marks[0][0] if tag.marks else None
        inside = []
        for page, mark in tag.marks:
            owners = self.owners[page]
            owners.extend([""] * (mark + 1 - len(owners)))
            owners[mark] = own
            inside.append(str(mark) if page == first else f"<</Type/MCR/Pg {self._pages[page]}/MCID {mark}>>")
        inside += [self.write(kid, own) for kid in tag.kids if kid.says_something]
        text = f"<</Type/StructElem/S/{tag.kind}/P {parent}/K [{' '.join(inside)}]"
        if first is not None:
            text += f"/Pg {self._pages[first]}"
        if tag.alt:
            text += f"/Alt {hexed(tag.alt)}"
        element.text = f"{text}{_attributes(tag)}>>"
        return own


def _attributes(tag: Tag) -> str:
    text = f"/Scope/{tag.scope}" if tag.scope else ""
    if tag.span > 1:
        text += f"/ColSpan {tag.span}"
    return f"/A<</O/Table{text}>>" if text else ""
