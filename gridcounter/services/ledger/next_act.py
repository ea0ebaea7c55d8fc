"""What is next for an application, for a list of many: as on the button of its card, told as still to come."""

from __future__ import annotations

from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.life import read_life


def read_next_act(service: ApplicationService, application_id: ApplicationId, today: date) -> str:
    """Empty where nothing is left to do, and where the application cannot be read: its card says why.

    It decides the case anew, which takes some milliseconds: ask for the rows in sight, not for all that were found.
    """
    try:
        life = read_life(service, service.state(application_id), today)
    except GridcounterError:
        return ""
    return life.act.ahead if life.act else ""
