"""The office on record: place, letterhead, settings, and the clerk at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gridcounter.core.application import Office
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.journal import COMMAND_LINE, COMMAND_LINE_NAME, Act, Kind
from gridcounter.core.validation.models import Problem, read_model
from gridcounter.core.validation.text import take_text
from gridcounter.errors import WrongInput
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.services.office.roles import Right
from gridcounter.services.record.first_start import as_kept, easily_guessed
from gridcounter.services.record.opening import lies_in
from gridcounter.services.record.record import Record

#: The notice that the office shows and prints while it studies a new policy paper.
BANNER = "banner"
#: The one authority that is not a matter of a pack: it receives the filing form.
FILING = ("filing", "外线工程备案受理单位")


def record_exists(folder: Path) -> bool:
    """True for a record or any part left of one, so that no new one is created over it."""
    return lies_in(folder)


@dataclass(frozen=True, slots=True)
class OfficeOnRecord:
    """Place, code and settings of the office, with the present clerk; `values` are the contract's office keys.

    `park`: with which answer to `site.park` applications begin; None: it is asked of each.
    """

    place: str
    code: str
    values: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None
    park: str | None
    clerk: str
    clerk_name: str


def read_office(record: Record, clerk: str = "") -> OfficeOnRecord:
    """With this clerk or COMMAND_LINE, or the first active one if the id is unknown or inactive."""
    result = record.applications.office()
    active = Clerks(record).active()
    found = next((one for one in active if one.id == clerk), active[0])
    who = (clerk, COMMAND_LINE_NAME) if clerk == COMMAND_LINE else (found.id, found.name)
    as_micro, park = result["sole_proprietor_as_micro"], result.get("park")
    return OfficeOnRecord(result["place"], result["code"], result["office"], as_micro, park, *who)


def guessable_words(record: Record) -> tuple[str, ...]:
    """What everybody knows of this office and its clerks, and no passphrase may consist of."""
    found = record.applications.office()
    names = [clerk.name for clerk in Clerks(record).active()]
    return easily_guessed(found["office"] or {}, found["place"] or "", found["code"] or "", names)


def banner_of(record: Record) -> str:
    """The line on the first page and on every printed paper; "" without one."""
    return str(record.applications.office().get(BANNER) or "")


def check_office(values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """The problems by contract key without `office.`; a name is required, because every paper carries it."""
    _, problems = read_model(Office, values)
    found = list(problems)
    if not take_text(str(values.get("name") or "")):
        found.insert(0, Problem("name", "空白", "本单位名称"))
    return tuple(found)


def set_office(
    record: Record,
    by: str,
    values: Mapping[str, Any],
    *,
    sole_proprietor_as_micro: bool | None,
    park: str | None,
) -> None:
    """Raises NotAllowed, WrongInput. Place and code are fixed: existing numbers contain them."""
    Clerks(record).require(by, Right.CHANGE_OFFICE)
    problems = check_office(values)
    if problems:
        raise WrongInput(problems)
    before, kept = record.applications.office(), as_kept(values)
    was = before.get("office") or {}
    changed = [key for key in sorted({*was, *kept}) if key not in was or was[key] != kept.get(key)]
    payload: dict[str, Any] = {"office": kept, "changed": changed}
    chosen = {"sole_proprietor_as_micro": sole_proprietor_as_micro, "park": park}
    payload |= {key: value for key, value in chosen.items() if key not in before or before[key] != value}
    record.journal.append(Act(Kind.OFFICE_SET, payload, by))


def confirm_policy(record: Record, by: str, on: date) -> None:
    """Notes the day on which the office confirmed the policy it answers by. Raises NotAllowed, WrongInput."""
    office = read_office(record)
    values = {**office.values, "policy_confirmed_on": on.isoformat()}
    set_office(record, by, values, sole_proprietor_as_micro=office.sole_proprietor_as_micro, park=office.park)


def matters_of(packs: InstalledPacks, place: str, on: date) -> tuple[tuple[str, str], ...]:
    """The matters of the pack in force (id, label) and the filing authority: for entering the authorities."""
    pack: PolicyPack = packs.edition(place, on)
    rules = [rule for source in (pack, packs.baseline) for rule, _ in source.sections["matter"]]
    named = {rule.id: str(getattr(rule, "label", rule.id)) for rule in reversed(rules)}
    order = dict.fromkeys(rule.id for rule in rules)
    return (FILING, *((matter, named[matter]) for matter in order if matter != FILING[0]))
