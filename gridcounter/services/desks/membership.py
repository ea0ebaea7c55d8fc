"""Which desks share the record: how the first one begins, how others are invited and join, and how one leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_desks import mark_digest
from gridcounter.core.record.signing import Signer
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.passphrases import check_passphrase
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.desks.exchange_keys import new_exchange_key
from gridcounter.services.desks.hub.letting_in import connected_by, let_in
from gridcounter.services.desks.hub.sealed_keys import renew_key
from gridcounter.services.desks.invitation import DeskKeys, new_invitation, opened_invitation, write_invitation
from gridcounter.services.desks.sealed_file import EntriesOf
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.services.record.first_start import refuse_taken, staged_for
from gridcounter.services.record.moving import bind_here
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.custody.places import refuse_network_share
from gridcounter.store.custody.purge import heads_of
from gridcounter.store.custody.written_files import WrittenFile, note_written
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.desk_keys import DeskKey, desk_key, make_desk_key
from gridcounter.store.engine import Database
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.journal.merge import begin_with, record_id
from gridcounter.store.own_hub import OfficeKey, hub_login_of, keep_keys, named_keys, office_keys
from gridcounter.store.queries.desks import DeskRow, copies_kept, desks
from gridcounter.store.signing import SigningKey
from gridcounter.store.stores import WritingStores, open_to_write

#: A desk as it is listed.
Desk: TypeAlias = DeskRow
#: The clerk of what a new desk enters before anybody gave a PIN at it.
_JOINING = "joining"
_NAME = re.compile(r"[\w\- ·]{1,20}")


class NotShared(Refusal):
    """No desk was invited yet, so that there is nobody to exchange with."""

    def __init__(self) -> None:
        super().__init__("本台账还没有和别的台共用：先由管理员给本台起个名字，再邀请别的台加入")


class DeskNameTaken(Refusal):
    """Two desks of one name cannot be told apart in a sentence."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已经有一台叫“{name}”，请换一个名字")


class NoSuchDesk(Refusal):
    """No desk of this name takes part."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有叫“{name}”的台，或者它已经停用，请从列表里选")


class SeveralOfTheName(Refusal):
    """Two desks joined under one name before they knew of each other."""

    def __init__(self, name: str) -> None:
        super().__init__(f"有几台都叫“{name}”，请到【设置】的【各台交换】里选中要停用的那一台再停用")


class RetiresItself(Refusal):
    """A desk is retired at another one: here nobody would know of it."""

    def __init__(self) -> None:
        super().__init__("不能在本台停用本台，请在另一台上办理")


@dataclass(frozen=True, slots=True)
class Invited:
    """The written file, the code that is told on another way, and until when both hold.

    `hub` is why the new desk does not reach the hub by it; "" if it does, or if there is none.
    """

    path: Path
    code: str
    until: datetime
    hub: str = ""


def all_desks(record: Record) -> list[DeskRow]:
    """For the thread of the record. Empty while the record is not shared."""
    return desks(record.db)


def begin_sharing(record: Record, by: str, name: str) -> None:
    """Names this desk, the first one. Nothing changes for it but that others can be invited. Raises NotAllowed."""
    require_from_any_thread(record, by, Right.SHARE)
    name = _checked(name)

    def work(stores: WritingStores) -> None:
        with stores.db.atomic():
            if desk_key(stores.db) is None:
                _enter(stores, name, by)
                bind_here(record.folder, stores)

    record.write(work)


def invite(record: Record, by: str, path: Path, now: datetime, cost: keys.Cost = keys.OFFICE_COST) -> Invited:
    """Writes an invitation with all entries. Raises NotAllowed, NotShared, Fault."""
    require_from_any_thread(record, by, Right.SHARE)
    invitation = new_invitation(now)
    values = {"mark_digest": mark_digest(invitation.mark), "until": invitation.until.isoformat()}

    def enter(stores: WritingStores) -> None:
        own_key(stores.db)
        stores.journal.append(Act(Kind.DESK_INVITED, values, by))

    record.write(enter)
    access, why_not = let_in(record)
    with record.reading() as stores:
        key, heads = own_key(stores.db), stores.journal.heads()
        known = {one.device: DeskKeys(signing=one.signs_with, exchange=one.sealed_to) for one in desks(stores.db)}
        write_invitation(
            path,
            invitation,
            record=record_id(stores.db),
            key=signing_key_of(key, stores.journal.writes_as()),
            desks=known,
            made_at=now,
            heads=heads,
            entries=stores.journal.written(),
            office_keys=[one.key for one in office_keys(stores.db)],
            hub=access,
            cost=cost,
        )
    # the name is the clerk's own, and may say of whom it is
    record.write(lambda writing: note_written(writing.db, WrittenFile("", now.isoformat(), ()), {}, heads))
    return Invited(path, invitation.code, invitation.until, why_not)


def join(
    folder: Path,
    passphrase: str,
    invitation: Path,
    code: str,
    name: str,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
    clock: Callable[[], datetime] = wall_clock,
    progress: Progress = unwatched,
) -> tuple[bytes, str]:
    """Makes the record of a new desk from an invitation; its key and its recovery code. May run in any thread.

    The desk has its own passphrase, key and recovery sheet. Raises what `opened_invitation` does, what making a record
    does, and Stopped; nothing is left in the folder then.
    """
    refuse_network_share(folder)
    folder = folder.absolute()
    refuse_taken(folder)
    name = _checked(name)
    check_passphrase(passphrase, (name,))
    with (
        staged_for(folder) as staged,
        opened_invitation(invitation, code, staged, now=clock(), halt=lambda: progress(0, 0)) as found,
    ):
        key, recovery_code = keys.create_keys(staged, passphrase, cost=cost)
        stores = open_to_write(staged, key, clock, new=True)
        try:
            with plainly(RECORD_FILE), stores.db.atomic():
                begin_with(stores.db, stores.journal, EntriesOf(found), progress)
                keep_keys(stores.db, [OfficeKey(bytes.fromhex(one)) for one in found.header.office_keys])
                login = connected_by(stores, found.header.hub)
                _enter(stores, name, _JOINING, found.header.mark, login)
        finally:
            stores.close()
    return key, recovery_code


def retire(record: Record, by: str, name: str, why: str) -> None:
    """Nothing is sealed to that desk any more, and none of its files is taken in. `name` may be its signing key.

    What goes to a hub is sealed with a new key from now on; at the next exchange with it the desk's login is shut, and
    those who remain find the key there.

    Raises NotAllowed, NoSuchDesk, SeveralOfTheName, RetiresItself.
    """
    require_from_any_thread(record, by, Right.SHARE)
    reason = take_text(why)
    if not reason:
        raise WrongInput([Problem("why", "空白", "停用的原因，例如笔记本丢失")])

    def work(stores: WritingStores) -> None:
        found = [one for one in desks(stores.db) if name in {one.name, one.signs_with} and not one.retired]
        others = [one for one in found if not one.here]
        if not others:
            raise RetiresItself if found else NoSuchDesk(name)
        if len(others) > 1:
            raise SeveralOfTheName(name)
        (desk,) = others
        values = {"signs_with": desk.signs_with, "why": reason, "keeps": copies_kept(stores.db, desk.signs_with)}
        with stores.db.atomic():
            stores.journal.append(Act(Kind.DESK_RETIRED, values, by))
            if named_keys(stores.db):
                renew_key(stores, by, f"停用“{desk.name}”")

    record.write(work)


def own_key(db: Database) -> DeskKey:
    """The keys of this desk. Raises NotShared."""
    key = desk_key(db)
    if key is None:
        raise NotShared
    return key


def signing_key_of(key: DeskKey, device: str) -> SigningKey:
    """Of the desk, in the form in which files are signed; `device` is the one it writes as now."""
    return SigningKey(Signer(device=device, public_key=key.signs_with), key.signing)


def enter_again(stores: WritingStores, by: str, hub_login: str = "") -> None:
    """After a restore or under a new key the desk writes as another device: it says so before anything is exchanged.

    So it does where its login at the hub is another one.
    """
    key = desk_key(stores.db)
    own = next((one for one in desks(stores.db) if one.here), None)
    if key is None or own is None:
        return
    known = hub_login_of(stores.db, key.signs_with)
    if own.device == stores.journal.device and hub_login in {"", known}:
        return
    keys = {"name": own.name, "signs_with": key.signs_with, "sealed_to": key.sealed_to}
    values = {**keys, "hub_login": hub_login or known, "heads": heads_of(stores.journal)}
    stores.journal.append(Act(Kind.DESK_JOINED, values, by))


def _enter(stores: WritingStores, name: str, by: str, mark: str = "", hub_login: str = "") -> None:
    if any(one.name == name and not one.retired for one in desks(stores.db)):
        raise DeskNameTaken(name)
    exchange = new_exchange_key()
    key = make_desk_key(stores.db, exchange.secret, exchange.public)
    keys = {"name": name, "signs_with": key.signs_with, "sealed_to": key.sealed_to, "mark": mark}
    values = {**keys, "hub_login": hub_login, "heads": heads_of(stores.journal)}
    stores.journal.append(Act(Kind.DESK_JOINED, values, by))


def wrong_with_desk_name(name: str) -> str:
    """What a desk may be called, if this is none; "". The name stands in the names of its files."""
    return "" if _NAME.fullmatch(take_text(name)) else "1 到 20 个字，可以有字母、数字和空格，例如 3 号台"


def _checked(name: str) -> str:
    if wrong := wrong_with_desk_name(name):
        raise WrongInput([Problem("name", f"“{take_text(name)}”" if name else "空白", wrong)])
    return take_text(name)
