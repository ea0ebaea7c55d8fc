"""Empty signature fields, where the office's own program puts seals and signatures. They are invisible until then.

They are not in the structure tree: with them in it, a second signature makes a validator report the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

from gridcounter.documents.pdf_objects import Written, hexed, number, reference, stream

PRINTED: Final = 4  # a bit of F, required in an archive
SIGNED: Final = 1  # a bit of SigFlags: there are signature fields


@dataclass(frozen=True, slots=True)
class SealField:
    """`box` in points from the page's lower left: left, bottom, right, top; `label` is the signer."""

    name: str
    label: str
    page: int
    box: tuple[float, float, float, float]


def write_fields(doc: Any, fields: Sequence[SealField]) -> None:  # noqa: ANN401  a PDFDocument, as in tags
    """Call it after the last page was shown, before the file is closed."""
    if not fields:
        return
    widgets = []
    for field in fields:
        page = doc.Pages.pages[field.page]
        left, bottom, right, top = field.box
        # an archive requires an appearance of every widget, even an empty one
        form = {"Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Form")}
        size = pdfdoc.PDFArray([0, 0, f"{right - left:.3f}", f"{top - bottom:.3f}"])
        empty = stream(b"", compressed=False, **form, BBox=size, Resources=pdfdoc.PDFDictionary({}))
        widget = Written(
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T {hexed(field.name)}/TU {hexed(field.label)}"
            f"/Rect [{left:.3f} {bottom:.3f} {right:.3f} {top:.3f}]/F {PRINTED}/P {number(doc, page)}"
            f"/AP<</N {number(doc, empty, f'look:{field.name}')}>>>>"
        )
        widgets.append(number(doc, widget, f"field:{field.name}"))
        page.Annots = [*(page.Annots or []), reference(doc, widget, f"field:{field.name}")]
    doc.Catalog.AcroForm = reference(doc, Written(f"<</Fields [{' '.join(widgets)}]/SigFlags {SIGNED}>>"), "fields")
