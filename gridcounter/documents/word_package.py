"""The Word file around the body: page, styles, head and foot, properties. No part depends on the time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from typing import BinaryIO

import docx
import segno
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from gridcounter.core.papers.form_model import CODE_TOLD, FormModel
from gridcounter.documents.profiles import A4, Profile
from gridcounter.documents.word_markup import lawful, paragraph, run
from gridcounter.documents.word_styles import styles_markup

DRAFT = "编辑稿，以签收件为准"

_NAMESPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_ZIP_DAY = (2026, 1, 1, 0, 0, 0)
_TITLE_ROOM = 255  # maximum length of a core property, set by Office
_HEAD_FROM_EDGE, _FOOT_FROM_EDGE = 10, 9
_QR_QUIET = 4  # modules, required by ISO/IEC 18004
_KEPT_PARTS = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}
# the template contains a thumbnail, a program name and styles for Word 2007 that are not ours
_PACKAGE_PARTS = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
# mode 15, or Word opens the paper in compatibility mode and hangs tables into the margin
_SETTINGS = """
<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:ulTrailSpace/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>
"""


def blank_paper(model: FormModel, profile: Profile) -> Document:
    """A4 without a body; the head says that the signed paper is the authoritative one."""
    document = docx.Document()
    for relations, kept in ((document.part.rels, _KEPT_PARTS), (document.part.package.rels, _PACKAGE_PARTS)):
        for key in [key for key, relation in relations.items() if relation.reltype not in kept]:
            del relations[key]
    document.styles.element[:] = parsed(styles_markup(profile))
    document.settings.element[:] = parsed(_SETTINGS)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(A4[0]), Mm(A4[1])
    top, right, bottom, left = profile.margins
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(_HEAD_FROM_EDGE), Mm(_FOOT_FROM_EDGE)
    section.header.part.element[:] = parsed(paragraph(run(DRAFT), "Header"))
    section.footer.part.element[:] = parsed(_foot(model.running, profile.foot, model.anchor))
    properties = document.core_properties
    properties.title = lawful(model.title)[:_TITLE_ROOM]
    properties.category = lawful(model.paper)[:_TITLE_ROOM]
    properties.author = lawful("".join(model.head.issuer[:1]))[:_TITLE_ROOM]
    properties.comments = properties.last_modified_by = ""
    properties.language = "zh-CN"
    issued = datetime.combine(model.issued, time(), UTC) if model.issued else _NO_DAY
    properties.created = properties.modified = issued
    return document


def _foot(running: str, sentence: str, anchor: str) -> str:
    of_all = (run("第 "), _field("PAGE"), run(" 页 共 "), _field("NUMPAGES"), run(" 页"))
    line = run(running) + "<w:r><w:tab/></w:r>" + "".join(of_all)
    return "".join(
        (
            paragraph(run(sentence), "Footer") if sentence else "",
            paragraph(line, "Footer"),
            paragraph(run(anchor), "Footer") if anchor else "",
        )
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{run("1")}</w:fldSimple>'


def parsed(children: str) -> list[BaseOxmlElement]:
    """The elements of this markup, with the namespaces that it may use."""
    return list(parse_xml(f"<w:all {_NAMESPACE}>{children}</w:all>"))


def picture_of_code(document: Document, text: str, side: float) -> str:
    """The QR code as a run, with `side` in millimetres, quiet zone included."""
    image = io.BytesIO()
    segno.make(text, error="m", micro=False).save(image, kind="png", scale=8, border=_QR_QUIET)
    image.seek(0)
    inline = document.part.new_pic_inline(image, width=Mm(side), height=Mm(side))
    inline.docPr.set("descr", CODE_TOLD)
    return f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>"


def write_package(document: Document, target: BinaryIO) -> None:
    """Packed again, because the parts would otherwise carry the time of saving."""
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parts.namelist():
            packed.writestr(zipfile.ZipInfo(part, _ZIP_DAY), parts.read(part), zipfile.ZIP_DEFLATED)
