"""Why a file of another desk is not taken in: each way of being wrong has its own sentence, which says what to do.

All but SpoolFailed are raised before anything of the contents is handed on: nothing was taken in.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridcounter.errors import Fault, Refusal, WrongInput


class SealedFileRefused(WrongInput):
    """A file from another desk that is not taken in; the record is as it was."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__([f"{path.name}：{sentence}"])


class NotExchangeFile(SealedFileRefused):
    """Its beginning is not that of a file for another desk."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "不是本程序写出的各台交换文件，请核对选的是不是这个文件")


class NotInvitationFile(SealedFileRefused):
    """Its beginning is not that of an invitation."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "不是本程序写出的邀请文件，请核对选的是不是这个文件")


class InvitationInstead(SealedFileRefused):
    """An invitation, where an exchange file is asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "这是给新台加入用的邀请文件，不是交换文件；请选另一台导出的交换文件")


class ExchangeFileInstead(SealedFileRefused):
    """An exchange file, where an invitation is asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "这是各台之间的交换文件，不是邀请文件；请选管理员做的邀请文件")


class OfNewerProgram(SealedFileRefused):
    """Its protocol is a later one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "由更新版本的程序写成，一项也没有收；请先更新本机的程序再收")


class OfOlderProgram(SealedFileRefused):
    """Its protocol is an earlier one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "由较早版本的程序写成，一项也没有收；请先更新做文件的那一台的程序，再重新导出")


class NotForThisDesk(SealedFileRefused):
    """It is whole, and none of its keys is this desk's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "没有封给本台，打不开。做文件的那一台可能还不知道本台已经加入，或者本台已被停用，"
            "也可能是别的单位的文件；请管理员核对后，由那一台重新导出",
        )


class FileDamaged(SealedFileRefused):
    """Cut short or altered."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "不完整或被改动过（写的时候 U 盘可能拔早了），一项也没有收；请在做文件的那一台重新导出")


class SignedByAnother(SealedFileRefused):
    """The signature is not by the key of the desk that the file names."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "签名与写明的那一台不符，一项也没有收；请问清这个文件是谁做的、从哪里来，再请那一台重新导出"
        )


class SenderUnknown(SealedFileRefused):
    """Signed by a desk of which this desk's record does not know the key."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "做文件的那一台本台还不认识，一项也没有收；请先收一次邀请它加入的那一台的文件，再收这个；"
            "本台用很早的备份恢复过的，请那一台停用本台，再邀请本台重新加入",
        )


class InvitationOver(SealedFileRefused):
    """Signed by a desk that joined by an invitation which another had used, or too late."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "做文件的那一台用的邀请已经有别的台用过，或者已经过期，一项也没有收；请管理员重新邀请那一台"
        )


class SenderRetired(SealedFileRefused):
    """Signed by a desk that takes part no longer."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "做文件的那一台已经停用，一项也没有收；请问清这个文件从哪里来，有需要的请管理员重新邀请那一台"
        )


class OfAnotherRecord(SealedFileRefused):
    """It belongs to another record."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "是另一份台账的文件，不是本台账各台之间的，一项也没有收；请核对选的是不是这个文件")


class ContentsUnreadable(SealedFileRefused):
    """Signed as it is, and yet not what this program writes or takes in."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "内容不是本程序写出的样子，一项也没有收；请把做文件的那一台的程序更新后重新导出")


class FileTooLong(SealedFileRefused):
    """More bytes than a file of its kind has."""

    def __init__(self, path: Path, gigabytes: int) -> None:
        super().__init__(path, f"超过 {gigabytes} GB，不像是交换文件，一项也没有收；请核对选的是不是这个文件")


class EntriesDoNotFit(SealedFileRefused):
    """The desk signed entries that its own program would not have written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "里面有程序不会写出的登记，一项也没有收；请把这个文件留好，联系维护人员")


class FileUnreadable(SealedFileRefused):
    """The system does not give its bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "读不出来，一项也没有收；U 盘可能拔出了，请插好后重试")


class NobodyToSealFor(Refusal):
    """No desk is named for which the file is meant."""

    def __init__(self) -> None:
        super().__init__("没有别的台参加交换，没有谁能打开交换文件；请先邀请一台")


class WrongInvitationCode(Refusal):
    """The file is whole, and the code does not open it."""

    def __init__(self) -> None:
        super().__init__(
            "邀请码不对，请照管理员给的逐字核对（邀请码里没有 0、O、1、I、L），并核对是不是和这个文件一起给的"
        )


class InvitationExpired(Refusal):
    """`until` is the last day on which the invitation held."""

    def __init__(self, until: date) -> None:
        super().__init__(
            f"这份邀请到 {until.isoformat()} 为止，已经过期，请管理员重新邀请；本机日期不对的，先改正日期再试"
        )


class SpoolFailed(Fault):
    """The temporary file beside the record cannot be written or read."""

    def __init__(self) -> None:
        super().__init__("台账文件夹里的临时文件写不进去或读不出来，没有收完；请检查磁盘空间后再收一次")
