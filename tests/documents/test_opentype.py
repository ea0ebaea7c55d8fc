"""The font class, verified on documents read back with another parser."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
import reportlab
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from gridcounter.documents.opentype import OpenTypeFont, UnusableFace

SERIF = Path(pylopdf_fonts_zh_cn.serif_path())
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
VERA_BOLD = VERA.with_name("VeraBd.ttf")
LU, LU_COMPATIBLE = "\u8def", "\uf937"  # one glyph, two characters


def a_font(path: Path, index: int = 0) -> OpenTypeFont:
    font = OpenTypeFont(f"test:{path}#{index}", path, index)
    pdfmetrics.registerFont(font)
    return font


def a_document(font: OpenTypeFont, *texts: str, compression: int = 1) -> bytes:
    target = BytesIO()
    # ReportLab's stub takes a number here; it is a font's name
    name: Any = font.fontName
    canvas = Canvas(target, invariant=1, pageCompression=compression, initialFontName=name)
    for number, text in enumerate(texts):
        canvas.setFont(font.fontName, 18)
        canvas.drawString(50, 780 - 30 * number, text)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def a_built_face(path: Path, *, cff: bool, embedding: int = 0, axes: bool = False) -> Path:
    builder = FontBuilder(1000, isTTF=not cff)
    names = [".notdef", "A", "B"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x41: "A", 0x42: "B"})
    if cff:
        builder.setupCFF(
            "BuiltCFF", {}, {name: _square(T2CharStringPen(600, None)).getCharString() for name in names}, {}
        )
    else:
        builder.setupGlyf({name: _square(TTGlyphPen(None)).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Built", "styleName": "Regular", "psName": "Built Face!"})
    builder.setupOS2(fsType=embedding)
    builder.setupPost()
    if axes:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        builder.setupGvar({name: [] for name in names})
    builder.save(path)
    return path


def _square(pen: Any) -> Any:  # noqa: ANN401 - the pens of fontTools share no type
    pen.moveTo((0, 0))
    for point in ((500, 0), (500, 500), (0, 500)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def text_of(document: bytes) -> str:
    return PdfReader(BytesIO(document), strict=True).pages[0].extract_text().rstrip("\n")


def fonts_of(document: bytes) -> list[Any]:
    page: Any = PdfReader(BytesIO(document), strict=True).pages[0]
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def program_of(font: Any) -> Any:  # noqa: ANN401 - PDF objects have no types
    descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
    return descriptor["/FontFile3"] if "/FontFile3" in descriptor else descriptor["/FontFile2"]


def test_text_comes_back_from_cid_keyed_outlines() -> None:
    document = a_document(a_font(SERIF), "任城供电：10千伏 ✓ 䶮㛃", "𬱖")

    assert text_of(document).split("\n") == ["任城供电：10千伏 ✓ 䶮㛃", "𬱖"]


def test_text_comes_back_from_truetype_outlines() -> None:
    assert text_of(a_document(a_font(VERA), "Grid (10) \\ é")) == "Grid (10) \\ é"


def test_text_comes_back_from_name_keyed_outlines(tmp_path: Path) -> None:
    assert text_of(a_document(a_font(a_built_face(tmp_path / "named.otf", cff=True)), "BABA")) == "BABA"


def test_text_comes_back_from_a_variable_face(tmp_path: Path) -> None:
    document = a_document(a_font(a_built_face(tmp_path / "axes.ttf", cff=False, axes=True)), "AB")

    assert text_of(document) == "AB"
    assert "gvar" not in TTFont(BytesIO(program_of(fonts_of(document)[0]).get_data()))


def test_a_collection_is_opened_at_its_index(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(VERA), TTFont(VERA_BOLD)]
    path = tmp_path / "both.ttc"
    collection.save(path)
    for font in collection.fonts:
        font.close()

    regular, bold = a_font(path, 0), a_font(path, 1)

    assert bold.face.postscript == "BitstreamVeraSans-Bold"
    assert bold.advance("m") > regular.advance("m")
    assert text_of(a_document(bold, "bold")) == "bold"


@pytest.mark.parametrize("path", [SERIF, VERA], ids=["cff", "truetype"])
def test_every_font_is_embedded_in_part_with_its_text(path: Path) -> None:
    (font,) = fonts_of(a_document(a_font(path), "ABC 12"))

    tag, _, name = font["/BaseFont"][1:].partition("+")
    assert len(tag) == 6
    assert tag.isupper()
    assert name == a_font(path).face.postscript
    assert font["/Encoding"] == "/Identity-H"
    assert "/ToUnicode" in font
    assert len(program_of(font).get_data()) < path.stat().st_size / 2


def test_no_unembedded_font_is_on_the_page() -> None:
    assert [font["/Subtype"] for font in fonts_of(a_document(a_font(SERIF), "文"))] == ["/Type0"]


def test_codes_are_the_characters_of_the_charset() -> None:
    """A glyph's number in place of its CID gives nearly blank pages."""
    (font,) = fonts_of(a_document(a_font(SERIF), "路梁国A"))

    program = CFFFontSet()
    program.decompile(BytesIO(program_of(font).get_data()), None)
    charset = set(program[0].charset)
    widths = font["/DescendantFonts"][0]["/W"]
    codes = [first + number for first, run in zip(widths[::2], widths[1::2], strict=True) for number in range(len(run))]
    assert len(codes) == 4
    assert {f"cid{code:05d}" for code in codes} <= charset


def test_the_text_drawn_decides_which_of_two_characters_a_glyph_is() -> None:
    font = a_font(SERIF)

    assert text_of(a_document(font, LU)) == LU
    assert text_of(a_document(font, LU_COMPATIBLE)) == LU_COMPATIBLE


def test_two_characters_of_one_glyph_both_come_back_from_two_subsets() -> None:
    document = a_document(a_font(SERIF), f"{LU}{LU_COMPATIBLE}{LU}")

    assert text_of(document) == f"{LU}{LU_COMPATIBLE}{LU}"
    assert len({font["/BaseFont"] for font in fonts_of(document)}) == 2


@pytest.mark.parametrize("compression", [0, 1])
def test_the_same_text_gives_the_same_bytes(compression: int) -> None:
    font = a_font(SERIF)
    first = a_document(font, "同一份文书 AB", compression=compression)

    assert a_document(font, "另一份") != first
    assert a_document(font, "同一份文书 AB", compression=compression) == first


def test_documents_written_side_by_side_do_not_mix_their_characters() -> None:
    font = a_font(VERA)
    targets = [BytesIO(), BytesIO()]
    canvases = [Canvas(target, invariant=1) for target in targets]
    for canvas, text in zip(canvases, ("one", "two"), strict=True):
        canvas.setFont(font.fontName, 12)
        canvas.drawString(50, 700, text)
    for canvas in canvases:
        canvas.save()

    assert [text_of(target.getvalue()) for target in targets] == ["one", "two"]


def test_more_characters_than_one_mapping_block_holds_come_back() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(230))

    assert text_of(a_document(a_font(SERIF), text)) == text


def test_a_width_is_the_sum_of_the_advances() -> None:
    font = a_font(SERIF)

    assert font.stringWidth("供电", 12) == 24
    assert font.stringWidth("供电".encode(), 12) == 24
    assert font.splitString("供".encode(), object_with_identity())[0][0] == 0


def object_with_identity() -> object:
    """A document is only a key here; a bare object() cannot be weakly referred to."""
    return type("Document", (), {})()


def _bytes_of_nothing(path: Path) -> Path:
    path.write_bytes(b"no face at all")
    return path


def test_a_face_that_cannot_be_embedded_is_refused_by_its_file_name(tmp_path: Path) -> None:
    refused: Sequence[tuple[Path, str]] = [
        (tmp_path / "absent.ttf", "文件读不出来"),
        (_bytes_of_nothing(tmp_path / "damaged.ttf"), "不是可嵌入的 TrueType 或 OpenType 轮廓字库"),
        (a_built_face(tmp_path / "restricted.ttf", cff=False, embedding=2), "字库许可不允许嵌入文件"),
    ]
    for path, reason in refused:
        with pytest.raises(UnusableFace) as text:
            OpenTypeFont("refused", path)
        assert str(text.value) == f"字库文件 {path.name} 无法使用：{reason}；请重新安装本程序，字库随程序一起安装"


def test_a_postscript_name_is_cleaned_of_what_pdf_names_may_not_hold(tmp_path: Path) -> None:
    assert a_font(a_built_face(tmp_path / "built.ttf", cff=False)).face.postscript == "BuiltFace"
