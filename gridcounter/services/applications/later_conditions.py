"""办理条件 that are looked at after 受理: one met since, or those of a business that was corrected.

What was found at 受理 stays as it is; what holds now is in the field of the conditions, as it was before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.conditions import answered, conditions_field, stored
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import as_changed
from gridcounter.store.stores import WritingStores

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService


class OtherConditions(Refusal):
    """The condition is none of the business as it is now, or the papers in force tell those of another one."""

    sentence = "办理业务更正过，告知的还是原来的办理条件：请先把改动的文书重出，再核对现在的条件"


class NothingLookedAt(Refusal):
    """Neither met nor not met was chosen."""

    sentence = "请先选“符合”或“不符合”，再登记"


def look_again(
    service: ApplicationService, application_id: ApplicationId, text: str, remark: str, *, met: bool | None
) -> None:
    """One condition as it is found now, and what is noted with it, in one transaction.

    Raises NothingLookedAt, OtherConditions, NotAcceptedYet, AlreadyClosed, ChangedElsewhere.
    """
    if met is None:
        raise NothingLookedAt
    state = service.state(application_id)
    business = state.decision.business if state.decision else None
    known = [line.text for line in state.conditions]
    if business is None or text not in known or known != list(business.presumes):
        raise OtherConditions
    field = conditions_field(business.id)
    shown = state.fields.get(field)
    lines = stored(answered(state.conditions, text, met=met, remark=take_text(remark)))
    changes = as_changed({field: (lines, shown.ref if shown else None)})

    def work(stores: WritingStores) -> None:
        seen = {"conditions": [{"text": text, "met": met}]}
        with stores.db.atomic():
            stores.journal.append(Act(Kind.CONDITIONS_SEEN, seen, service.clerk, application_id))
            # the note stays in the field, for it may name a person and entries of acts go into bundles
            stores.journal.append(Act(Kind.FIELDS_CHANGED, {"fields": changes}, service.clerk, application_id))

    service.record.write(work)
