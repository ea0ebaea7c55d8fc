"""Backups, a stick, a restore, a purge, a new key: what is done, reported and left.

`held/life_of_the_files.txt` is rewritten as CONTRIBUTING.md says, and reviewed before it is committed.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from builders.chronicle import Chronicle, DayClock, clock_of, desk_in
from builders.held import hold
from builders.record_builders import CHEAP, PASSPHRASE, PDF

from gridcounter.core.papers.form_model import texts_of
from gridcounter.core.reports.purge_report import purge_report
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups, backups_of
from gridcounter.services.custody.offsite import OffsiteTarget, choose_second_place, folder_on, last_brought, warning_at
from gridcounter.services.custody.purge_reports import report_of
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.custody.recovery import carry_out, plan_recovery, plan_restore, plan_restore_from
from gridcounter.services.custody.rekeying import ask_renewal, carry_out_renewal, old_key_copies, remove_old_key
from gridcounter.services.custody.stale_copies import copies_before_purge, remove_before_purge
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE

HELD = Path(__file__).parent / "held"
DAY, LATER, LONG_AFTER = date(2026, 9, 21), date(2026, 9, 28), date(2031, 9, 30)
ROUTE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
NEW = "另一个足够长的口令"


def test_a_record_is_backed_up_brought_restored_purged_and_given_a_new_key(tmp_path: Path) -> None:
    hold(HELD / "life_of_the_files.txt", a_life(tmp_path).lines)


def a_life(tmp_path: Path) -> Chronicle:
    with desk_in(tmp_path / "record", DAY) as desk:
        text, clock, record = Chronicle(desk.record), clock_of(desk), desk.record
        text.names.call(str(tmp_path), "…")
        text.names.match("stamp", r"\d{8}-\d{6}")
        text.names.match("hour", r"(?<= )\d\d:\d\d\b")
        text.names.match("key", r"(?<=gridcounter-JN1-)\w+")
        clerk = entered(text, record)
        backed_up(text, record, clock, tmp_path, clerk)
        record.close()
        record = went_back(text, record, clock)
        purged(text, record, clock, clerk)
        text.tables()
        record.close()
        record = renewed(text, record, clock, clerk)
        text.say("verified", record.verify())
        record.close()
    return text


def entered(result: Chronicle, record: Record) -> str:
    intake = Intake(record, "c1")
    for number, name in enumerate(("样例甲", "样例乙", "样例丙", "样例丁"), start=1):
        one = str(result.do(name, intake.open, DAY, {"applicant.name": name, "applicant.phone": f"1380000000{number}"}))
        result.do("a paper", intake.issue, one, Issue("info_sheet", PDF + name.encode(), "c" * 16, "1", "1"))
        if number % 2:
            result.do(
                "another paper", intake.issue, one, Issue("info_sheet", PDF + b"2" + name.encode(), "d" * 16, "1", "1")
            )
        result.do("an attachment", Attachments(record, "c1").add_content, one, ROUTE + name.encode(), "路径图")
        result.do("closed", Closing(record, "c1").close, one, "connected", DAY, DAY)
    return str(result.do("a clerk", Clerks(record, cost=CHEAP).add, "c1", "样赵", Role.CLERK, "2583"))


def backed_up(result: Chronicle, record: Record, clock: DayClock, folder: Path, clerk: str) -> None:
    stick = folder / "stick"
    stick.mkdir()
    result.refused("a stick in the record", choose_second_place, record, "c1", record.folder)
    result.refused("a stick that is gone", choose_second_place, record, "c1", folder / "gone")
    result.refused("a stick by a clerk", choose_second_place, record, clerk, stick)
    chosen = result.do("a stick", choose_second_place, record, "c1", stick)
    result.say("on the same disk", [chosen.own_disk, warning_at(record, chosen), folder_on(record, chosen)])
    kept = Backups(record, clock, second=OffsiteTarget(stick, own_disk=False))
    result.say("none yet", [kept.last_words(), kept.due(), kept.needed(), kept.last()])
    result.refused("gone back to without one", plan_restore_from, record, "c1", stick, clock)
    result.do("kept up", kept.keep_up, say=True)
    result.say("due then", [kept.due(), kept.needed()])
    result.say("listed", backups_of(record.folder))
    result.say("copies", [(one.backup.name, one.here, one.second, bool(one.proven_at)) for one in kept.copies()])
    result.say("brought", str(last_brought(record, OffsiteTarget(stick, own_disk=False)))[:10])
    result.do("one more entry", Intake(record, "c1").open, DAY)
    result.say("needed", [kept.due(), kept.needed()])
    clock.on(LATER)
    result.say("a week later", [kept.due(), kept.last_words()])
    result.do("finished", kept.finish, say=True)
    result.say("listed", backups_of(record.folder))
    stick.rename(folder / "pocket")
    result.say("the stick is away", kept.last_words())
    (folder / "pocket").rename(stick)
    back = kept.copies()[-1].backup
    result.refused("gone back by a clerk", plan_restore, record, clerk, back, clock)
    found = result.do("to go back", plan_restore, record, "c1", back, clock)
    result.say("words", [found.act, found.summary])
    found = result.do("to go back by the stick", plan_restore_from, record, "c1", stick, clock)
    result.say("words", [found.act, found.summary])


def went_back(result: Chronicle, record: Record, clock: DayClock) -> Record:
    content = bytearray((record.folder / RECORD_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (record.folder / RECORD_FILE).write_bytes(content)
    found = plan_recovery(record.folder, PASSPHRASE, clock=clock)
    assert found is not None
    result.say("damaged", [found.act, found.summary])
    _, words = carry_out(found, clock)
    result.say("restored", words)
    again = open_record(record.folder, PASSPHRASE, clock=clock)
    result.goes_on("opened again", again)
    result.say("verified", again.verify())
    return again


def purged(result: Chronicle, record: Record, clock: DayClock, clerk: str) -> None:
    work = Purging(record, "c1")
    result.refused("a report of none", report_of, record)
    result.say("no rule", work.look(LATER, LATER))
    result.refused("purged without a rule", work.purge, work.look(LATER, LATER), LATER)
    result.refused("a rule of nothing", set_rule, record, "c1", 11, "", DAY)
    result.refused("a rule by a clerk", set_rule, record, clerk, 12, "样例期限表", DAY)
    result.do("a rule", set_rule, record, "c1", 60, " 样例期限表 ", DAY)
    result.do("the same rule", set_rule, record, "c1", 60, "样例期限表", DAY)
    clock.on(LONG_AFTER)
    result.refused("tomorrow", work.look, date(2031, 10, 1), LONG_AFTER)
    for day in (date(2031, 9, 20), date(2031, 9, 21)):
        result.say(f"due on {day}", len(work.look(day, LONG_AFTER).due))
    first = Ledger(record).look().rows[-1].id
    result.refused("held for no reason", work.hold, first, " ")
    result.refused("held by a clerk", Purging(record, clerk).hold, first, "投诉")
    result.do("held", work.hold, first, " 投诉没有办完 ")
    result.say("due", work.look(LONG_AFTER, LONG_AFTER))
    listed = work.look(LONG_AFTER, LONG_AFTER)
    result.refused("purged by a clerk", Purging(record, clerk).purge, listed, LONG_AFTER)
    result.do("purged", work.purge, listed, LONG_AFTER, say=True)
    result.do("purged again", work.purge, listed, LONG_AFTER)
    result.do("let go", work.let_go, first)
    report = report_of(record)
    result.say("report", report)
    result.lines += [f"  | {result.names.plain(text)}" for text in texts_of(purge_report(report))]
    result.refused("old copies before a new one", remove_before_purge, record, "c1", copies_before_purge(record))
    result.do("a backup", Backups(record, clock).make)
    result.say("old copies", copies_before_purge(record))
    result.refused("removed by a clerk", remove_before_purge, record, clerk, copies_before_purge(record))
    result.do("removed", remove_before_purge, record, "c1", copies_before_purge(record))
    result.say("left", [len(copies_before_purge(record)), len(backups_of(record.folder))])
    result.say("counted, listed", [record.applications.count(), len(record.applications.recent(99))])
    result.refused("a purged one opened", record.applications.by_number, listed.due[0].number)


def renewed(result: Chronicle, record: Record, clock: DayClock, clerk: str) -> Record:
    again = open_record(record.folder, PASSPHRASE, clock=clock)
    result.goes_on("opened once more", again)
    result.refused("asked by a clerk", ask_renewal, again, clerk, PASSPHRASE, NEW)
    result.refused("the old passphrase wrong", ask_renewal, again, "c1", NEW, NEW)
    result.refused("the new one short", ask_renewal, again, "c1", PASSPHRASE, "短")
    asked = ask_renewal(again, "c1", PASSPHRASE, NEW)
    again.close()
    done = carry_out_renewal(asked, cost=CHEAP, clock=clock)
    result.say("code", re.sub(r"[A-Z0-9]", "X", done.code))
    result.say("made", [done.backup is not None, done.trouble, len(done.old)])
    record = open_record(record.folder, NEW, clock=clock)
    result.goes_on("opened with the new passphrase", record)
    result.say("old copies", old_key_copies(record))
    result.refused("removed by a clerk", remove_old_key, record, clerk)
    result.do("removed", remove_old_key, record, "c1")
    result.say("left", old_key_copies(record))
    return record
