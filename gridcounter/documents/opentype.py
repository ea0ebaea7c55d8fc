"""A ReportLab font over HarfBuzz: any OpenType font, embedded as the subset that was drawn.

ReportLab's own TrueType font refuses CFF outlines, and its built-in Chinese fonts are not embedded at all.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import uharfbuzz as hb
from fontTools.cffLib import CFFFontSet
from reportlab.pdfbase import pdfdoc

from gridcounter.documents.embedding import FaceFacts, Source, composite, outlines_of
from gridcounter.documents.pdf_objects import reference
from gridcounter.errors import Fault

RESTRICTED: Final = 0x0002  # OS/2 fsType: the maker forbids embedding
EMBEDDING_BITS: Final = 0x000F


class UnusableFace(Fault):
    """A font file is damaged, of a kind that cannot be embedded, or its maker forbids embedding."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"字库文件 {path.name} 无法使用：{reason}；请重新安装本程序，字库随程序一起安装")


@dataclass(slots=True)
class _Drawn:
    """The characters drawn in one document: in a subset a code stands for one text only, so that the text can be
    extracted.
    """

    name: str = ""
    place_of: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    subsets: list[dict[int, str]] = field(default_factory=list)


class OpenTypeFont:
    """Maps `char` to glyph without shaping: Chinese needs none, and the text layer keeps the text."""

    # ReportLab reads these names on every font
    _multiByte = 1  # noqa: N815
    _dynamicFont = 1  # noqa: N815
    shapable = False
    encName = "Identity-H"  # noqa: N815

    def __init__(self, name: str, path: Path, index: int = 0) -> None:
        self.fontName = name
        try:
            # Read here, not by HarfBuzz: its own file access fails on Chinese folder names under Windows.
            self._face = hb.Face(hb.Blob(path.read_bytes()), index)
        except OSError as error:
            raise UnusableFace(path, "文件读不出来") from error
        tags = frozenset(self._face.table_tags)
        if not self._face.glyph_count or not {"cmap", "head", "hhea"} <= tags or not tags & {"CFF ", "glyf"}:
            raise UnusableFace(path, "不是可嵌入的 TrueType 或 OpenType 轮廓字库")
        if _embedding(self._face) == RESTRICTED:
            raise UnusableFace(path, "字库许可不允许嵌入文件")
        self._cff = "CFF " in tags
        self._scale: float = 1000 / self._face.upem
        self._font = hb.Font(self._face)
        self._glyphs: dict[str, int] = {}
        self._advances: dict[str, int] = {}
        self._drawn: WeakKeyDictionary[object, _Drawn] = WeakKeyDictionary()
        self.face = self._facts(name)

    def _facts(self, name: str) -> FaceFacts:
        head = self._face.reference_table("head").data
        ascent, descent = struct.unpack_from(">hh", self._face.reference_table("hhea").data, 4)
        given = self._face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or ""
        postscript = "".join(letter for letter in given if letter.isascii() and (letter.isalnum() or letter == "-"))
        box = tuple(self._thousandths(value) for value in struct.unpack_from(">4h", head, 36))
        return FaceFacts(
            name,
            postscript or "Face",
            self._thousandths(ascent),
            self._thousandths(descent),
            (box[0], box[1], box[2], box[3]),
        )

    def _thousandths(self, units: float) -> int:
        return round(units * self._scale)

    def glyph(self, char: str) -> int:
        """The glyph number, 0 if the font lacks the character."""
        if char not in self._glyphs:
            self._glyphs[char] = self._font.get_nominal_glyph(ord(char)) or 0
        return self._glyphs[char]

    def advance(self, char: str) -> int:
        """In thousandths of the em."""
        if char not in self._advances:
            self._advances[char] = round(self._font.get_glyph_h_advance(self.glyph(char)) * self._scale)
        return self._advances[char]

    @cached_property
    def _cids(self) -> Mapping[int, int] | None:
        """Glyph number to CID, for CID-keyed CFF only: there the code must be the CID of the charset."""
        if not self._cff:
            return None
        fonts = CFFFontSet()
        fonts.decompile(BytesIO(self._face.reference_table("CFF ").data), None)
        top = fonts[0]
        if not hasattr(top, "ROS"):
            return None
        return {glyph: int(name[3:]) if glyph else 0 for glyph, name in enumerate(top.charset)}

    @cached_property
    def _outlines(self) -> hb.Face:
        return outlines_of(self._face, cff=self._cff)

    # Methods called by ReportLab, with its names and its argument order.

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf-8") -> float:  # noqa: N802
        """In points at this size; ReportLab's interface, hence the name."""
        string = text.decode(encoding) if isinstance(text, bytes) else text
        known = self._advances
        return sum(known[char] if char in known else self.advance(char) for char in string) * size / 1000

    def splitString(self, text: str | bytes, doc: object, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """Runs of one subset each; a second subset begins if one glyph would stand for two characters."""
        string = text.decode(encoding) if isinstance(text, bytes) else text
        drawn = self._drawn.setdefault(doc, _Drawn())
        places = [drawn.place_of.get(char) or self._place(drawn, char) for char in string]
        return [(number, b"".join(code for _, code in run)) for number, run in groupby(places, key=itemgetter(0))]

    def _place(self, drawn: _Drawn, char: str) -> tuple[int, bytes]:
        glyph = self.glyph(char)
        code = self._cids[glyph] if self._cids is not None else glyph
        number = 0
        while number < len(drawn.subsets) and code in drawn.subsets[number]:
            number += 1
        if number == len(drawn.subsets):
            drawn.subsets.append({})
        drawn.subsets[number][code] = char
        drawn.place_of[char] = place = number, code.to_bytes(2, "big")
        return place

    def getSubsetInternalName(self, subset: int, doc: pdfdoc.PDFDocument) -> str:  # noqa: N802
        """ReportLab's interface: the font's name in the file, registered on its first use in a document."""
        drawn = self._drawn[doc]
        if not drawn.name:
            drawn.name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = f"/{drawn.name}"
            doc.delayedFonts.append(self)
        return f"/{drawn.name}+{subset}"

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802
        """ReportLab's interface: writes one font object for each subset when the file is closed."""
        drawn = self._drawn.pop(doc)
        fonts = doc.idToObject["BasicFonts"]
        assert isinstance(fonts, pdfdoc.PDFDictionary)
        source = Source(self._outlines, self.face, self._cff, self._cids is not None, self.glyph, self.advance)
        for number, subset in enumerate(drawn.subsets):
            name = f"{drawn.name}+{number}"
            # As a reference: a dictionary stored directly makes readers report a broken cross-reference table.
            fonts.dict[name] = reference(doc, composite(doc, name, number, subset, source), name)


def _embedding(face: hb.Face) -> int:
    table = face.reference_table("OS/2").data
    return int.from_bytes(table[8:10], "big") & EMBEDDING_BITS
