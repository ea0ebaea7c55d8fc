"""The few PDF objects that are written here and not by ReportLab."""

from __future__ import annotations

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFDocument


class Stream(pdfdoc.PDFStream):
    """Writes a line end before `endstream`: ISO 19005 requires it, and ReportLab writes none.

    It is CR and LF: after data ending in CR a lone LF would be read as half of one line end, and the length would be
    wrong.
    """

    def format(self, document: PDFDocument) -> bytes:
        """ReportLab's interface: the bytes of the object."""
        written: bytes = super().format(document)
        return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


class Written(pdfdoc.PDFObject):
    """An object that is already text. A paper has hundreds of these, and a ReportLab dictionary is slow."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: PDFDocument) -> bytes:  # noqa: ARG002  ReportLab's way of asking
        """ReportLab's interface: the bytes of the object."""
        return self.text.encode("ascii")


def stream(content: bytes, *, compressed: bool = True, **entries: object) -> Stream:
    """A stream object with these entries in its dictionary, compressed (Flate) by default."""
    return Stream(pdfdoc.PDFDictionary(dict(entries)), content, [pdfdoc.PDFZCompress] if compressed else None)


def reference(doc: PDFDocument, thing: object, name: str | None = None) -> object:
    """An indirect reference; the object is written with the file, under `name` if given."""
    return doc.Reference(thing, name)  # type: ignore[no-untyped-call]


def number(doc: PDFDocument, thing: object, name: str | None = None) -> str:
    """The object number for references from other objects."""
    found = reference(doc, thing, name)
    assert isinstance(found, pdfdoc.PDFObjectReference)
    return "{} {} R".format(*doc.idToObjectNumberAndVersion[found.name])


def hexed(text: str) -> str:
    """A text string in its file form."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def allow(thing: pdfdoc.PDFCatalog, *keys: str) -> None:
    """Allows entries that ReportLab does not know and would omit."""
    thing.__NoDefault__ = [*thing.__NoDefault__, *keys]
