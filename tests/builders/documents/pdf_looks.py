"""The contents of PDF pages by position: texts with their stroke, frames, fills and ruled lines, in points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from gridcounter.core.papers.form_model import Block, Column, Content, FormModel, Head, ItemRow, ItemTable, Words
from gridcounter.documents.faces import packaged_faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL

if TYPE_CHECKING:
    from gridcounter.documents.faces import Faces
    from gridcounter.documents.profiles import Profile

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
#: The text's edges in every profile.
LEFT, RIGHT = 25 * MM, WIDTH - 20 * MM
TOP, BOTTOM = HEIGHT - 20 * MM, 18 * MM
INVISIBLE = 3  # ISO 32000, text rendering modes
SERIF, SANS = "NotoSerifSC-Regular", "NotoSansSC-Regular"
LONG = "依照有关规定，供电企业应当一次性告知所需资料、办理环节和时限，不得要求重复提交。"
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


@dataclass(frozen=True)
class Text:
    """`stroke` is the width of the pen that goes round the letters, 0 where they are only filled.

    `hidden` is read out and not seen.
    """

    text: str
    x: float
    y: float
    size: float
    face: str
    stroke: float
    spread: float
    hidden: bool


@dataclass(frozen=True)
class Frame:
    """`grey` where it is filled and has no line."""

    x: float
    y: float
    width: float
    height: float
    stroke: float
    grey: float | None

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.y + self.height

    def holds(self, text: Text) -> bool:
        return self.x <= text.x <= self.right and self.y <= text.y <= self.top


@dataclass(frozen=True)
class Ruled:
    x: float
    right: float
    y: float


@dataclass
class Looks:
    texts: list[Text] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    rules: list[Ruled] = field(default_factory=list)

    @property
    def cells(self) -> list[Frame]:
        return [frame for frame in self.frames if frame.grey is None]

    @property
    def fills(self) -> list[Frame]:
        """The modules of a code are black, and left out."""
        return [frame for frame in self.frames if frame.grey]

    def at(self, words: str) -> Text:
        """The first text that begins with these words."""
        return next(text for text in self.texts if text.text.startswith(words))

    def cell_of(self, words: str) -> Frame:
        return next(cell for cell in self.cells if cell.holds(self.at(words)))


def words(*texts: str) -> Content:
    return tuple((Words(text),) for text in texts)


def drawn(
    *blocks: Block,
    profile: Profile = NORMAL,
    head: Head | None = None,
    running: str = "告知书0007",
    posted: bool = False,
    faces: Faces | None = None,
) -> list[Looks]:
    model = FormModel("x", "样例告知书", "第1版", head or Head((), ()), blocks, running=running, posted=posted)
    target = BytesIO()
    PdfRenderer(faces or packaged_faces(), profile).render(model, target)
    return looks_of(target.getvalue())


def a_table(count: int, text: str = "第{}项", *widths: float) -> ItemTable:
    columns = (Column("资料名称", (widths or (3, 1))[0]), Column("份数", (widths or (3, 1))[1], centred=True))
    return ItemTable(columns, tuple(ItemRow((words(text.format(n)), words("原件"))) for n in range(1, count + 1)))


def looks_of(document: bytes) -> list[Looks]:
    return [_looks(page) for page in PdfReader(BytesIO(document)).pages]


def _looks(page: Any) -> Looks:  # noqa: ANN401  pypdf's own page
    reader = _Reader({name: (found["/BaseFont"][8:], characters_of(found)) for name, found in fonts_of(page)})
    for operands, operator in page.get_contents().operations:
        reader.read(operator.decode(), operands)
    return reader.looks


class _Reader:
    """What holds on a page while its operators are read one after the other."""

    def __init__(self, fonts: Mapping[str, tuple[str, Mapping[int, str]]]) -> None:
        self.looks = Looks()
        self._fonts = fonts
        self._state: dict[str, float] = {"w": 1.0, "g": 0.0, "Tr": 0.0, "Tc": 0.0}
        self._font, self._size = "", 0.0
        self._at = self._begun = (0.0, 0.0)
        self._boxes: list[tuple[float, float, float, float]] = []

    def read(self, operator: str, operands: Any) -> None:  # noqa: ANN401  as above
        if operator in self._state:
            self._state[operator] = float(operands[0])
        elif operator == "Tf":
            self._font, self._size = str(operands[0]), float(operands[1])
        elif operator == "Tm":
            self._at = float(operands[4]), float(operands[5])
        elif operator == "Tj":
            face, characters = self._fonts[self._font]
            hidden = self._state["Tr"] == INVISIBLE
            stroke = self._state["w"] if self._state["Tr"] and not hidden else 0.0
            text = decoded(operands[0], characters)
            self.looks.texts.append(Text(text, *self._at, self._size, face, stroke, self._state["Tc"], hidden))
        else:
            self._draw(operator, operands)

    def _draw(self, operator: str, operands: Any) -> None:  # noqa: ANN401  as above
        if operator == "re":
            x, y, width, height = map(float, operands)
            self._boxes.append((x, y, width, height))
        elif operator in {"S", "f", "f*", "n"}:
            filled = self._state["g"] if operator.startswith("f") else None
            pen = 0.0 if operator.startswith("f") else self._state["w"]
            self.looks.frames += [Frame(*box, stroke=pen, grey=filled) for box in self._boxes]
            self._boxes = []
        elif operator == "m":
            self._begun = float(operands[0]), float(operands[1])
        elif operator == "l":
            self.looks.rules.append(Ruled(self._begun[0], float(operands[0]), self._begun[1]))


def fonts_of(page: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  as above
    return [(name, font.get_object()) for name, font in page["/Resources"]["/Font"].items()]


def characters_of(font: Any) -> Mapping[int, str]:  # noqa: ANN401  as above
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _PAIR.findall(font["/ToUnicode"].get_data())
    }


def decoded(written: Any, characters: Mapping[int, str]) -> str:  # noqa: ANN401  as above
    codes = written if isinstance(written, bytes) else written.original_bytes
    return "".join(characters[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2))
