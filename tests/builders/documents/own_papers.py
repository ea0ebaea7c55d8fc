"""The papers of the office itself: no application, no form, and a day of their own."""

from __future__ import annotations

from datetime import date

from gridcounter.core.papers.form_model import FormModel
from gridcounter.core.reports.breach_notice import affected_model
from gridcounter.core.reports.figures import Figure, Figures
from gridcounter.core.reports.purge_report import PurgeReport, purge_report
from gridcounter.core.reports.report import report_of, to_form_model
from gridcounter.core.reports.shift import Slip, slip_model
from gridcounter.core.retention import KeepingRule
from gridcounter.services.papers.recovery_sheet import recovery_model

ON = date(2026, 11, 12)
OFFICE, CLERK = "样例营业厅", "王样例"
CODE = "-".join(["AAAA"] * 13)


def own_papers() -> dict[str, FormModel]:
    """All of `ON`."""
    until = date(2026, 6, 30)
    counted = Figures(until, until, ON, "样例市", OFFICE, (Figure("accepted", "受理", ()),), (), (), ())
    purged = PurgeReport(OFFICE, CLERK, ON, until, KeepingRule(1, "样例期限表"), ("JN01-1",), 1, 1, 0, "", ())
    models = (
        slip_model(Slip(ON, OFFICE, CLERK, (), "")),
        to_form_model(report_of(counted)),
        purge_report(purged),
        affected_model([], OFFICE, CLERK, ON, until, 0),
        recovery_model(CODE, OFFICE, ON),
    )
    return {model.paper: model for model in models}
