"""The structure of a PDF as a reader finds it; reading fails if pages, elements and back references disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from builders.documents.pdf_looks import characters_of, decoded, fonts_of

#: Operators that leave ink, or text to be read.
DRAWING = frozenset(("Tj", "TJ", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"))
Mark = tuple[int, int]


@dataclass
class Element:
    """`marks` are page and number of what is drawn for it, `text` what that says."""

    kind: str
    alt: str = ""
    scope: str = ""
    span: int = 1
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    kids: list[Element] = field(default_factory=list)

    def all(self, kind: str) -> list[Element]:
        return [element for element in self.walk() if element.kind == kind]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def outline(self) -> str:
        """As P(H1 Table(TR)), without texts."""
        return self.kind + (f"({' '.join(kid.outline() for kid in self.kids)})" if self.kids else "")


def structure_of(document: bytes) -> Element:
    reader = PdfReader(BytesIO(document), strict=True)
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value
    tree = catalog["/StructTreeRoot"]
    said = [_said(page) for page in reader.pages]
    owners = _owners(tree["/ParentTree"]["/Nums"])
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    for number, page in enumerate(reader.pages):
        assert (int(page["/StructParents"]), str(page["/Tabs"])) == (number, "/S")  # type: ignore[call-overload]
    root = _element(tree["/K"], tree.indirect_reference, pages, owners, said)
    marks = [mark for element in root.walk() for mark in element.marks]
    drawn = [(number, mark) for number, page in enumerate(said) for mark in page]
    assert marks == drawn == sorted(drawn), "what is drawn is read in this order, once"
    assert sorted(owners) == drawn
    return root


def _said(page: Any) -> dict[int, str]:  # noqa: ANN401  pypdf's own page
    """What each mark of a page says; nothing is drawn outside of marks and of what is not read."""
    characters = {name: characters_of(font) for name, font in fonts_of(page)}
    found: dict[int, str] = {}
    inside: list[int | None] = []
    font = ""
    for operands, operator in page.get_contents().operations:
        name = operator.decode()
        if name == "BDC":
            mark = int(operands[1]["/MCID"])
            assert mark not in found
            found[mark] = ""
            inside.append(mark)
        elif name == "BMC":
            assert operands == ["/Artifact"]
            inside.append(None)
        elif name == "EMC":
            inside.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name in DRAWING:
            assert len(inside) == 1, f"{name} outside of a mark, or marks in marks"
            if name == "Tj" and inside[0] is not None:
                found[inside[0]] += decoded(operands[0], characters[font])
    assert not inside
    return found


def _owners(numbers: Any) -> dict[Mark, int]:  # noqa: ANN401  as above
    return {
        (int(page), mark): owner.idnum
        for page, listed in zip(numbers[::2], numbers[1::2], strict=True)
        for mark, owner in enumerate(listed)
    }


def _element(
    reference: Any,  # noqa: ANN401  as above
    parent: Any,  # noqa: ANN401  as above
    pages: dict[int, int],
    owners: dict[Mark, int],
    said: list[dict[int, str]],
) -> Element:
    raw = reference.get_object()
    assert raw.raw_get("/P").idnum == parent.idnum
    values: dict[str, Any] = defaultdict(str, raw.get("/A", {}))
    span = int(values["/ColSpan"] or 1)
    element = Element(str(raw["/S"])[1:], str(raw.get("/Alt", "")), str(values["/Scope"])[1:], span)
    for kid in raw["/K"]:
        inside = kid.get_object()
        if isinstance(inside, int) or inside.get("/Type") == "/MCR":
            page = (raw if isinstance(inside, int) else inside).raw_get("/Pg").idnum
            mark = pages[page], int(inside if isinstance(inside, int) else inside["/MCID"])
            assert owners[mark] == raw.indirect_reference.idnum
            element.marks.append(mark)
            element.text += said[mark[0]][mark[1]]
        else:
            element.kids.append(_element(kid, raw.indirect_reference, pages, owners, said))
    return element
