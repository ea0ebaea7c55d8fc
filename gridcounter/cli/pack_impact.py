"""gridcounter packs, with the command that also needs a record: the effect of an edition on open applications."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.bootstrap import assessor_of, open_assessor
from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.help import ChineseCommand
from gridcounter.cli.packs import as_folder, packs
from gridcounter.cli.record import Data, PassphraseFile, Recovery, opened_record
from gridcounter.core.policy.model import PolicyPack
from gridcounter.services.office.pack_check import read_checked
from gridcounter.services.office.shipped_comparison import standing

if TYPE_CHECKING:
    from gridcounter.services.policy.impact import Impact

__all__ = ["packs"]

New = Annotated[Path, typer.Argument(metavar="新政策包", help="新政策包的文件夹，或者工作簿。")]


@packs.command(cls=ChineseCommand)
def impact(
    new: New,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """启用新政策包以前：在办的每一件会有什么变化。只看，不改台账。"""
    from gridcounter.services.policy.impact import impact as impact_of

    today = datetime.now().astimezone().date()
    shipped = open_assessor()
    with as_folder(new, shipped) as folder:
        pack = read_checked(folder, shipped.packs.baseline, shipped.calendar)
    with opened_record(data, passphrase_file, recovery=recovery) as opened:
        assessor = assessor_of(opened, shipped)
        found = impact_of(opened.stores, assessor.packs, pack, assessor.calendar, today)
        stands = standing(pack, assessor.packs).words
    if as_json:
        say_json(_words(pack, found) | {"standing": stands})
        return
    _say(pack, found, stands)


def _words(pack: PolicyPack, found: Impact) -> dict[str, object]:
    """Numbers of applications, and no names: terminal output is often passed on."""
    return {
        "pack": {"id": pack.id, "number": pack.header.number, "version": pack.version},
        "day": found.day.isoformat(),
        "examined": found.examined,
        "contradictory": found.contradictory,
        "affected": [
            {
                "number": one.number,
                "state": one.state,
                "told": one.pinned,
                "changes": [change.model_dump() for change in one.changes],
            }
            for one in found.affected
        ],
    }


def _say(pack: PolicyPack, found: Impact, stands: str) -> None:
    from gridcounter.services.policy.impact import change_words

    header = pack.header
    say(f"{header.number}（{header.place}），按 {found.day.isoformat()} 受理看")
    if stands:
        say(stands)
    say(f"在办 {found.examined} 件，有变化 {len(found.affected)} 件" + _left_out(found))
    for changes, many in found.groups:
        say(f"{many} 件：" + "；".join(change_words(change) for change in changes))
    for one in found.affected:
        rests = "　已告知，不自动改" if one.pinned else ""
        say(f"  {one.number}{rests}　" + "；".join(change.what for change in one.changes))


def _left_out(found: Impact) -> str:
    return f"；{found.contradictory} 件填写有矛盾，没有答复可比" if found.contradictory else ""
