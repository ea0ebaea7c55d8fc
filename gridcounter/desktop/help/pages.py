"""Maps what is in front to a page of the manual: the only table behind F1."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.intake.steps import StepKey

LOCKED, CONSULTATION, CITY = "desk/lock", "desk/consultation", "admin/city"
#: By the name of the page.
PLACES: Mapping[str, str] = {
    "HOME": "desk/window",
    "INTAKE": "desk/intake",
    "LEDGER": "desk/find",
    "PAPERS": "desk/papers",
    "POLICY": "admin/packs",
    "SETTINGS": "admin/settings",
    "FILINGS": "desk/filing",
    "FIGURES": "desk/figures",
    "DEADLINES": "desk/deadlines",
}
STEPS: Mapping[StepKey, str] = {
    StepKey.SITUATION: "desk/intake",
    StepKey.WORKS: "desk/intake",
    StepKey.APPLICANT: "desk/intake",
    StepKey.CHECKLIST: "desk/checklist",
    StepKey.REVIEW: "desk/accept",
    StepKey.PAPERS: "desk/official",
}
#: Sections of 设置 by title; others open the page of all settings.
SECTIONS: Mapping[str, str] = {
    "单位资料": "admin/settings",
    "受理员": "admin/clerks",
    "显示": "admin/settings",
    "打印": "admin/printers",
    "我的操作码": "desk/lock",
    "口令": "admin/passphrase",
    "放假安排": "admin/calendars",
    "备份": "admin/backup",
    "各台交换": "admin/desks",
    "留存与清除": "admin/retention",
    "电脑丢失": "admin/lost",
}
#: Dialogs by class name: they are in front of the window and answer F1 themselves.
DIALOGS: Mapping[str, str] = {
    "SetupDialog": "desk/first-start",
    "StartDialog": "desk/open",
    "ImportDialog": "desk/exchange",
    "AdoptionDialog": "admin/packs",
    "CodeDialog": "admin/desks",
    "ConflictsDialog": "desk/conflicts",
    "JoinDialog": "admin/desks",
    "TrialDialog": "packs/live",
    "OriginalDialog": "admin/packs",
    "EndDialog": "desk/closing",
    "ShiftDialog": "desk/shift",
    "UnprintedDialog": "desk/papers",
    "PhotosDialog": "desk/field",
    "SecondPersonDialog": "admin/retention",
    "SpokenSummaryDialog": "desk/consultation",
    "ClauseDialog": "desk/intake",
    "MonthOutDialog": "desk/figures",
    "CorrectionDialog": "desk/correct",
    "PinRecoveryDialog": "desk/lock",
}
