"""The PDF objects of one font subset: outlines reduced to the drawn glyphs, widths, and the map from codes to text."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from gridcounter.documents.pdf_objects import reference, stream

SYMBOLIC: Final = 4  # the descriptor's flag: codes are glyphs, not a Latin encoding
TRUETYPE_TABLES: Final = ("cvt ", "fpgm", "prep", "glyf", "loca", "head", "hhea", "hmtx", "maxp")
CFF_TABLES: Final = ("CFF ", "head", "hhea", "hmtx", "maxp")
BF_CHARS: Final = 100  # maximum entries of a ToUnicode block


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """The values of a font for ReportLab and a font descriptor; in thousandths of the em."""

    name: str
    postscript: str
    ascent: int
    descent: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a subset; `keyed` means that its codes are CIDs of the font's own charset."""

    outlines: hb.Face
    facts: FaceFacts
    cff: bool
    keyed: bool
    glyph: Callable[[str], int]
    advance: Callable[[str], int]


def outlines_of(face: hb.Face, *, cff: bool) -> hb.Face:
    """The font without tables that a subset drops: HarfBuzz would walk the 30,000 glyphs of its character map each
    time.
    """
    names = sorted(set(face.table_tags).intersection(CFF_TABLES if cff else TRUETYPE_TABLES))
    tables = [face.reference_table(name).data for name in names]
    directory = struct.pack(">4s4H", b"OTTO" if cff else b"\0\1\0\0", len(names), 0, 0, 0)  # unused by HarfBuzz
    at = len(directory) + 16 * len(names)
    for name, table in zip(names, tables, strict=True):
        directory += struct.pack(">4s3I", name.encode("latin-1"), 0, at, len(table))  # checksums are unused too
        at += len(table)
    return hb.Face(hb.Blob(directory + b"".join(tables)))


def composite(
    doc: pdfdoc.PDFDocument, name: str, number: int, text_of: Mapping[int, str], source: Source
) -> pdfdoc.PDFDictionary:
    """The Type 0 font dictionary of one subset; `text_of` maps each code to its text, `number` counts subsets."""
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
    # for a few hundred glyphs shared subroutines save nothing, and keeping them takes longest
    flags |= hb.SubsetFlags.DESUBROUTINIZE
    if not source.keyed:
        flags |= hb.SubsetFlags.RETAIN_GIDS  # the codes are glyph numbers
    wanted.flags = flags
    part = hb.subset(source.outlines, wanted)
    return bytes(part.reference_table("CFF ").data if source.cff else part.blob.data)


def _width_array(text_of: Mapping[int, str], source: Source) -> list[object]:
    array: list[object] = []
    run: list[bytes] = []
    following = -1
    for code in sorted(text_of):
        if code != following:
            run = []
            array += [code, run]
        run.append(b"%d" % source.advance(text_of[code]))
        following = code + 1
    return [_array(each) if isinstance(each, list) else each for each in array]


def _array(numbers: list[bytes]) -> bytes:
    """Faster than ReportLab's array, which checks the type of each number: a paper has 600 of these."""
    lines = (b" ".join(numbers[at : at + 10]) for at in range(0, len(numbers), 10))
    return b"[ " + b" \n  ".join(lines) + b" ]"


def _tag(number: int, text_of: Mapping[int, str]) -> str:
    """Six letters that differ between subsets and are equal for equal text."""
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
