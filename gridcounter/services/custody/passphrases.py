"""口令: another passphrase for the same key, where nobody left and nothing leaked.

Whoever knows the old passphrase and holds an old copy could still work out the key: after somebody left, or a leak, the
key itself is renewed (`rekeying`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.passphrases import DrawnPassphrase, check_passphrase, draw_passphrase
from gridcounter.errors import Fault, GridcounterError
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on, is_there
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.offices import guessable_words
from gridcounter.services.office.roles import Right
from gridcounter.services.record.opening import newest_wrap
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.backup_keys import renew_keys
from gridcounter.store.files import replace_file


class ChangedAllTheSame(Fault):
    """The new passphrase is in force, but could neither be entered nor taken back."""

    sentence = (
        "新口令已经生效，但没有登记成：磁盘写不进去。请记住新口令并告诉每一位受理员；"
        "腾出磁盘空间后重新打开，程序会补上登记"
    )


@dataclass(frozen=True, slots=True)
class PassphraseChanged:
    """`left` are backups that could not be written, `away`: the off-site folder was not connected.

    Both still open with the old passphrase.
    """

    left: tuple[Path, ...]
    away: bool

    @property
    def message(self) -> str:
        """What was done, and which copies still open with the old passphrase, as one sentence."""
        text = "口令已改，本机的备份也改用新口令"
        if self.away:
            text += "；U 盘现在没有插上，上面的备份仍用旧口令打开，下次插上备份时一并改"
        if self.left:
            names = "、".join(path.name for path in self.left)
            text += f"；备份 {names} 写不进去，仍用旧口令打开，下次备份时再改"
        return text


def change_passphrase(
    record: Record,
    by: str,
    old: str,
    new: str,
    second: OffsiteTarget | None = None,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
) -> PassphraseChanged:
    """Wraps the key anew, enters it, and renews the keys file in every backup within reach.

    Needs the old passphrase although the record is open: access to an unattended computer is not enough. Raises
    NotAllowed, WrongPassphrase, KeysReplaced, PassphraseRefused.
    """
    Clerks(record).require(by, Right.CHANGE_PASSPHRASE)
    record.keys.prove(old)
    check_passphrase(new, guessable_words(record))
    record.write(lambda _: None)  # refused now rather than after the file is another one
    # of an old copy opened with the recovery sheet, too: a wrap below what is known would be refused at once
    above = newest_wrap(record)
    path = record.folder / keys.KEYS_FILE
    before = record.keys.own()
    # the file first: an entry without it would refuse the only file there is. The next opening enters what is missing
    generation = keys.change_passphrase(record.folder, record.key, new, cost=cost, above=above)
    record.keys.changed()
    try:
        record.journal.append(Act(Kind.PASSPHRASE_CHANGED, {"generation": generation}, by))
    except GridcounterError as refused:
        try:
            replace_file(path, before)
            record.keys.changed()
        except GridcounterError:
            raise ChangedAllTheSame from refused
        raise
    places, away = [record.folder / BACKUPS], False
    if second is not None:
        away = not is_there(record, second)
        places += [] if away else [folder_on(record, second)]
    return PassphraseChanged(renew_keys(record.keys.own(), record.key, places), away)


def draw() -> DrawnPassphrase:
    """A passphrase of words from the shipped list; nobody but the caller knows it."""
    return draw_passphrase(paths.passphrase_words().read_text("utf-8").split())
