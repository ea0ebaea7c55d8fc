"""A plan of recovery and what it says to the user; the refusals of a backup that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gridcounter.errors import Refusal
from gridcounter.services.custody.backups import in_words
from gridcounter.services.record.opening import lies_in
from gridcounter.store.custody.manifest import Backup
from gridcounter.store.custody.restore import RestorePlan
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.papers import PAPERS_FILE

_KEPT = "被替换的文件另存，不会删除。"


#: A file under another key and a damaged first page look alike.
_PERHAPS_OTHER_KEY = "用这份备份的钥匙打不开现在的台账：可能已受损，也可能换过钥匙；换过的，请先用现在的口令试。"


class NoGoodBackup(Refusal):
    """None of the backups found opens and verifies; `tried` is their number."""

    def __init__(self, folder: Path, tried: int) -> None:
        text = f"找到 {tried} 份备份，都打不开或不完整" if tried else "没有找到备份"
        super().__init__(f"{text}。请不要删除 {folder} 里的任何文件，也不要新建台账，尽快联系维护人员")


class NotABackup(Refusal):
    """The folder is not a complete backup."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 不是完整的备份；可用的备份见 gridcounter record backups")


class NoBackupsIn(Refusal):
    """The folder holds no backup of this record."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有这份台账的备份；请选 U 盘上以 gridcounter- 开头的文件夹，或者 U 盘本身")


class BackupUnsound(Refusal):
    """The chosen backup does not verify; `wrong` says why."""

    def __init__(self, backup: Backup, wrong: str) -> None:
        super().__init__(f"备份 {backup.name} 不能用：{wrong}；请换一份备份")


class OlderBackup(Refusal):
    """The record is damaged, and a newer good backup than the chosen one is there."""

    def __init__(self, newest: Backup) -> None:
        super().__init__(
            f"台账受损时，只恢复到最近一份完好的备份（{newest.name}）；要回到更早的，请先恢复这一份，打开以后由管理员来办"
        )


class GrownSince(Refusal):
    """Somebody went on in the record, or mended it, since the plan was made: more would be given up than said."""

    sentence = (
        "选好备份以后，台账又有了新的登记，或者已经有人恢复过：没有恢复，什么都没有改动；"
        "请重新办一次，看清会少哪些登记再定"
    )


class UnderOtherKey(Refusal):
    """The backups beside the record have another key than the keys file in `source`."""

    def __init__(self, source: Path) -> None:
        super().__init__(
            f"{source.name} 里的密钥文件是另一把钥匙的，和台账旁边的备份都不同，多半是换钥匙以前的；"
            "台账不一定受损：请用现在的口令恢复密钥文件，不要用换钥匙以前的文件和备份"
        )


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """A plan of recovery. `lost` is the number of entries that the backup lacks; None if unknown.

    `going_back`: the record is undamaged and its journal holds, so that a clerk with the right is needed, and `by` is
    the one who gave the PIN. "" where the record cannot be read: there the passphrase is all that can be asked for.
    """

    folder: Path
    key: bytes = field(repr=False)
    mending: RestorePlan
    lost: int | None
    now: datetime
    by: str = ""
    going_back: bool = False

    @property
    def damaged(self) -> tuple[str, ...]:
        """The files that are damaged; an undamaged record is replaced, too, by one who goes back."""
        return tuple(name for name in self.mending.damaged if not (self.going_back and name == RECORD_FILE))

    @property
    def act(self) -> str:
        """The label of the button."""
        if self.mending.backup:
            return f"用{when_words(self.mending.backup, self.now)} 的备份恢复"
        return "用备份里的密钥文件恢复" if self.mending.keys_from else "从备份补回存档的文书"

    @property
    def summary(self) -> str:
        """The effect of the plan on the data, in Chinese, in lines."""
        backup = self.mending.backup
        # on another computer nothing is damaged: there is no record yet
        lines = [f"受损的文件：{'、'.join(self.damaged)}。"] if self.damaged and lies_in(self.folder) else []
        if backup:
            to = f"{'台账回到' if self.going_back else '备份到'}{when_words(backup, self.now)}"
            lines.append(f"{to}，共 {backup.manifest.entries} 条。{lost_words(self.lost)}")
        else:
            lines.append("登记的内容一条不少。")
        if PAPERS_FILE in self.mending.damaged:
            lines.append("存档的文书，还读得出来的都保留。")
        if self.mending.keys_from:
            if RECORD_FILE in self.mending.damaged and lies_in(self.folder):
                lines.append(_PERHAPS_OTHER_KEY)
            lines.append("口令和恢复码是备份那时的。")
        if lies_in(self.folder):
            lines.append(_KEPT)
        return "\n".join(lines)


def when_words(backup: Backup, now: datetime) -> str:
    """When the backup was made, for use after a Chinese character: a digit is preceded by a space."""
    words = in_words(backup.manifest.made_at, now)
    return f" {words}" if words[0].isdigit() else words


def lost_words(entries: int | None) -> str:
    """What is not in the backup, as one sentence; None: nobody can say how much."""
    if entries == 0:
        return "此后没有新的登记。"
    text = "此后登记的内容" if entries is None else f"此后登记的 {entries} 条"
    return f"{text}不在其中，请对照纸质材料重新登记。"
