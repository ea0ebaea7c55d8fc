"""What a new edition changes for 100,000 open applications, told and not told yet."""

from __future__ import annotations

import json
import random
import re
import secrets
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.case_reading import parse_case
from gridcounter.core.notice import answer_of, to_payload
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.record.journal import canonical
from gridcounter.services.office.packs import read_pack
from gridcounter.services.policy.impact import impact
from gridcounter.store.queries.applications import FieldValue, as_contract
from gridcounter.store.stores import open_to_write

if TYPE_CHECKING:
    from rows import Row

    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.store.engine import Database

APPLICATIONS = 100_000
_TOLD = 0.5
_DAY = "2026-09-21"
_TEMPLATES = 4_000
_PIN = "INSERT INTO answer (application, ref, pinned_at, pack, pack_number, pack_version, track, told) VALUES"
_OPEN = "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, accepted_on, changed_hlc) VALUES"


def impact_rows(row: Row, applications: int = APPLICATIONS, templates: int = _TEMPLATES) -> None:
    assessor = open_assessor()
    with tempfile.TemporaryDirectory() as folder:
        editions = {"three lines": _edition(Path(folder), (("wd = 8\n", "wd = 7\n"), ("1250,", "1600,")))}
        # whatever can be told is told differently
        editions["every day count"] = _edition(Path(folder), ((r"(?m)^wd = (\d+)$", r"wd = 1\1"), ("1250,", "1600,")))
        record = Path(folder) / "record"
        record.mkdir()
        stores = open_to_write(record, secrets.token_bytes(32), _never, new=True)
        try:
            _fill(stores.db, assessor, applications, templates)
            for what, new in editions.items():
                start = time.perf_counter()
                found = impact(stores, assessor.packs, new, assessor.calendar, date.fromisoformat(_DAY))
                taken = time.perf_counter() - start
                name = f"impact on {found.examined:,} open applications: {what} ({len(found.affected):,} change)"
                row(name, f"{taken:.1f} s", "<= 10 s", held=taken <= 10)
        finally:
            stores.close()


def _never() -> Any:  # noqa: ANN401  nothing is appended
    raise AssertionError


def _edition(folder: Path, edits: tuple[tuple[str, str], ...]) -> PolicyPack:
    text = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
    text = re.sub(r'(?m)^in_force_from = ".*"$', 'in_force_from = "2026-09-01"', text)
    for old, new in edits:
        text = re.sub(old, new, text)
    file = folder / "pack.toml"
    file.write_text(text, "utf-8")
    pack, problems = read_pack(file)
    if pack is None:
        raise AssertionError(problems)
    return pack


def _fill(db: Database, assessor: Assessor, applications: int, templates: int) -> None:
    """Straight into the projected tables. Capacities and lengths as people say them; each may be one of a kind."""
    chance = random.Random(1)  # noqa: S311  invented cases, the same in every run
    lines: list[tuple[dict[str, Any], str]] = []
    while len(lines) < templates:
        fields = _case(chance)
        raw = as_contract({name: FieldValue(value, "") for name, value in fields.items()})["case"]
        case, _ = parse_case(raw, localities=assessor.packs.localities, documents=assessor.packs.documents)
        if case is not None:
            lines.append((fields, canonical(to_payload(answer_of(case, assessor.assess(case), Circumstances())))))
    with db.atomic():
        for number in range(applications):
            application = f"{chance.getrandbits(128):032x}"
            accepted = chance.random() < _TOLD
            fields, pinned = chance.choice(lines) if accepted else (_case(chance), "")
            state, on = ("accepted", _DAY) if accepted else ("open", None)
            row = [application, f"B-{number}", f"K{number:06d}", state, _DAY, "c1", on, f"{number:013d}"]
            db.execute(f"{_OPEN} (?, ?, ?, ?, ?, ?, ?, ?)", row)
            person = {"applicant.name": f"样例{number}", "applicant.phone": f"{number:011d}"}
            for field, value in (fields | person).items():
                written = json.dumps(value, ensure_ascii=False)
                db.execute("INSERT INTO field VALUES (?, ?, ?, 'b:1')", [application, field, written])
            if accepted:
                db.execute(f"{_PIN} (?, 'b:1', ?, 'jining', '', '', '', ?)", [application, _DAY, pinned])


def _case(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "case.locality": "jining",
        "case.on": _DAY,
        "case.business": chance.choice(("new_connection", "new_connection", "capacity_increase", "temporary")),
        "case.customer": chance.choice(("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other")),
        "case.supply.voltage_kv": chance.choice((0.22, 0.38, 10, 10, 35)),
        "case.supply.capacity": round(chance.uniform(3, 3000), 1),
        "case.supply.unit": "kW",
        "case.supply.sources": chance.choice((1, 1, 2)),
        "case.site.park": chance.choice(("none", "none", "municipal", "provincial")),
        "case.site.key_project": chance.random() < 0.1,
    }
    if found["case.supply.voltage_kv"] > 1:
        found["case.supply.unit"] = "kVA"
        found["case.supply.critical"] = chance.random() < 0.1
        found["case.supply.dedicated_line"] = chance.random() < 0.2
        found["case.supply.permanent"] = found["case.business"] != "temporary"
        found["case.works.kind"] = chance.choice(("customer_connection", "public_grid_for_customer"))
        found["case.works.owner"] = chance.choice(("applicant", "grid_company"))
        found["case.works.length_m"] = round(chance.uniform(0, 2000), 1)
    else:
        found["case.supply.connection"] = chance.choice(("meter_only", "service_drop", "works"))
        found["case.works"] = None
    return found
