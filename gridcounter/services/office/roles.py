"""Three roles, each including the rights of the previous one. Services check rights, not pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gridcounter.core.validation.pins import SHORTEST_OF_LEADERS, SHORTEST_PIN
from gridcounter.errors import Refusal


class Role(StrEnum):
    """Each role includes the rights of the previous one."""

    CLERK = "clerk"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


ROLES = {Role.CLERK: "经办", Role.LEADER: "值班长", Role.ADMINISTRATOR: "管理员"}
_RANK = list(Role)
#: The fewest digits of a PIN.
SHORTEST_PINS = {Role.CLERK: SHORTEST_PIN, Role.LEADER: SHORTEST_OF_LEADERS, Role.ADMINISTRATOR: SHORTEST_OF_LEADERS}


class Right(StrEnum):
    """Acts that need more than the lowest role; `RIGHTS` says which role."""

    VOID_PAPER = "void_paper"
    REOPEN = "reopen"
    SWITCH_PACK = "switch_pack"
    PURGE = "purge"
    REVEAL_LIST = "reveal_list"
    SEE_FIGURES = "see_figures"
    CHANGE_OFFICE = "change_office"
    CHANGE_CLERKS = "change_clerks"
    CHANGE_PASSPHRASE = "change_passphrase"  # noqa: S105  the name of a right
    RESTORE = "restore"
    SHARE = "share"
    SETTLE = "settle"
    KEEP_GUARANTORS = "keep_guarantors"


#: right -> the lowest role that has it, and the words for the act in a sentence
RIGHTS: dict[Right, tuple[Role, str]] = {
    Right.REOPEN: (Role.LEADER, "恢复已办结的申请"),
    Right.VOID_PAPER: (Role.LEADER, "作废已出具的文书"),
    Right.SWITCH_PACK: (Role.LEADER, "切换政策版本"),
    Right.PURGE: (Role.LEADER, "清除到期的个人信息"),
    Right.REVEAL_LIST: (Role.LEADER, "整张列表显示完整号码"),
    Right.SEE_FIGURES: (Role.LEADER, "查看统计"),
    Right.CHANGE_OFFICE: (Role.ADMINISTRATOR, "修改单位资料"),
    Right.CHANGE_CLERKS: (Role.ADMINISTRATOR, "管理受理员"),
    Right.CHANGE_PASSPHRASE: (Role.ADMINISTRATOR, "修改口令"),
    Right.SETTLE: (Role.LEADER, "核对两台分别办理、互相不一致的登记"),
    Right.KEEP_GUARANTORS: (Role.LEADER, "登记园区的包保责任人、标出大客户"),
    Right.SHARE: (Role.ADMINISTRATOR, "邀请、停用共用台账的各台"),
    Right.RESTORE: (Role.ADMINISTRATOR, "恢复台账、选择第二份备份的文件夹"),
}


class NotAllowed(Refusal):
    """The clerk's role lacks the right; the message says which role has it."""

    def __init__(self, right: Right) -> None:
        role, act = RIGHTS[right]
        super().__init__(f"{act}要由{ROLES[role]}来做，请{ROLES[role]}按 Ctrl+L 换人后再做")


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk on record; `active` is false after leaving."""

    id: str
    name: str
    role: Role
    active: bool = True


def may(clerk: Clerk, right: Right) -> bool:
    """False for an inactive clerk, whatever the role."""
    return clerk.active and _RANK.index(clerk.role) >= _RANK.index(RIGHTS[right][0])


def is_raised(before: Role, after: Role) -> bool:
    """Whether the second role has rights that the first one lacks."""
    return _RANK.index(after) > _RANK.index(before)


def require(clerk: Clerk, right: Right) -> None:
    """Raises NotAllowed if the clerk lacks the right."""
    if not may(clerk, right):
        raise NotAllowed(right)
