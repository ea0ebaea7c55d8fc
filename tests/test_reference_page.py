"""The page that lists how a pack is written agrees with the code: every key, word and id, and none besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reference_page import HEADING, PAGE, page

from gridcounter import paths
from gridcounter.core.authoring.cell_text import inner_model
from gridcounter.core.authoring.known_ids import KNOWN_IDS
from gridcounter.core.authoring.titles import CHOICES
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.header import Header
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from pydantic import BaseModel

WRITTEN = PAGE.read_text("utf-8")
LISTS = WRITTEN.partition(HEADING)[2]
CODE = "\n".join(
    path.read_text("utf-8")
    for path in (Path(__file__).parents[1] / "gridcounter").rglob("*.py")
    if path.is_file() and path.name != "known_ids.py"  # which lists them
)


def _models() -> Iterator[type[BaseModel]]:
    found: tuple[type[BaseModel], ...] = (Header, Reporting, *SECTIONS.values())
    for model in found:
        yield model
        yield from (inner for key in model.model_fields if (inner := inner_model(model, key)))


def test_the_page_is_current() -> None:
    assert page() == WRITTEN, "run: python tools/reference_page.py"


def test_every_key_and_comparison_is_listed() -> None:
    assert [
        word for word in (*KEYS, *COMPARISONS, *SECTIONS) if f"`{word}`" not in LISTS and f"[[{word}]]" not in LISTS
    ] == []


@pytest.mark.parametrize("model", [*_models()], ids=lambda model: str(model.__name__))
def test_every_key_of_a_table_is_listed(model: type[BaseModel]) -> None:
    keys = [field.alias or key for key, field in model.model_fields.items() if key != "reporting"]
    assert [key for key in keys if f"`{key}`" not in LISTS] == []


def test_what_is_listed_is_known() -> None:
    """No word that a pack cannot write: the engine's own, or one that is gone."""
    models = [*_models()]
    keys = {field.alias or key for model in models for key, field in model.model_fields.items()}
    words = {word for known in CHOICES.values() for word in known}
    named = set(re.findall(r"^\| [^|]+ \| `([\w.]+)` \|", LISTS, re.MULTILINE))
    ids = {name for known in KNOWN_IDS.values() for name in known}
    documents = {rule.id for rule, _ in load_packs(paths.policies()).baseline.sections["document"]}
    filing = {"parties", "may_start_text"}
    expectations = {"is", "is_null", "has", "lacks", "missing", "before"}
    assert named - keys - words - set(KEYS) - set(COMPARISONS) - ids - documents - filing - expectations == {"when"}
    assert "undetermined" not in LISTS


@pytest.mark.parametrize("name", [name for known in KNOWN_IDS.values() for name in known])
def test_an_id_that_has_a_meaning_stands_in_the_code(name: str) -> None:
    assert f'"{name}"' in CODE
