"""What could not be called up at the desk, though it is on the office's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.checklist import LineState
from gridcounter.core.wording import month_day
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.office.sharing import NotCalledUpHere, Sharing


def could_not_call_up(service: ApplicationService, application_id: ApplicationId, document: str, today: date) -> None:
    """Counts it against the row of the list; the document is asked for on paper again, and a remark says why.

    Nothing that was told changes: a certificate on paper again is no change of the notice. Raises NotCalledUpHere.
    """
    line = next((one for one in service.state(application_id).lines if one.document.id == document), None)
    if line is None or line.shared is None:
        raise NotCalledUpHere
    Sharing(service.record, service.clerk).check(line.shared, today, today, ok=False)
    remark = f"{month_day(today)}当场调不到，不是申请人的原因"
    state = line.state if line.state != LineState.ONLINE else LineState.DUE
    service.mark(application_id, document, replace(line.mark, state=state, remark=remark))
