"""Builds the papers of a joint application, as PDF and Word hold them; touches no record."""

from __future__ import annotations

from gridcounter.core.joint.directory import UtilityUnit
from gridcounter.core.papers.build import BuiltForm, build_form
from gridcounter.core.papers.joint.sheets import SLIP, JointSheet, joint_view
from gridcounter.core.papers.view import Printing
from gridcounter.errors import Refusal
from gridcounter.services.papers.forms import Forms
from gridcounter.store.journal.validators.joint import NoConsentOf


class NoUnitNamed(Refusal):
    """A slip goes to a unit that the office knows by name: it is what the applicant consents to."""

    sentence = "还没有登记这一样由哪家单位办，不能出转交单：请先登记单位名称，再请申请人逐家签字同意"


def build_joint(
    forms: Forms, paper: str, sheet: JointSheet, printing: Printing = Printing(), unit: UtilityUnit | None = None
) -> BuiltForm:
    """`unit` is the one that a slip goes to. Raises NoUnitNamed, NoConsentOf, FormDamaged."""
    if paper == SLIP:
        if unit is None or not unit.name.strip():
            raise NoUnitNamed
        if not sheet.joint.unit(unit.utility, unit.name).has_consent:
            raise NoConsentOf(unit.name)
    view = joint_view(sheet, unit if paper == SLIP else None)
    return build_form(paper, forms.definitions[paper], forms.head(paper), view, printing)
