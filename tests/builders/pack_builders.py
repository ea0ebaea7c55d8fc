"""Editions of shipped packs, changed as a later policy would change them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TypeAlias

from gridcounter import paths

ONE_CASE = """
[[case]]
name = "编号"
given.on = "2026-09-21"
expect = [{ path = "policy.id", operator = "is", value = "jining" }]
"""
#: All replacements that one new sentence of the paper takes, each with the text that it replaces.
Edits: TypeAlias = tuple[tuple[str, str], ...]
#: What later papers might do to that of Jining.
SHORTER_STEP: Edits = (("wd = 8\n", "wd = 7\n"), ("wd = 18\n", "wd = 17\n"))
HIGHER_LIMIT: Edits = (('= 1250, unit = "kVA"', '= 1600, unit = "kVA"'),)
OTHER_TRACK: Edits = (
    (
        'track = "not_covered"\nwhen = { is = "low", customer',
        'track = "filing"\nwhen = { is = "low", customer',
    ),
)
FEWER_PAPERS: Edits = (
    ('issuer = "施工单位"\nwhen = { is = "high" }', 'issuer = "施工单位"\nwhen = { is = "reviewed" }'),
)
#: Two days made twenty, and the total with them, so that the check has nothing to object.
TEN_TIMES: Edits = (
    (
        'wd = 2\ncounts_from = "accepted"\nwhen = { class = "mv10_single_upto',
        'wd = 20\ncounts_from = "accepted"\nwhen = { class = "mv10_single_upto',
    ),
    ("wd = 7\n", "wd = 25\n"),
)
#: A paper that speaks of 过户, asks one thing more for 销户, and one more of a charger.
OTHER_BUSINESSES: Edits = (
    (
        '[[customer_class]]\nid = "lv_resident_or_micro"\n',
        """
[[business]]
id = "transfer"
label = "过户"
presumes = ["新户和原户都到场"]
notice = "提前 3 个工作日申请"
article = "四"

[[document]]
id = "final_bill"
label = "结清电费的凭证"
stage = "application"
when = { business = "closing" }
article = "四"

[[limit]]
id = "charger"
label = "充电桩装表"
wd = 3
counts_from = "accepted"
when = { business = "ev_charger" }
article = "四"

[[customer_class]]
id = "lv_resident_or_micro"
""",
    ),
)
EVERYTHING = (SHORTER_STEP, HIGHER_LIMIT, OTHER_TRACK, FEWER_PAPERS)


def changed(text: str, *changes: Edits) -> str:
    """The text of a pack with these changes; what they replace must be there."""
    for old, new in (pair for change in changes for pair in change):
        assert old in text, old
        text = text.replace(old, new)
    return text


def an_edition(
    folder: Path, *changes: Edits, place: str = "jining", begins: str = "2026-09-01", cases: str | None = None
) -> Path:
    """A copy of a shipped pack from that day on, with these changes."""
    target = folder / f"{place}-{begins}"
    target.mkdir(parents=True)
    source = paths.policies() / place
    text = (source / "pack.toml").read_text("utf-8")
    text = re.sub(r'(?m)^in_force_from = ".*"$', f'in_force_from = "{begins}"', text)
    (target / "pack.toml").write_text(changed(text, *changes), "utf-8")
    if cases is None:
        shutil.copy(source / "cases.toml", target)
    else:
        (target / "cases.toml").write_text(cases, "utf-8")
    return target


def edited_packs(folder: Path, *edits: Edits, place: str) -> Path:
    """A copy of the program's packs, of which somebody edited one where it lies."""
    target = folder / "policies"
    shutil.copytree(paths.policies(), target)
    file = target / place / "pack.toml"
    file.write_text(changed(file.read_text("utf-8"), *edits), "utf-8")
    return target
