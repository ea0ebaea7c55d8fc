"""Why nothing is exchanged with the hub, beside what the hub itself says."""

from __future__ import annotations

from pathlib import Path

from gridcounter.errors import Refusal, WrongInput


class NoHub(Refusal):
    """The desk is connected to none."""

    def __init__(self) -> None:
        super().__init__("本台还没有接入中心库：请管理员在【设置】的【各台交换】里用登录资料接入")


class ForeignHub(Refusal):
    """Another hub answers under the address; nothing was handed over."""

    def __init__(self) -> None:
        super().__init__(
            "这个地址上的中心库不是原来那一个，没有交换，什么也没有送出；"
            "确实换了中心库的，请管理员用新的登录资料在【设置】的【各台交换】里重新接入"
        )


class ThisDeskRetired(Refusal):
    """The others retired it: what it enters reaches nobody."""

    def __init__(self) -> None:
        super().__init__("本台已被停用，不再和中心库交换；要继续共用的，请管理员重新邀请本台加入")


class AccessFileUnreadable(WrongInput):
    """The system does not give its bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：读不出来；请核对选的是不是登录资料，U 盘有没有插好"])
