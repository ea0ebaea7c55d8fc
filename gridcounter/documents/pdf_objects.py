"""The few PDF objects that are written here and not by ReportLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfdoc

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument


class Stream(pdfdoc.PDFStream):
    """A line ends before `endstream`: archives ask for it (ISO 19005), and ReportLab writes none.

    It is CR and LF: after data that ends in CR a lone LF would be read as half of one line end, and the length would
    be wrong.
    """

    def format(self, document: PDFDocument) -> bytes:
        """ReportLab's interface: the bytes of the object."""
        written: bytes = super().format(document)
        return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


class Written(pdfdoc.PDFObject):
    """An object that is text already. A paper has hundreds of these, and a dictionary of ReportLab's takes its time."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: PDFDocument) -> bytes:  # noqa: ARG002  ReportLab's way of asking
        """ReportLab's interface: the bytes of the object."""
        return self.text.encode("ascii")


def stream(content: bytes, *, compressed: bool = True, **entries: object) -> Stream:
    """A stream object with these entries in its dictionary, compressed (Flate) unless told otherwise."""
    return Stream(pdfdoc.PDFDictionary(dict(entries)), content, [pdfdoc.PDFZCompress] if compressed else None)


def reference(doc: PDFDocument, thing: object, name: str | None = None) -> object:
    """An indirect reference; the object is written with the file, under `name` where one is given."""
    return doc.Reference(thing, name)  # type: ignore[no-untyped-call]


def number(doc: PDFDocument, thing: object, name: str | None = None) -> str:
    """The object number by which other objects name it."""
    found = reference(doc, thing, name)
    assert isinstance(found, pdfdoc.PDFObjectReference)
    return "{} {} R".format(*doc.idToObjectNumberAndVersion[found.name])


def hexed(text: str) -> str:
    """A text string as it stands in a file."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def allow(thing: pdfdoc.PDFCatalog, *keys: str) -> None:
    """Lets ReportLab write entries that it does not know and would leave out."""
    thing.__NoDefault__ = [*thing.__NoDefault__, *keys]
