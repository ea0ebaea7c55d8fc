"""What a pack says of its policy document: number, days, sources, and what its papers print of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.policy.rule import Identifier, Row, Sentence
from gridcounter.core.validation.models import Day


class PolicyKind(StrEnum):
    """The source of the pack: a document in force (规范性文件), a news report, or general practice."""

    NORM = "norm"
    NEWS = "news"
    PRACTICE = "practice"


class Header(Row):
    """The pack's data on its policy document. Dates are the document's own; an ended plan period is a note, not an end.

    A policy without hotlines leaves them to general practice.
    """

    id: Identifier
    place: Sentence
    number: Sentence
    title: Sentence
    issuers: tuple[Sentence, ...] = ()
    kind: PolicyKind
    issued_on: Day
    in_force_from: Day
    in_force_until: Day | None = None
    cites: tuple[Sentence, ...] = ()
    hotlines: tuple[Sentence, ...] = ()
    hotlines_article: tuple[str, ...] = ()
    suppliers: tuple[Sentence, ...] = ()
    region_codes: tuple[Annotated[str, Field(pattern=r"^\d{4,6}$")], ...] = ()
    outage_targets: Sentence | None = None
    reporting: Reporting | None = None
