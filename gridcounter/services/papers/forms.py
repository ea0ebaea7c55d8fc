"""The form definitions, read once from their folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gridcounter.core.papers.definition import Family, FormDefinition, HeadForm, parse_form, parse_heads
from gridcounter.core.validation.models import read_toml
from gridcounter.errors import WrongInput

_HEADS = "heads.toml"


@dataclass(frozen=True, eq=False)
class Forms:
    """Definitions by paper id, and the letterhead of each form family."""

    definitions: Mapping[str, FormDefinition]
    heads: Mapping[Family, HeadForm]

    def head(self, paper: str) -> HeadForm:
        """The form's own letterhead, else that of its family. Raises KeyError for an unknown paper."""
        definition = self.definitions[paper]
        return definition.head or self.heads[definition.family]


def _read(path: Path) -> tuple[dict[str, object], Sequence[object]]:
    """The data of the file, and its problems in words."""
    try:
        return read_toml(path.read_bytes())
    except OSError:
        return {}, ["打不开这个文件"]


@cache
def load_forms(folder: Path) -> Forms:
    """Reads every form; raises a refusal with all problems of all damaged forms. No heads are needed where every form
    has its own.
    """
    problems: list[str] = []
    definitions: dict[str, FormDefinition] = {}
    heads: Mapping[Family, HeadForm] = {}
    for path in sorted(folder.glob("*.toml")):
        definition: FormDefinition | None = None
        raw, wrong = _read(path)
        if not wrong and path.name == _HEADS:
            heads, wrong = parse_heads(raw)
        elif not wrong:
            definition, wrong = parse_form(raw)
        problems.extend(f"{path.name}：{problem}" for problem in wrong)
        if definition is not None:
            definitions.update(dict.fromkeys(definition.serves or (definition.id,), definition))
    own_heads = bool(definitions) and all(one.head is not None for one in definitions.values())
    if not heads and not own_heads:
        problems.append(f"{_HEADS}：缺少这个文件；应为两类文书的抬头")
    if problems:
        raise WrongInput(problems)
    return Forms(definitions, heads)
