"""The 速查表 of a place by itself: the page of the blank set, without numbered sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.services.papers.rendering import PaperRenderer


def draw_reference(
    renderer: PaperRenderer, place: str, on: date, office: Mapping[str, Any], paper: str = "quick_reference"
) -> bytes:
    """As PDF, by the edition in force on that day, with the office's head. Holds nothing of any application.

    `paper`: the one of connecting, or that of the other businesses.
    """
    raw = {"case": {"locality": place, "on": on.isoformat()}, "office": dict(office)}
    paperwork = renderer.paperwork
    application = paperwork.assessor.read_application(json.dumps(raw, ensure_ascii=False))
    (form,) = paperwork.build(application, [paper], Printing(marks=renderer.marks))
    target = BytesIO()
    PdfRenderer(paperwork.faces, PROFILES["normal"]).render(form.model, target)
    return target.getvalue()
