"""What a case may say at a place: its businesses, and the answers to the questions of its own policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gridcounter.core.case_reading import business_problems
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import Problem


def problems_at(case: Mapping[str, Any], path: str, pack: PolicyPack, baseline: PolicyPack) -> Iterator[Problem]:
    """All at once; `path` is that of the case."""
    yield from business_problems(case, path, (*baseline.businesses, *pack.businesses))
    yield from pack.local_problems(case, path)
