"""The PDF objects of one subset: outlines cut to what was drawn, widths, and the way back from codes to text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from gridcounter.documents.pdf_objects import reference, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SYMBOLIC: Final = 4  # the descriptor's flag: codes are glyphs, not a Latin encoding
OUTLINE_TABLES: Final = frozenset(("cvt ", "fpgm", "prep", "glyf", "loca", "head", "hhea", "hmtx", "maxp"))
BF_CHARS: Final = 100  # a ToUnicode block may hold no more


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """What ReportLab and a font descriptor ask of a face; measures in thousandths of the em."""

    name: str
    postscript: str
    ascent: int
    descent: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a subset is cut from; `keyed` means that its codes are CIDs of the face's own charset."""

    face: hb.Face
    facts: FaceFacts
    cff: bool
    keyed: bool
    glyph: Callable[[str], int]
    advance: Callable[[str], int]


def composite(
    doc: pdfdoc.PDFDocument, name: str, number: int, text_of: Mapping[int, str], source: Source
) -> pdfdoc.PDFDictionary:
    """The Type 0 font dictionary of one subset; `text_of`: the text of each code, `number` counts subsets."""
    base = f"{_tag(number, text_of)}+{source.facts.postscript}"
    descendant = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType0" if source.cff else "CIDFontType2"),
            "BaseFont": pdfdoc.PDFName(base),
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "DW": 1000,
            "W": pdfdoc.PDFArray(_width_array(text_of, source)),
            "FontDescriptor": reference(doc, _descriptor(doc, name, base, text_of, source), f"descriptor:{name}"),
        }
    )
    if not source.cff:
        descendant.dict["CIDToGIDMap"] = pdfdoc.PDFName("Identity")
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": pdfdoc.PDFName(base),
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([reference(doc, descendant, f"descendant:{name}")]),
            "ToUnicode": reference(doc, stream(_to_unicode(text_of)), f"unicode:{name}"),
        }
    )


def _descriptor(
    doc: pdfdoc.PDFDocument, name: str, base: str, text_of: Mapping[int, str], source: Source
) -> pdfdoc.PDFDictionary:
    program = stream(_program(text_of, source))
    if source.cff:
        program.dictionary["Subtype"] = pdfdoc.PDFName("CIDFontType0C")
    else:
        program.dictionary["Length1"] = len(program.content)
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": pdfdoc.PDFName(base),
            "Flags": SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray(list(source.facts.box)),
            "ItalicAngle": 0,
            "Ascent": source.facts.ascent,
            "Descent": source.facts.descent,
            "CapHeight": source.facts.ascent,
            "StemV": 80,
            ("FontFile3" if source.cff else "FontFile2"): reference(doc, program, f"program:{name}"),
        }
    )


def _program(text_of: Mapping[int, str], source: Source) -> bytes:
    wanted = hb.SubsetInput()
    wanted.glyph_set.update({source.glyph(text) for text in text_of.values()})
    flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    # of a few hundred glyphs the shared parts of outlines save nothing, and to keep them takes longest
    flags |= hb.SubsetFlags.DESUBROUTINIZE
    if not source.keyed:
        flags |= hb.SubsetFlags.RETAIN_GIDS  # the codes are glyph numbers
    wanted.flags = flags
    keep = {"CFF "} if source.cff else OUTLINE_TABLES
    unwanted = set(source.face.table_tags) - keep
    wanted.drop_table_tag_set.update({int.from_bytes(tag.encode("latin-1"), "big") for tag in unwanted})
    part = hb.subset(source.face, wanted)
    return bytes(part.reference_table("CFF ").data if source.cff else part.blob.data)


def _width_array(text_of: Mapping[int, str], source: Source) -> list[object]:
    array: list[object] = []
    following = -1
    for code in sorted(text_of):
        if code != following:
            array += [code, pdfdoc.PDFArray([])]
        run = array[-1]
        assert isinstance(run, pdfdoc.PDFArray)
        run.sequence.append(source.advance(text_of[code]))
        following = code + 1
    return array


def _tag(number: int, text_of: Mapping[int, str]) -> str:
    """Six letters that differ between subsets and are the same for the same text."""
    digest = hashlib.sha256(f"{number}:{sorted(text_of.items())}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(text_of: Mapping[int, str]) -> bytes:
    pairs = [f"<{code:04X}> <{text_of[code].encode('utf-16-be').hex().upper()}>" for code in sorted(text_of)]
    blocks = [pairs[start : start + BF_CHARS] for start in range(0, len(pairs), BF_CHARS)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode("ascii")
