"""Three desks and a hub on this machine, from beginning to end: `python tools/hub_demo.py` (`make hub-demo`).

A real PostgreSQL runs on a free port of 127.0.0.1 meanwhile, from the folder that GRIDCOUNTER_POSTGRES names, from the
system's packages, or from the wheel of the tests. Everything is gone at the end.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from builders.hub_server import running_hub_server  # noqa: E402  the same server as in the tests
from builders.record_builders import CHEAP, CLERK, a_setup  # noqa: E402

from gridcounter.core.record.journal import Act, Kind  # noqa: E402
from gridcounter.services.applications.intake import Intake  # noqa: E402
from gridcounter.services.desks.conflicts import conflicts  # noqa: E402
from gridcounter.services.desks.hub.connecting import connect_hub  # noqa: E402
from gridcounter.services.desks.hub.exchange import exchange_with_hub  # noqa: E402
from gridcounter.services.desks.membership import begin_sharing, invite, join  # noqa: E402
from gridcounter.services.record.opening import create_record, open_record  # noqa: E402
from gridcounter.services.record.record import Record  # noqa: E402

_PASSPHRASE = "演示用的一个口令"  # noqa: S105  of records that are gone at the end
_NAMES = ("1 号台", "2 号台", "3 号台")


def say(chinese: str, english: str) -> None:
    print(f"{chinese}  /  {english}", flush=True)  # noqa: T201  the output of the demonstration


def debian() -> None:
    """The system's own server where it is installed, and nothing else is named."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        os.environ.setdefault("GRIDCOUNTER_POSTGRES", str(found[-1].parent))


def three_desks(folder: Path, first_access: object) -> list[Record]:
    create_record(folder / "1", _PASSPHRASE, a_setup(), cost=CHEAP)[0].close()
    first = open_record(folder / "1", _PASSPHRASE)
    begin_sharing(first, CLERK, _NAMES[0])
    connect_hub(first, CLERK, first_access)  # type: ignore[arg-type]
    exchange_with_hub(first)
    records = [first]
    for number, name in enumerate(_NAMES[1:], start=2):
        made = invite(first, CLERK, folder / f"{number}.gcx", datetime.now().astimezone(), CHEAP)
        join(folder / str(number), _PASSPHRASE, made.path, made.code, name, cost=CHEAP)
        records.append(open_record(folder / str(number), _PASSPHRASE))
    say("三台都已加入，并接入中心库", "three desks have joined, each with a login of its own at the hub")
    return records


def exchange_all(records: list[Record]) -> None:
    for _ in range(2):
        for record in records:
            exchange_with_hub(record)


def show(records: list[Record]) -> bool:
    """True if an act of one desk reached the others, and what did not fit was found at each."""
    first, second, third = records
    exchange_all(records)
    application = Intake(first, CLERK).open(datetime.now().astimezone().date(), {"applicant.name": "样例面馆"})
    say("1 号台登记了一份申请：样例面馆", "desk 1 entered an application")
    exchange_all(records)
    seen = [record.applications.fields(application)["applicant.name"].value for record in records]
    say(f"各台看到的：{'、'.join(map(str, seen))}", "what each desk has now")
    held = first.applications.fields(application)["applicant.name"].ref
    for record, name in ((second, "样例饭店"), (third, "样例茶馆")):
        record.journal.append(
            Act(Kind.FIELDS_CHANGED, {"fields": {"applicant.name": {"to": name, "over": held}}}, CLERK, application)
        )
    say("2 号台和 3 号台都没有联网，改了同一项", "desks 2 and 3 change the same field, without a line")
    exchange_all(records)
    found = [conflicts(record) for record in records]
    for one in found[0]:
        say(f"待核对：{one.text}", "to be looked at")
    return seen == ["样例面馆"] * 3 and [len(each) for each in found] == [1, 1, 1]


def main() -> int:
    debian()
    with tempfile.TemporaryDirectory(prefix="gridcounter-hub-demo-") as folder, running_hub_server() as server:
        say(f"中心库在 127.0.0.1:{server.port}，只在本机", "a PostgreSQL on loopback, for this demonstration alone")
        records = three_desks(Path(folder), server.hub().office("hall"))
        try:
            done = show(records)
        finally:
            for record in records:
                record.close()
    say("中心库已停，文件已删", "the hub is stopped, and all files are gone")
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
