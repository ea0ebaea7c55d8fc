"""What every rule of a pack has: an id, its clause, and the types of value that a pack may hold."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Sentence: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=400)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=400)]


#: `basis` of a rule that says of the paper that it says nothing: it has no clause.
SILENT = "silent"


class Row(BaseModel):
    """One table of a pack file: frozen, strict, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Rule(Row):
    """`article` names the clauses; a rule of general practice says `basis = "baseline"` instead, and that on a sum of
    which the paper says nothing `basis = "silent"`.

    `remark` is the author's own and said to nobody.
    """

    id: Identifier
    article: tuple[str, ...] = ()
    basis: Annotated[str, Field(pattern="^(baseline|silent)$")] | None = None
    otherwise: bool = False
    remark: Annotated[str, Field(max_length=400)] | None = None

    @property
    def says(self) -> str:
        """What it means for a case, to compare rules of one id: not the clause, and not what only a check reads."""
        return self.model_dump_json(exclude={"article", "basis", "otherwise", "not_the_sum", "remark"})
