"""The history of a record, act by act: the entry of each, or its refusal; at the end every table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from builders.held import Names, shown, told
from builders.paper_builders import paperwork
from builders.record_builders import PASSPHRASE, Clock, a_copy, a_setup
from gridcounter.bootstrap import open_application_service
from gridcounter.core.record.journal import Entry
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.record.record import Record
from gridcounter.store.migrations import PROJECTED

#: Of the index: that it is up to date, and how it spells, is held by tests/store/search/test_search.py.
_LEFT_OUT = {
    "searched": {"told", "letters", "waiting", "place"},
    "running": set(),
    "filing_act": {"place"},
    "joint_act": {"place"},
}


#: It is the same day then from Shanghai to New York.
_HOUR = time(6)


class DayClock(Clock):
    """A second with each look, on the day that a test says."""

    def on(self, day: date) -> None:
        self.at = datetime.combine(day, _HOUR, UTC)


#: Of a key made by lot, and of a hash over it.
OF_THE_ANCHOR = {"fingerprint": r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b", "hash": r"(?<= · )[0-9a-f]{8}\b"}

_clocks: dict[Path, DayClock] = {}


@contextmanager
def desk_in(folder: Path, day: date, place: str = "jining") -> Iterator[ApplicationService]:
    clock = DayClock(datetime.combine(day, _HOUR, UTC))
    record = a_copy(folder, PASSPHRASE, a_setup(place=place, office={"name": " 测试大厅 "}), clock=clock)
    _clocks[record.folder] = clock
    try:
        yield open_application_service(record, paperwork().assessor)
    finally:
        record.close()


def clock_of(desk: ApplicationService) -> DayClock:
    return _clocks[desk.record.folder]


class Chronicle:
    """`record` may be another one later: closed, restored, opened again."""

    def __init__(self, record: Record) -> None:
        self.lines: list[str] = []
        self.names = Names(
            D=r"(?<=-)[0-9A-F]{4}(?=20\d{6}-)",
            a=r"\b[0-9a-f]{32}\b",
            sha=r"\b[0-9a-f]{64}\b",
            former=r"\b[0-9a-f]{16}\b",
            edition=r"(?<=版本 )[0-9a-f]{8}\b",
            **OF_THE_ANCHOR,
        )
        self._answers: list[Any] = []
        self._last: dict[str, Any] = {}
        self._regime: Any = None
        self._seen = set[str]()
        self.goes_on("begun", record)

    def goes_on(self, title: str, record: Record) -> None:
        """After the record was opened anew: what was entered meanwhile is told as well."""
        self.record = record
        device = record.write(lambda stores: stores.journal.device)
        self.names.call(f"c{device[:4]}-", "c-")
        self.names.call(device, f"device after #{len(self._seen)}")
        self._tell(title, "")

    def do(self, title: str, act: Callable[..., Any], *arguments: Any, say: bool = False, **named: Any) -> Any:  # noqa: ANN401  what the act returns
        """`say`: what it returns is told as well."""
        __tracebackhide__ = True
        result, refused = None, ""
        try:
            result = act(*arguments, **named)
        except GridcounterError as wrong:
            refused = f"  ✗ {type(wrong).__name__}　" + "⏎".join(str(wrong).splitlines())
        self._tell(title, refused)
        if say and not refused:
            self.say("→", result)
        return result

    def refused(self, title: str, act: Callable[..., Any], *arguments: Any, **named: Any) -> None:  # noqa: ANN401  the act's own
        self.do(title, act, *arguments, **named)
        assert self.lines[-1].startswith("  ✗"), self.lines[-1]

    def say(self, label: str, value: Any) -> None:  # noqa: ANN401  whatever there is to see
        self.lines += shown(self._plain(value), label, "  ")

    def _plain(self, value: Any) -> Any:  # noqa: ANN401  JSON
        return json.loads(self.names.plain(json.dumps(told(value), ensure_ascii=False)))

    def _tell(self, title: str, refused: str) -> None:
        self.lines.append(f"= {title}" if title else "")
        for entry in self.record.journal.all():
            if entry.ref not in self._seen:
                self._seen.add(entry.ref)
                self._enter(entry, len(self._seen))
        if refused:
            self.lines.append(self.names.plain(refused))

    def _enter(self, entry: Entry, number: int) -> None:
        self.names.call(entry.ref, f"#{number}")
        self.names.call(entry.hlc, f"@{number}")
        payload = dict(entry.payload or {})
        if "short_code" in payload:
            self.names.call(payload["short_code"], f"code{number}")
        for key in ("content_hash", "pin"):
            if key in payload:
                self.names.call(payload[key], f"{key}{number}")
        if isinstance(payload.get("files"), dict):
            digests = {f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" for text in payload["files"].values()}
            payload["files"] = [*payload["files"], "the text of this version" if payload["version"] in digests else "?"]
        if payload.get("sha256") and "size" in payload:
            payload["size"] = "its bytes" if self._size(payload["sha256"]) == payload["size"] else payload["size"]
        if "devices_before" in payload:  # by their names, which are drawn by lot
            payload["devices_before"] = sorted(map(self.names.plain, payload["devices_before"]))
        if "regime" in payload:
            before, self._regime = self._regime, payload["regime"]
            payload["regime"] = "the same" if before == payload["regime"] else payload["regime"]
        if "answer" in payload:
            payload["answer"] = self._answer(payload["answer"])
        happened = "" if entry.happened_at == entry.entered_at else f" happened {entry.happened_at[:10]}"
        on = f" {entry.application}" if entry.application else ""
        head = f"#{number} {entry.kind}{on} by {entry.clerk} {entry.entered_at[:10]}{happened}"
        self.lines += shown(self._plain(payload), self.names.plain(head), "  ")

    def _size(self, digest: str) -> int:
        return len(self.record.archive.content(digest) or b"")

    def _answer(self, answer: Any) -> Any:  # noqa: ANN401  JSON
        """Whole the first time, then only what is another than in the one before."""
        if answer in self._answers:
            return f"answer {self._answers.index(answer) + 1}"
        self._answers.append(answer)
        other = {key: value for key, value in answer.items() if self._last.get(key) != value or key not in self._last}
        gone = [key for key in self._last if key not in answer]
        self._last = answer
        return {"new": f"answer {len(self._answers)}"} | other | ({"gone": gone} if gone else {})

    def tables(self) -> None:
        """Row by row, columns that say nothing left out."""
        empty = []
        for table in PROJECTED:
            cursor = self.record.db.execute(f"SELECT * FROM {table}")  # noqa: S608  our own table names
            columns = [column[0] for column in cursor.description]
            left_out = _LEFT_OUT.get(table, set())
            rows = [
                {name: self._cell(table, name, value) for name, value in zip(columns, row, strict=True)}
                for row in cursor.fetchall()
            ]
            if not rows:
                empty.append(table)
                continue
            self.lines.append(f"== {table}: {', '.join(name for name in columns if name not in left_out)}")
            lines = []
            for row in rows:
                row = {name: value for name, value in row.items() if name not in left_out}  # noqa: PLW2901  shorter
                lines.append(
                    self.names.plain("  " + " | ".join("" if one is None else str(told(one)) for one in row.values()))
                )
            self.lines += lines
        self.lines.append(f"== empty: {', '.join(empty)}")

    def _cell(self, table: str, column: str, value: Any) -> Any:  # noqa: ANN401  JSON
        if column == "files":
            return [*json.loads(value)]
        if column == "size":
            return ""
        if table == "filing_act" and column == "told":
            return {key: each for key, each in json.loads(value).items() if key != "regime"}
        if table == "answer" and column == "told":
            found = json.loads(value)
            return f"answer {self._answers.index(found) + 1}" if found in self._answers else value
        return value
