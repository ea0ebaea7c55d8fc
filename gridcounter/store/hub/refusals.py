"""Why the hub does not do what is asked: each way has one sentence, which says what to do.

None of them holds what the server wrote: an address, a login or a value would travel with it. The record is as it was
in every case, and the desk works on.
"""

from __future__ import annotations

from gridcounter.errors import Fault, Refusal, WrongInput


class HubRefusal(Refusal):
    """The hub, or this desk, says no."""


class HubFault(Fault):
    """The line, the server or its disk."""


class HubUnreachable(HubFault):
    """No line, no server there, or the line went in the middle: what was asked may have been done or not."""

    sentence = "连不上中心库，本台照常办理；请检查网络，长时间连不上请告诉管理员"


class HubBusy(HubFault):
    """It takes no more connections, or the answer did not come in time."""

    sentence = "中心库现在忙不过来，本台照常办理；请稍后再试，经常这样请告诉管理员"


class HubDiskFull(HubFault):
    """Nothing of this call is there; what was there before is."""

    sentence = "中心库的磁盘满了，这次没有存上，本台照常办理；请告诉管理中心库的人"


class HubAnswerUnknown(HubFault):
    """`code` is the server's SQLSTATE; None if it gave none."""

    def __init__(self, code: str | None) -> None:
        said = f"（代码 {code}）" if code else ""
        super().__init__(f"中心库没有办成，原因本程序认不出来{said}；本台照常办理，请把这句话告诉管理中心库的人")


class HubLoginRefused(HubRefusal):
    """A wrong password, a desk that was retired, or one that the server does not let in from here."""

    sentence = "中心库不让本台登录：本台可能已被停用，或者登录资料已经换过；请找管理员"


class HubCertificateWrong(HubRefusal):
    """Whoever answers cannot show that it is the hub. There is no going on in spite of it."""

    sentence = (
        "对方证明不了自己是中心库（证书、加密或登录方式不对），没有连接，什么也没有发出；"
        "可能有人冒充，也可能中心库换了证书。"
        "请告诉管理员，不要换别的办法硬连"
    )


class HubNewer(HubRefusal):
    """It speaks a later protocol."""

    sentence = "中心库已经升级，本机的程序太旧，没有交换；请先更新本机的程序，本台照常办理"


class HubOlder(HubRefusal):
    """It speaks an earlier protocol."""

    sentence = "中心库的版本太旧，没有交换；请管理中心库的人升级它，本台照常办理"


class HubForked(HubRefusal):
    """The hub has another history of this device."""

    def __init__(self, device: str) -> None:
        self.device = device
        super().__init__(f"中心库里设备 {device} 的登记与本台的不是同一份，没有送上去；请告诉管理员")


class HubGap(HubRefusal):
    """The hub lacks earlier entries of this device."""

    def __init__(self, device: str) -> None:
        self.device = device
        super().__init__(f"中心库里设备 {device} 前面的登记还没有，没有送上去；请再交换一次，从缺的那一条送起")


class HubTooMuch(HubRefusal):
    """More at once, or altogether, than the hub takes."""

    sentence = "一次送的超过中心库的上限，没有送上去；请告诉维护人员"


class HubNotAllowed(HubRefusal):
    """It has no such door for this login, or the argument is none."""

    sentence = "中心库不收这项请求：本台没有这项权限，或者内容不合要求；请告诉管理员"


class LoginTaken(HubRefusal):
    """By any office: logins are of the whole server."""

    sentence = "这个登录名已经有了，请换一个"


class AccessUnreadable(WrongInput):
    """A text that is no access to a hub."""

    def __init__(self) -> None:
        super().__init__(["这不是本程序写出的中心库登录资料，或者被改动过；请向管理中心库的人重新要一份"])


class HubServerUnreachable(HubFault):
    """For who prepares the hub: no server, or a login that it does not take."""

    sentence = "连不上 PostgreSQL，或者它不让登录；请核对连接参数，看服务器是不是在运行，再试"


class ConnectionTextWrong(WrongInput):
    """Libpq does not understand it; it may hold a password, so that it is not shown."""

    def __init__(self) -> None:
        super().__init__(["连接参数写法不对；应为 host=… dbname=… user=… 这样的写法，或者 postgresql:// 开头的地址"])


class NotSuperuser(HubRefusal):
    """Roles, grants and access rules of the server are looked at and made."""

    sentence = "要用 PostgreSQL 的超级用户来做，例如 postgres；什么也没有改"


class ServerTooOld(HubRefusal):
    """`version` is that of the server."""

    def __init__(self, version: int) -> None:
        super().__init__(f"服务器是 PostgreSQL {version}，中心库要 13 或更新的；什么也没有改")


class DatabaseNotEmpty(HubRefusal):
    """Somebody else's tables lie in it."""

    sentence = "这个数据库里已经有别的表；请另建一个空数据库给中心库用，什么也没有改"


class ForeignSchema(HubRefusal):
    """What bears the name of the hub is not what `init` made."""

    sentence = "这个数据库里的 gridcounter_hub 不是本程序建的样子，什么也没有改；请另建一个空数据库，或联系维护人员"


class NoHub(HubRefusal):
    """It was not prepared."""

    sentence = "这个数据库还不是中心库；请先运行 gridcounter hub init"


class OfficeThere(HubRefusal):
    """`code` is in use."""

    def __init__(self, code: str) -> None:
        super().__init__(f"单位 {code} 已经在中心库里；要给它再加一个登录，请用 gridcounter hub desk add {code}")


class OfficeUnknown(HubRefusal):
    """`code` is of no office there."""

    def __init__(self, code: str) -> None:
        super().__init__(f"中心库里没有单位 {code}；请核对代号，新单位用 gridcounter hub office add {code}")
