"""The sixth place of the tests: a pack and its example cases, as an office would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACK = """
id = "yangli"
place = "样例市"
number = "样能字〔2026〕6号"
title = "关于用电报装的通知"
kind = "norm"
issued_on = "2026-01-01"
in_force_from = "2026-02-01"
hotlines = ["95598", "12398"]
suppliers = ["样例市供电公司"]

[terms]
low = { "supply.voltage_kv" = { at_most = 1 } }

[[customer_class]]
id = "lv"
label = "样例低压"
when = { is = "low" }
article = "1"

[[customer_class]]
id = "hv"
label = "样例高压"
otherwise = true
article = "1"

[[step]]
id = "accept"
label = "样例受理"
actor = "grid_company"
wd = 4
counts_from = "accepted"
article = "2"

[[limit]]
id = "grid_side"
label = "样例合计"
wd = 9
article = "3"
not_the_sum = "3"

[[limit]]
id = "at_once"
label = "样例即日办结"
days = 1
counts_from = "accepted"
when = { customer = "resident" }
article = "3"

[[document]]
id = "town_note"
label = "样例城镇证明"
stage = "application"
when = { not = { "site.area" = "rural" } }
article = "4"

[[document]]
id = "class_note"
label = "样例分类证明"
stage = "application"
when = { class = "hv" }
article = "4"

[[document]]
id = "village_note"
label = "样例村证明"
stage = "application"
accepts = ["村委会盖章的证明"]
issuer = "村委会"
when = { "site.area" = "rural" }
article = "4"

[[matter]]
id = "river_crossing"
label = "跨越河道"
authority = "水务部门"
article = "5"

[[approval]]
id = "short"
track = "filing"
label = "样例备案"
matters = ["river_crossing"]
when = { "works.length_m" = { at_most = 100 } }
article = "5"

[[approval]]
id = "long"
track = "permit"
label = "行政许可"
wd = 5
matters = ["river_crossing"]
unless = "short"
article = "5"

[filing]
form = "filing_record"
title = "样例备案表"
post_required = true
may_start = "posted"
article = ["5"]

[[cost]]
id = "to_meter"
payer = "grid_company"
label = "供电企业投资至电能表"
part = "电网至电能表"
when = { is = "low" }
article = "6"

[[right]]
id = "own_choice"
label = "施工单位由您自主选择"
article = "7"
"""

CASES = """
[[case]]
name = "农村低压"
given.on = "2026-09-28"
given.site = { area = "rural" }
given.supply = { voltage_kv = 0.4 }
expect = [
    { path = "customer_class.id", operator = "is", value = "lv" },
    { path = "documents[village_note].state", operator = "is", value = "required" },
]
"""


def sixth_place(folder: Path) -> Path:
    """The folder of the pack, new inside `folder`."""
    made = folder / "yangli"
    made.mkdir(parents=True)
    (made / "pack.toml").write_text(PACK, "utf-8")
    (made / "cases.toml").write_text(CASES, "utf-8")
    return made
