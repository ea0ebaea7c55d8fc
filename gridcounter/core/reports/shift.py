"""交班单: the open work of the clerk who leaves, for the next clerk, on half a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Field,
    FieldGrid,
    FormModel,
    Head,
    Heading,
    Party,
    Prose,
    Signatures,
    Words,
    line,
    one_line,
)
from gridcounter.core.wording import day_in_full

#: The most lines that fit on half a page; the rest is counted.
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`text` names the application by its number and by a shortened name, never by a person's whole name."""

    application: str
    text: str


@dataclass(frozen=True, slots=True)
class SlipPart:
    """One heading of the slip with its lines; only the first MOST_LINES are printed."""

    key: str
    label: str
    lines: tuple[SlipLine, ...]

    @property
    def printed(self) -> tuple[str, ...]:
        """The printed lines: the first few, and how many more."""
        shown = tuple(line.text for line in self.lines[:MOST_LINES])
        more = len(self.lines) - len(shown)
        return (*shown, f"另有 {more} 件，见系统") if more else shown

    @property
    def head(self) -> str:
        """The label with the total number of lines."""
        return f"{self.label}（{len(self.lines)}）"


@dataclass(frozen=True, slots=True)
class Slip:
    """`drawer` says what to do about the sheets in the drawer; empty if nothing. `anchor`: where the record is."""

    on: date
    office: str
    clerk: str
    parts: tuple[SlipPart, ...]
    drawer: str
    anchor: str = ""

    @property
    def figures(self) -> dict[str, int]:
        """The number of lines by key, as stored in the journal."""
        return {part.key: len(part.lines) for part in self.parts}


def slip_model(slip: Slip) -> FormModel:
    """交班单 as a paper, with fields for both to sign."""
    blocks: list[Block] = [
        FieldGrid(2, ((Field("交班人", one_line(slip.clerk)), Field("日期", one_line(day_in_full(slip.on)))),))
    ]
    for part in slip.parts:
        blocks.append(Heading(part.head))
        blocks.append(Prose(tuple(line(text) for text in part.printed or ("没有",)), small=True))
    if slip.drawer:
        blocks += [Heading("抽屉备用件"), Prose(one_line(slip.drawer), small=True)]
    who = (Words("签名："), Blank())
    blocks.append(Signatures((Party("交班人", (who,), key="leaving"), Party("接班人", (who,), key="coming"))))
    return FormModel(
        paper="shift_slip",
        title="交班单",
        subtitle="",
        head=Head(issuer=(slip.office,) if slip.office else (), numbers=()),
        blocks=tuple(blocks),
        running=f"交班单 · {day_in_full(slip.on)}",
        issued=slip.on,
        anchor=slip.anchor,
    )
