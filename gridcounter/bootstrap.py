"""The only place that builds things: paths, packs, calendar, forms, faces, services."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridcounter import paths
from gridcounter.services.assessment import Assessor
from gridcounter.services.calendars import load_calendar
from gridcounter.services.packs import load_packs

if TYPE_CHECKING:
    from gridcounter.services.examination import Examination
    from gridcounter.services.paperwork import Paperwork


def open_assessor() -> Assessor:
    return Assessor(load_packs(paths.policies()), load_calendar(paths.calendars()))


def open_paperwork(assessor: Assessor | None = None) -> Paperwork:
    # the libraries that draw are heavy and load only where something is drawn
    from gridcounter.documents.faces import find_faces  # noqa: PLC0415
    from gridcounter.services.forms import load_forms  # noqa: PLC0415
    from gridcounter.services.paperwork import Paperwork  # noqa: PLC0415

    return Paperwork(assessor or open_assessor(), load_forms(paths.forms()), find_faces())


def open_examination() -> Examination:
    # it looks at the faces, and so loads the heavy libraries
    from gridcounter.services.examination import Examination  # noqa: PLC0415

    return Examination(open_paperwork(), date.today().year)  # noqa: DTZ011  the wall calendar of the office
