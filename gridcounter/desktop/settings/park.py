"""Which park an office serves: asked at the first start of a park team, and in 设置."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.relevant_keys import can_matter

if TYPE_CHECKING:
    from gridcounter.services.office.packs import InstalledPacks

_PARK = "site.park"
LABEL = "所在园区"
HINT = "只服务一个园区的，在这里定：以后新建的申请先按它填好，可以逐件改。"
PARKS: Mapping[object, str] = dict([(None, "逐件填写"), *WORD_LABELS[_PARK].items()])


def parks_matter(packs: InstalledPacks, place: str) -> bool:
    """Whether the policy of this place looks at parks at all."""
    today = datetime.now().astimezone().date()
    return matters_in(packs.edition(place, today), packs.baseline)


def matters_in(pack: PolicyPack, baseline: PolicyPack) -> bool:
    """As `parks_matter`, of one pack."""
    return can_matter(_PARK, pack, baseline)
