"""PDFs made to hang a decoder, or to act when they are opened. All are accepted as attachments."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

_LEVELS, _TIMES = 9, 10


def a_pdf_of(objects: Sequence[str]) -> bytes:
    """The first object is the catalogue."""
    out, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {size}>>\n"
    return f"{out}startxref\n{out.index('xref')}\n%%EOF\n".encode()


def laughs() -> bytes:
    """A thousand million rectangles in two kilobytes: each form draws the next one ten times."""

    def stream(entries: str, text: str) -> str:
        return f"<<{entries}/Length {len(text)}>>stream\n{text}\nendstream"

    last = 4 + _LEVELS
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    forms = [
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 300 300]"
            + (f"/Resources<</XObject<</X {number + 1} 0 R>>>>" if number < last else ""),
            ("/X Do " if number < last else "0 0 10 10 re f ") * _TIMES,
        )
        for number in range(5, last + 1)
    ]
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return a_pdf_of(["<</Type/Catalog/Pages 2 0 R>>", pages, page, stream("", "/X Do " * _TIMES), *forms])


def a_plain_pdf() -> bytes:
    return _written(_with_a_page())


def opening_with(action: str, *more: str) -> bytes:
    """`action` is what happens when the file is opened, as PDF writes it; `more` are objects from 3 on."""
    catalog = f"<</Type/Catalog/Pages 2 0 R/OpenAction{action}>>"
    return a_pdf_of([catalog, "<</Type/Pages/Kids[]/Count 0>>", *more])


def with_a_script() -> bytes:
    """Among the names of the file: no page mentions it."""
    names = "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(invented) 3 0 R]>>>>>>"
    return a_pdf_of([names, "<</Type/Pages/Kids[]/Count 0>>", "<</S/JavaScript/JS(app.alert)>>"])


def with_a_file() -> bytes:
    writer = _with_a_page()
    writer.add_attachment("invented.exe", b"MZ")
    return _written(writer)


def with_a_link_that_acts(kind: str) -> bytes:
    writer = _with_a_page()
    writer.add_annotation(0, Link(rect=(0, 0, 50, 50), url="https://example.invalid"))
    page = writer.pages[0]
    annotations = page["/Annots"]
    assert isinstance(annotations, ArrayObject)
    action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")})
    annotations[0].get_object()[NameObject("/A")] = action
    return _written(writer)


def locked() -> bytes:
    writer = _with_a_page()
    writer.encrypt("invented", algorithm="RC4-128")
    return _written(writer)


def _with_a_page() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 100)
    return writer


def _written(writer: PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
