"""What is seen seldom, and must not be seen badly: the manual, a damaged record, a restore, a new key."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sights import settle, until

from gridcounter.desktop.app import build_window
from gridcounter.desktop.custody.backing_up import ClosingBackup
from gridcounter.desktop.custody.restore_dialog import RestoreDialog
from gridcounter.desktop.help.window import HelpWindow
from gridcounter.desktop.setup.renewal import RenewalDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.services.applications import demo
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.services.custody.rekeying import renewal_of
from gridcounter.services.record.opening import open_record
from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from sights import Sights

    from gridcounter.desktop.kit.theme import Scale, Tokens
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

_NEW = "新的口令 2026"


def moments(folder: Path, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int]) -> Sights:
    """`folder` is a record that may be spoilt: a copy of it is."""
    spoilt = folder.with_name("spoilt")
    shutil.rmtree(spoilt, ignore_errors=True)
    shutil.copytree(folder, spoilt)
    record = open_record(spoilt, demo.PASSPHRASE)
    try:
        yield from _in_an_open_one(record, assessor, tokens, scale, size)
        renewal = renewal_of(record, "c1", _NEW)
    finally:
        record.close()
    renewing = RenewalDialog(renewal, scale)
    yield "renewal", renewing
    renewing.begin()
    until(renewing.end.isVisible)
    yield "renewal_done", renewing
    renewing.close()
    with (spoilt / RECORD_FILE).open("r+b") as file:
        file.write(bytes(64))
    opening = StartDialog(spoilt, scale)
    opening.secret.setText(_NEW)
    opening.show()
    opening.go.click()
    until(lambda: not opening.offer.busy)
    yield "damaged", opening
    plan = plan_recovery(spoilt, _NEW)
    assert plan is not None
    yield "going_back", RestoreDialog(plan, scale)


def _in_an_open_one(record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int]) -> Sights:
    window = build_window(record, assessor, tokens, scale, demo=False)
    window.resize(*size)
    window.show()
    settle(window)
    manual = HelpWindow(window)
    for page in ("desk/intake", "admin/backup"):
        manual.show_page(page)
        manual.resize(min(manual.width(), size[0]), min(manual.height(), size[1]))
        yield f"help_{page.replace('/', '_')}", manual
    window.close()
    Backups(record).make()
    yield "closing", ClosingBackup(record, scale)
