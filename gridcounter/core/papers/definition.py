"""A form as data: blocks in order, each with the values, tables and flags of the view that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.validation.models import Problem, read_model


class Family(StrEnum):
    """Papers of the supply service and papers of the permit or filing are never mixed."""

    SUPPLY = "supply"
    PERMIT = "permit"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Block(_Part):
    """`when`: flags of the view that must be set, or with ! must not be."""

    when: tuple[str, ...] = ()


class HeadingForm(_Block):
    """Numbered in the order of the printed paper, so that no number is missing: 一、二、三, or `lettered` A, B, C."""

    kind: Literal["heading"]
    text: str
    numbered: bool = False
    lettered: bool = False


class CalloutForm(_Block):
    """A box with a title: one line for each row of the table named by `rows`."""

    kind: Literal["callout"]
    title: str
    rows: str
    line: str


class FieldForm(_Block):
    """A label and a value in a grid; `span` counts columns. Its row `continues` the row above."""

    label: str
    value: str
    span: int = 1
    continues: bool = False


class GridForm(_Block):
    """Rows of fields in one to four columns; under the flags of `filled_only` none is left to fill by hand."""

    kind: Literal["grid"]
    columns: Annotated[int, Field(ge=1, le=4)]
    rows: tuple[tuple[FieldForm, ...], ...]
    filled_only: tuple[str, ...] = ()


class ColumnForm(_Part):
    """A column of a table: `width` is its share, `cell` the template of its text."""

    title: str
    width: float
    cell: str
    centred: bool = False


class TableForm(_Block):
    """`rows` names a table of the view; `lines` are rows defined here; `spare` empty rows follow, to fill in."""

    kind: Literal["table"]
    columns: tuple[ColumnForm, ...]
    rows: str | None = None
    lines: tuple[tuple[str, ...], ...] = ()
    spare: int = 0


class ProseForm(_Block):
    """`rows` with `line` makes a paragraph for each row of a table; `join` puts them into one paragraph."""

    kind: Literal["prose"]
    text: tuple[str, ...] = ()
    rows: str | None = None
    line: str = "{text}"
    join: str | None = None
    lead: str = ""
    tail: str = ""
    numbered: bool = False
    small: bool = False
    large: bool = False


class PartyForm(_Block):
    """`key` and `signs`: the place of an electronic seal or signature, as in `Party`."""

    title: str
    lines: tuple[str, ...]
    seal: bool = False
    key: Annotated[str, Field(pattern=r"^[a-z_]*$")] = ""
    signs: Annotated[str, Field(min_length=1)] = "签"


class SignaturesForm(_Block):
    """Fields for the parties' signatures and seals, side by side."""

    kind: Literal["signatures"]
    parties: tuple[PartyForm, ...]


class PageBreakForm(_Block):
    """What follows begins on a new page."""

    kind: Literal["page_break"]


BlockForm = Annotated[
    HeadingForm | CalloutForm | GridForm | TableForm | ProseForm | SignaturesForm | PageBreakForm,
    Field(discriminator="kind"),
]


class HeadForm(_Part):
    """The letterhead of a form family: lines on the left, lines on the right, the foot line; what follows below it.

    `anchor` is the line below the foot line, where the record was; it is no content of the paper.
    """

    issuer: tuple[str, ...]
    numbers: tuple[str, ...]
    running: str
    anchor: str = ""
    block: tuple[BlockForm, ...] = ()


class FormDefinition(_Part):
    """`version` is the form's own, printed and stored with every issued paper. `block` are read top to bottom.

    `serves` are the papers drawn by this form, where they are not just the form's own id. `short_title` is what the
    foot of each page calls the paper, where the title is too long for it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    serves: tuple[str, ...] = ()
    title: str
    short_title: str = ""
    subtitle: str = ""
    version: str
    family: Family
    posted: bool = False
    head: HeadForm | None = None
    block: tuple[BlockForm, ...]


def parse_form(raw: Mapping[str, object]) -> tuple[FormDefinition | None, tuple[Problem, ...]]:
    """Reads the data of a form file: the definition, or None with every problem found."""
    return read_model(FormDefinition, raw)


def parse_heads(raw: Mapping[str, object]) -> tuple[dict[Family, HeadForm], tuple[Problem, ...]]:
    """One head for each family."""
    heads: dict[Family, HeadForm] = {}
    problems: list[Problem] = []
    for family in Family:
        head, wrong = read_model(HeadForm, raw.get(family, {}), root=str(family))
        problems.extend(wrong)
        if head is not None:
            heads[family] = head
    return heads, tuple(problems)
