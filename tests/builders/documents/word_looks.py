"""A paper drawn to Word, and its markup for measurements."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn

from gridcounter.core.papers.form_model import (
    Block,
    Column,
    Content,
    FormModel,
    GroupRow,
    Head,
    ItemRow,
    ItemTable,
    Party,
    Signatures,
    Words,
)
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

    from gridcounter.documents.profiles import Profile

MM = 1440 / 25.4  # twips
TEXT_WIDTH = round(165 * MM)


def words(*texts: str) -> Content:
    return tuple((Words(text),) for text in texts)


def opened(*blocks: Block, profile: Profile = NORMAL, head: Head | None = None) -> Document:
    model = FormModel("x", "样例书", "", head or Head((), ()), blocks, running="样例书 1")
    target = BytesIO()
    WordRenderer(profile).render(model, target)
    return docx.Document(BytesIO(target.getvalue()))


def found(element: BaseOxmlElement, tag: str) -> list[BaseOxmlElement]:
    return list(element.iter(qn(tag)))


def value(element: BaseOxmlElement, attribute: str = "w:val") -> str:
    return str(element.attrib[qn(attribute)])


def tables(*blocks: Block, profile: Profile = NORMAL, head: Head | None = None) -> list[BaseOxmlElement]:
    return found(opened(*blocks, profile=profile, head=head).element.body, "w:tbl")


def a_table(*rows: ItemRow | GroupRow) -> ItemTable:
    return ItemTable((Column("资料", 3), Column("份数", 1, centred=True)), rows)


ONE = ItemRow((words("甲"), words("乙")))
SIGNED = Signatures((Party("申请人", words("签名：")),))
