"""The fields of the supplier's system, in its order, each as text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gridcounter.core.field_labels import label_for
from gridcounter.core.intake.conditions import ACCOUNT_NUMBER, WANTED_ON
from gridcounter.core.labels import WORD_LABELS, flag_label, key_label, number, value_label

_TEXTS = (
    "applicant.name",
    "applicant.id_number",
    "applicant.legal_representative",
    "applicant.contact",
    "applicant.phone",
    "premises.address",
    ACCOUNT_NUMBER,
    WANTED_ON,
    "applicant.address",
    "agent.name",
    "agent.id_number",
    "agent.phone",
)
_WORDS = ("business", "customer", "supply.voltage_kv", "supply.capacity", "supply.sources", "supply.critical")
#: Shown masked: the screen can be read by the person in front of it.
PERSONAL = {"applicant.id_number", "agent.id_number", "applicant.phone", "agent.phone"}


@dataclass(frozen=True, slots=True)
class CopyField:
    """One line to copy into the supplier's system; `field` is its key, `text` is what is copied."""

    field: str
    label: str
    text: str


def fields_to_copy(
    values: Mapping[str, Any],
    accepted_on: str | None = None,
    businesses: Mapping[str, str] = MappingProxyType({}),
) -> tuple[CopyField, ...]:
    """Known values only; dates and numbers in the form in which they are typed. `businesses` are those of the place,
    with their names.
    """
    customer = values.get("case.customer")
    found = [CopyField(name, label_for(name, customer), str(values[name])) for name in _TEXTS if values.get(name)]
    for key in _WORDS:
        value = values.get(f"case.{key}")
        if value is None:
            continue
        unit = values.get("case.supply.unit") if key == "supply.capacity" else None
        label = key_label(key) + (f"（{WORD_LABELS['supply.unit'][unit]}）" if unit else "")
        text = businesses.get(value) if key == "business" else None
        found.append(CopyField(f"case.{key}", label, text or _text(key, value)))
    if accepted_on:
        found.append(CopyField("accepted_on", "受理日期", accepted_on))
    return tuple(found)


def _text(key: str, value: Any) -> str:  # noqa: ANN401  whatever the field holds
    if isinstance(value, bool):
        return flag_label(key, on=value)
    if isinstance(value, int | float):
        return number(value)
    return value_label(key, value)
