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
        written: bytes = super().format(document)
        return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


class Written(pdfdoc.PDFObject):
    """An object that is text already. A paper has hundreds of these, and a dictionary of ReportLab's takes its time."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: PDFDocument) -> bytes:  # noqa: ARG002  ReportLab's way of asking
        return self.text.encode("ascii")


def stream(content: bytes, *, compressed: bool = True, **entries: object) -> Stream:
    return Stream(pdfdoc.PDFDictionary(dict(entries)), content, [pdfdoc.PDFZCompress] if compressed else None)


def reference(doc: PDFDocument, thing: object, name: str | None = None) -> object:
    return doc.Reference(thing, name)  # type: ignore[no-untyped-call]


def number(doc: PDFDocument, thing: object, name: str | None = None) -> str:
    """What another object names it by."""
    found = reference(doc, thing, name)
    assert isinstance(found, pdfdoc.PDFObjectReference)
    return "{} {} R".format(*doc.idToObjectNumberAndVersion[found.name])


def hexed(text: str) -> str:
    """A text string as it stands in a file."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def allow(thing: pdfdoc.PDFCatalog, *keys: str) -> None:
    """ReportLab leaves out what it does not know."""
    thing.__NoDefault__ = [*thing.__NoDefault__, *keys]
