"""The clerks of the office, and the PIN that identifies the clerk at the computer.

A PIN decrypts nothing: the record is already open. Wrong tries and the wait after them are kept in the record, so that
neither a restart nor another command ends a wait, and each is an entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gridcounter.core.record.journal import COMMAND_LINE, Act, Kind
from gridcounter.core.record.of_office import pin_digest
from gridcounter.core.validation.clerk_names import are_alike, wrong_with_name
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.pins import is_easily_guessed, pin_words, wrong_with_pin
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.office import wrong_tries
from gridcounter.services.office.roles import SHORTEST_PINS, Clerk, Right, Role, is_raised, require
from gridcounter.store.custody import keys
from gridcounter.store.custody.keys import OFFICE_COST, Cost
from gridcounter.store.database import DiskRefused
from gridcounter.store.engine import Database
from gridcounter.store.journal.table_integrity import refuse_replaced
from gridcounter.store.queries.office_rows import Tries, clerks, forget_tries, pin_of, tries_of

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

#: Under which the tries at the code of the recovery sheet are counted: there is one sheet for all.
_CODE = "recovery code"


class ClerkNotFound(Refusal):
    """No active clerk of this id."""

    sentence = "名单里没有这位受理员，或已停用，请从列表里选"


class NotIdentified(ClerkNotFound):
    """The act needs a right, and nobody has given a PIN."""

    def __init__(self) -> None:
        Refusal.__init__(self, "这一步要知道是谁在办：请写 --clerk 姓名，并输入本人的操作码")


class LastAdministrator(Refusal):
    """The change would leave the office without an administrator."""

    sentence = "至少要留一位管理员，请先把另一位受理员设为管理员"


class NoAdministrator(Refusal):
    """The recovery code resets the PIN of an administrator; others ask an administrator."""

    sentence = "恢复单只用来重设管理员的操作码；其他人的操作码，请管理员到“设置”的“受理员”里重设"


@dataclass(eq=False)
class Clerks:
    """`clock` is the wall clock in seconds; `by_command`: PINs are given on the command line, not in the window."""

    record: Record
    clock: Callable[[], float] = time.time
    cost: Cost = OFFICE_COST
    by_command: bool = False
    #: Wrong tries of this session on a disk that took none of them.
    _unwritten: dict[str, Tries] = field(default_factory=dict, init=False)

    def all(self) -> list[Clerk]:
        """All clerks, inactive ones included."""
        return all_clerks(self.record.db)

    def active(self) -> list[Clerk]:
        """The clerks who can be chosen to work."""
        return [clerk for clerk in self.all() if clerk.active]

    def get(self, clerk: str) -> Clerk:
        """Raises ClerkNotFound."""
        return one_clerk(self.record.db, clerk)

    def require(self, clerk: str, right: Right) -> None:
        """Checks the role that is on record now. Raises NotAllowed."""
        require(self.get(clerk), right)

    def identify(self, clerk: str, pin: str) -> Clerk:
        """Raises WrongPin, and after three wrong tries WaitForPin: 30 seconds, then twice as long each time.

        Where a disk takes nothing, a command is refused. The window lets in all the same, as there is much to look up:
        it counts in memory, and a later wrong one is entered with the number of all of them. Only on the record's
        thread.
        """
        found = self.get(clerk)
        try:
            refused = self.record.write(lambda stores: self._refused(stores, clerk, pin))
        except DiskRefused:
            if self.by_command:  # each would begin to count anew
                raise
            refused = self._refused_unwritten(clerk, pin)
        if refused is not None:
            raise refused
        return found

    def _refused(self, stores: WritingStores, clerk: str, pin: str) -> Refusal | None:
        """None for the right PIN outside a wait; a wrong one is counted and entered. Raises PartReplaced."""
        # over this connection: another one may have read the table before somebody put a page back
        refuse_replaced(stores.db)
        unwritten, now = self._unwritten.get(clerk, Tries()), self.clock()
        if wait := max(wrong_tries.seconds_to_wait(stores.db, clerk, now), wrong_tries.seconds_left(unwritten, now)):
            return wrong_tries.WaitForPin(wait)
        # counted before it is looked at: none is tried where a wrong one would not count
        with stores.db.atomic():
            counted = wrong_tries.count_wrong(stores.db, clerk, now, unwritten)
        if _is_pin(stores.db, clerk, pin):
            forget_tries(stores.db, clerk)
            self._unwritten.pop(clerk, None)
            return None
        self._enter_wrong(stores, clerk, counted)
        return wrong_tries.refusal_of(counted)

    def _refused_unwritten(self, clerk: str, pin: str) -> Refusal | None:
        """As `_refused`, without writing."""
        refuse_replaced(self.record.db)
        now = self.clock()
        tries = max(tries_of(self.record.db, clerk), self._unwritten.get(clerk, Tries()))
        if wait := wrong_tries.seconds_left(tries, now):
            return wrong_tries.WaitForPin(wait)
        if _is_pin(self.record.db, clerk, pin):
            self._unwritten.pop(clerk, None)
            return None
        self._unwritten[clerk] = wrong_tries.one_more(tries, now)
        return wrong_tries.refusal_of(self._unwritten[clerk])

    def _enter_wrong(self, stores: WritingStores, clerk: str, counted: Tries, *, code: bool = False) -> None:
        values: dict[str, object] = {"clerk": clerk, "wrong": counted.wrong, "wait": int(counted.wait)}
        values["place"] = "command_line" if self.by_command else "window"
        if code:
            values["recovery_code"] = True
        stores.journal.append(Act(Kind.PIN_WRONG, values, COMMAND_LINE if self.by_command else clerk))

    def add(self, by: str, name: str, role: Role, pin: str) -> str:
        """Adds a clerk and returns the id."""
        _check(name, pin, role)
        hashed = self._hash(pin)

        def work(stores: WritingStores) -> str:
            require(one_clerk(stores.db, by), Right.CHANGE_CLERKS)
            known = all_clerks(stores.db)
            refuse_namesake(known, name)
            clerk = f"c{stores.journal.device[:4]}-{len(known) + 1}"
            values = {"id": clerk, "name": take_text(name), "role": str(role), "pin": hashed, "active": 1}
            stores.journal.append(Act(Kind.CLERK_ADDED, values, by))
            return clerk

        return self.record.write(work)

    def change(
        self, by: str, clerk: str, *, name: str | None = None, role: Role | None = None, pin: str | None = None
    ) -> None:
        """A role with more rights needs a new PIN, because nobody can tell how long the present one is.

        Raises WrongInput, NotAllowed, ClerkNotFound, LastAdministrator.
        """
        self.require(by, Right.CHANGE_CLERKS)
        before = next((one.role for one in self.all() if one.id == clerk), None)
        if before is None:
            raise ClerkNotFound
        if role is not None and pin is None and is_raised(before, role):
            pin = ""
        _check(name, pin, role or before)
        self._change(by, clerk, name=name, role=role, pin=None if pin is None else self._hash(pin))

    def reset_pin(self, by: str, clerk: str, pin: str) -> None:
        """Sets a new PIN by an administrator; ends a wait. Raises WrongInput, NotAllowed, ClerkNotFound."""
        self.change(by, clerk, pin=pin)

    def change_own_pin(self, clerk: str, old: str, new: str) -> None:
        """Needs no right, only the old PIN. Raises WrongPin, WaitForPin."""
        _check(None, new, self.get(clerk).role)
        self.identify(clerk, old)
        self._change(clerk, clerk, pin=self._hash(new), own=True)

    def reset_pin_by_code(self, clerk: str, code: str, pin: str) -> None:
        """The way back in for an administrator who forgot the PIN; ends a wait. For a worker: it takes a while.

        A wrong code is entered and counted as a wrong PIN is. Raises WrongInput, ClerkNotFound, NoAdministrator,
        WrongRecoveryCode, WaitForCode, KeysDamaged.
        """
        _check(None, pin, Role.ADMINISTRATOR)
        if wait := self.record.write(lambda stores: wrong_tries.seconds_to_wait(stores.db, _CODE, self.clock())):
            raise wrong_tries.WaitForCode(wait)
        try:
            opened = keys.unlock_with_code(self.record.folder, code)
        except keys.WrongRecoveryCode:
            wait = self.record.write(lambda stores: self._count_wrong_code(stores, clerk)).wait
            if wait:
                raise wrong_tries.WaitForCode(wait) from None
            raise
        if not compare_digest(opened, self.record.key):
            raise keys.KeysDamaged(keys.KEYS_FILE)  # the file of another record was put in its place
        self._change(clerk, clerk, pin=self._hash(pin), own=True, by_recovery_code=True)

    def _count_wrong_code(self, stores: WritingStores, clerk: str) -> Tries:
        with stores.db.atomic():
            counted = wrong_tries.count_wrong(stores.db, _CODE, self.clock())
            self._enter_wrong(stores, clerk, counted, code=True)
        return counted

    def leave(self, by: str, clerk: str) -> None:
        """Deactivates a clerk; past entries keep the name. Raises NotAllowed, and Refusal for oneself."""
        if by == clerk:
            raise Refusal("不能停用正在值台的自己，请另一位管理员来办")
        self._change(by, clerk, active=False)

    def come_back(self, by: str, clerk: str) -> None:
        """Makes a clerk active again. Raises NotAllowed, ClerkNotFound."""
        self._change(by, clerk, active=True)

    def _change(
        self,
        by: str,
        clerk: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        pin: str | None = None,
        active: bool | None = None,
        own: bool = False,
        by_recovery_code: bool = False,
    ) -> None:
        def work(stores: WritingStores) -> None:
            refuse_replaced(stores.db)
            if not own:
                require(one_clerk(stores.db, by), Right.CHANGE_CLERKS)
            if by_recovery_code and one_clerk(stores.db, clerk).role != Role.ADMINISTRATOR:
                raise NoAdministrator
            known = all_clerks(stores.db)
            before = next((one for one in known if one.id == clerk), None)
            if before is None:
                raise ClerkNotFound
            others = [one for one in known if one.id != clerk]
            if name is not None or active:
                refuse_namesake(others, name or before.name)
            after = Clerk(
                clerk,
                before.name if name is None else take_text(name),
                role or before.role,
                before.active if active is None else active,
            )
            _keep_an_administrator([*others, after])
            stored, same = pin_of(stores.db, clerk), asdict(before)
            values = asdict(after) | {"role": str(after.role), "active": int(after.active), "pin": pin or stored}
            values["changed"] = [key for key, value in asdict(after).items() if value != same[key]]
            values["changed"] += ["pin"] if pin else []
            if pin and by == clerk and not by_recovery_code:
                values["pin_before"] = pin_digest(stored)
            if by_recovery_code:
                values["by_recovery_code"] = True
            with stores.db.atomic():
                stores.journal.append(Act(Kind.CLERK_CHANGED, values, by))
                if pin:
                    forget_tries(stores.db, clerk)
                if by_recovery_code:
                    forget_tries(stores.db, _CODE)

        self.record.write(work)

    def _hash(self, pin: str) -> str:
        return PasswordHasher(self.cost.passes, self.cost.memory_kib, self.cost.lanes).hash(pin)


def weak_pin_words(clerk: Clerk, pin: str) -> str:
    """What to tell a clerk whose right PIN, set before the rule, is against it; "" for one that is not."""
    shortest = SHORTEST_PINS[clerk.role]
    if len(pin) < shortest:
        return f"{clerk.name}的操作码只有 {len(pin)} 位，请到设置“我的操作码”改成 {pin_words(shortest)}"
    if is_easily_guessed(pin):
        return f"{clerk.name}的操作码太容易猜到，请到设置“我的操作码”换一个"
    return ""


def _check(name: str | None, pin: str | None, role: Role) -> None:
    """Raises WrongInput with all problems."""
    problems = []
    if name is not None and (wrong := wrong_with_name(name)):
        problems.append(Problem("name", *wrong))
    if pin is not None and (wrong := wrong_with_pin(pin, SHORTEST_PINS[role])):
        problems.append(Problem("pin", *wrong))
    if problems:
        raise WrongInput(problems)


def _is_pin(db: Database, clerk: str, pin: str) -> bool:
    try:
        return PasswordHasher().verify(pin_of(db, clerk), pin)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def refuse_namesake(known: list[Clerk], name: str) -> None:
    """Raises Refusal if an active clerk has this name: a paper could not distinguish the two."""
    if any(one.active and are_alike(one.name, name) for one in known):
        raise Refusal(f"已经有一位叫“{take_text(name)}”的受理员，请加上工号或岗位以便区分")


def _keep_an_administrator(clerks: list[Clerk]) -> None:
    if not any(clerk.active and clerk.role == Role.ADMINISTRATOR for clerk in clerks):
        raise LastAdministrator


def all_clerks(db: Database) -> list[Clerk]:
    """All clerks, inactive ones included, in the order they were added."""
    return [Clerk(one.id, one.name, Role(one.role), one.active) for one in clerks(db)]


def require_here(record: Record, clerk: str, right: Right) -> None:
    """May run on any thread: it reads over a connection of its own. Raises NotAllowed, ClerkNotFound."""
    with record.reading() as stores:
        require(one_clerk(stores.db, clerk), right)


def one_clerk(db: Database, clerk: str) -> Clerk:
    """An active clerk by id, once the table is known to be that of the journal. Raises ClerkNotFound, PartReplaced."""
    if clerk == COMMAND_LINE:
        raise NotIdentified
    refuse_replaced(db)
    found = next((one for one in all_clerks(db) if one.id == clerk and one.active), None)
    if found is None:
        raise ClerkNotFound
    return found


def require_from_any_thread(record: Record, clerk: str, right: Right) -> Clerk:
    """As `require_here`, over a connection of its own; returns the clerk. Raises NotAllowed, ClerkNotFound."""
    with record.reading() as stores:
        found = one_clerk(stores.db, clerk)
    require(found, right)
    return found
