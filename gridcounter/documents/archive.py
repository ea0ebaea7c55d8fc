"""Requirements of a PDF for archives (ISO 19005-2, level A): metadata, output colour space, line ends.

Part 2 and not part 1: an electronic seal is a picture with a transparent background, which part 1 forbids, and the
sealing program adds its name to the metadata, which part 1 does not allow. See docs/decisions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfgen.canvas import Canvas

from gridcounter.documents.colours import NAME, srgb_profile
from gridcounter.documents.pdf_objects import allow, reference, stream

PART, LEVEL, VERSION = 2, "A", (1, 7)
LANGUAGE: Final = "zh-CN"
CREATOR: Final = "gridcounter"
PRODUCER: Final = "gridcounter (ReportLab)"
DIGEST: Final = "md5"  # names a file in its trailer; no security function


@dataclass(frozen=True, slots=True)
class Facts:
    """The metadata of a file; the day is the paper's own."""

    title: str
    author: str
    subject: str
    keywords: str
    issued: date


class ArchiveCanvas(Canvas):
    """A canvas that writes PDF/A (ISO 19005-2, level A). No part of the file depends on time or machine."""

    _doc: Any  # a PDFDocument; the stub omits it and most of its members

    def __init__(self, target: BinaryIO, size: tuple[float, float], font: str) -> None:
        super().__init__(
            target,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            # otherwise every page has an unembedded Helvetica
            initialFontName=font,  # type: ignore[arg-type] # stub: float
            lang=LANGUAGE,
            pdfVersion=VERSION,
        )

    @property
    def document(self) -> Any:  # noqa: ANN401  as above
        """ReportLab's document behind the canvas, for objects that the canvas has no method for."""
        return self._doc

    def archive(self, facts: Facts) -> None:
        """Adds metadata and colour space after the last page and writes the file; called instead of `save`."""
        doc = self.document
        # the file id comes from the pages, not from the time stamp, which SOURCE_DATE_EPOCH changes
        doc.signature = hashlib.new(DIGEST, usedforsecurity=False)
        for page in doc.Pages.pages:
            content = page.stream.encode("latin-1")
            doc.signature.update(content)
            page.Contents = stream(content)
        doc.info = _Info(facts)
        catalog = doc.Catalog
        allow(catalog, "OutputIntents")
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        described = {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
        catalog.Metadata = stream(_xmp(facts), compressed=False, **described)
        catalog.OutputIntents = pdfdoc.PDFArray([_intent(reference(doc, stream(srgb_profile(), N=3), "colours"))])
        self.save()


class _Info(pdfdoc.PDFInfo):
    """The same data as the XMP."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.title, self.author, self.subject, self.keywords = facts.title, facts.author, facts.subject, facts.keywords
        day = f"D:{facts.issued:%Y%m%d}000000+08'00'"
        self._told = {
            "Title": facts.title,
            "Author": facts.author,
            "Subject": facts.subject,
            "Keywords": facts.keywords,
            "Creator": CREATOR,
            "Producer": PRODUCER,
            "CreationDate": day,
            "ModDate": day,
        }

    def format(self, document: PDFDocument) -> bytes:
        values = {name: pdfdoc.PDFString(text) for name, text in self._told.items() if text}
        written: bytes = pdfdoc.PDFDictionary(values).format(document)
        return written


def _intent(profile: object) -> pdfdoc.PDFDictionary:
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),  # this value in part 2 as well
            "OutputConditionIdentifier": pdfdoc.PDFString(NAME),
            "Info": pdfdoc.PDFString(NAME),
            "DestOutputProfile": profile,
        }
    )


def _xmp(facts: Facts) -> bytes:
    day = f"{facts.issued:%Y-%m-%d}T00:00:00+08:00"
    lines = [
        f"<pdfaid:part>{PART}</pdfaid:part><pdfaid:conformance>{LEVEL}</pdfaid:conformance>",
        "<dc:format>application/pdf</dc:format>",
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>",
        _in_words("dc:title", facts.title),
        f"<dc:creator><rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq></dc:creator>" if facts.author else "",
        _in_words("dc:description", facts.subject),
        f"<pdf:Producer>{PRODUCER}</pdf:Producer><pdf:Keywords>{escape(facts.keywords)}</pdf:Keywords>",
        f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>",
        *(f"<xmp:{what}>{day}</xmp:{what}>" for what in ("CreateDate", "ModifyDate", "MetadataDate")),
    ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">{"".join(lines)}</rdf:Description></rdf:RDF></x:xmpmeta>\n'
        '<?xpacket end="w"?>'
    ).encode()


def _in_words(name: str, text: str) -> str:
    if not text:
        return ""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>'
