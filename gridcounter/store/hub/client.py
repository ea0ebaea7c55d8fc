"""The hub as a desk sees it: each call is one function of the database and one transaction.

What is handed over is sealed already, and what comes is opened elsewhere: nothing here has a key. Every call raises the
classes of `refusals`; after HubUnreachable the connection is of no more use, and what was asked may have been done:
each call may be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, LiteralString, Self, TypeVar

from gridcounter import lazy
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.connection import connect, our_words, verifier_of
from gridcounter.store.hub.refusals import HubNewer, HubNotAllowed, HubOlder, HubTooMuch

_T = TypeVar("_T")

#: That this program speaks.
PROTOCOL = 1
#: In one push; a pull brings no more either. The functions of the hub hold the same.
MOST_ENTRIES, MOST_BYTES = 1000, 32 * 1024 * 1024
#: Of one part of a blob, sealed.
MOST_PART_BYTES = 1024 * 1024 + 64 * 1024


@dataclass(frozen=True, slots=True)
class HubHello:
    """Another `incarnation` than before: the hub was put back from a backup, or moved. `now` is its clock."""

    id: str
    incarnation: str
    protocol: int
    now: datetime


@dataclass(frozen=True, slots=True)
class HubHead:
    """The last entry of a device there, and the signature of who pushed it: to be verified by who reads it."""

    seq: int
    hash: str
    signed_by: str
    signature: str


@dataclass(frozen=True, slots=True)
class PulledBox:
    """`box` is empty where a purge took it."""

    seq: int
    hash: str
    box: bytes


@dataclass(frozen=True, slots=True)
class KeyBox:
    """A key of the exchange, sealed for one desk."""

    key_id: str
    for_desk: str
    box: bytes
    signed_by: str
    signature: str


@dataclass(frozen=True, slots=True)
class CityFigures:
    """What an office said of a month; the signature is over `body`."""

    office: str
    month: str
    body: str
    signed_by: str
    signature: str
    pushed_at: datetime


class Hub:
    """A connection, open for a block, for one thread."""

    def __init__(self, access: HubAccess) -> None:
        self._access = access
        self._listening = False

    def __enter__(self) -> Self:
        self._db = connect(self._access)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def hello(self) -> HubHello:
        """Also notes that this desk was here. Raises HubNewer, HubOlder: nothing else is to be asked then."""
        [(ident, incarnation, protocol, now)] = self._rows("SELECT * FROM gridcounter_hub.hello()")
        if protocol != PROTOCOL:
            raise HubNewer if protocol > PROTOCOL else HubOlder
        return HubHello(str(ident), incarnation, protocol, now)

    def heads(self) -> dict[str, HubHead]:
        """By device: all of this office that the hub has."""
        rows = self._rows("SELECT * FROM gridcounter_hub.heads()")
        return {device: HubHead(seq, digest.hex(), by, signature) for device, seq, digest, by, signature in rows}

    def push(
        self, device: str, first: int, prev: str, boxes: Sequence[tuple[str, bytes]], signed_by: str, signature: str
    ) -> int:
        """Entries of a device from `first` on, each by its hash; `prev` is the hash before the first. The new head.

        All or none; what is there already is passed over. An entry whose box is empty is one that a purge took.
        Raises HubForked, HubGap, HubTooMuch.
        """
        if len(boxes) > MOST_ENTRIES or sum(len(box) for _, box in boxes) > MOST_BYTES:
            raise HubTooMuch
        hashes = [_digest(one) for one, _ in boxes]
        return int(
            self._value(
                "SELECT gridcounter_hub.push(%s, %s, %b, %b::bytea[], %b::bytea[], %s, %s)",
                [device, first, _digest(prev), hashes, [box for _, box in boxes], signed_by, signature],
                device,
            )
        )

    def pull(self, device: str, after: int, most: int) -> list[PulledBox]:
        """The next entries of a device, at most so many; fewer where they are long, none only at the end."""
        rows = self._rows("SELECT * FROM gridcounter_hub.pull(%s, %s, %s)", [device, after, min(most, MOST_ENTRIES)])
        return [PulledBox(seq, digest.hex(), box) for seq, digest, box in rows]

    def blank(self, refs: Sequence[str], boxes: Sequence[bytes] = ()) -> None:
        """The boxes of what a purge took, by device:seq, are emptied; their hashes stay.

        `boxes` put in their place, one for each, sealed from the entries as the purge left them: with them a desk that
        was away still gets the whole chain. None may be longer than what it replaces. What is not there is passed over.
        """
        new = list(boxes) or [b""] * len(refs)
        if len(new) != len(refs):
            raise HubNotAllowed
        parted = [(*ref.rpartition(":")[::2], box) for ref, box in zip(refs, new, strict=True)]
        for some in _in_turn(parted):
            self._do(
                "SELECT gridcounter_hub.blank(%s, %s::bigint[], %b::bytea[])",
                [[device for device, _, _ in some], [int(seq) for _, seq, _ in some], [box for _, _, box in some]],
            )

    def put_key_boxes(self, boxes: Iterable[KeyBox]) -> None:
        """Each in place of the one of the same key for the same desk; all or none."""
        given = list(boxes)
        self._do(
            "SELECT gridcounter_hub.put_key_boxes(%s::text[], %s::text[], %b::bytea[], %s::text[], %s::text[])",
            [
                [one.key_id for one in given],
                [one.for_desk for one in given],
                [one.box for one in given],
                [one.signed_by for one in given],
                [one.signature for one in given],
            ],
        )

    def key_boxes(self, for_desk: str) -> list[KeyBox]:
        """All that are sealed for it."""
        return [KeyBox(*row) for row in self._rows("SELECT * FROM gridcounter_hub.key_boxes(%s)", [for_desk])]

    def key_boxes_there(self, key_id: str) -> set[str]:
        """The desks for which this key lies there."""
        return {desk for (desk,) in self._rows("SELECT gridcounter_hub.key_boxes_there(%s)", [key_id])}

    def put_blob(self, name: str, part: int, parts: int, box: bytes) -> None:
        """One part, from 1 on, of a paper or attachment; one that is there stays."""
        if len(box) > MOST_PART_BYTES:
            raise HubTooMuch
        self._do("SELECT gridcounter_hub.put_blob(%s, %s, %s, %b)", [name, part, parts, box])

    def blob(self, name: str) -> list[bytes] | None:
        """Its parts in order; None unless all are there."""
        if name not in self.blobs_there([name]):
            return None
        found = list[bytes]()
        parts = 1
        while len(found) < parts:
            [(of, box)] = self._rows("SELECT * FROM gridcounter_hub.get_blob(%s, %s)", [name, len(found) + 1])
            if box is None:  # somebody dropped it meanwhile
                return None
            parts = of
            found.append(box)
        return found

    def blobs_there(self, names: Iterable[str]) -> set[str]:
        """Those of which every part is there."""
        found = set[str]()
        for some in _in_turn(list(names)):
            found |= {name for (name,) in self._rows("SELECT gridcounter_hub.blobs_there(%s::text[])", [some])}
        return found

    def drop_blobs(self, names: Iterable[str]) -> None:
        """Papers of what a purge took."""
        for some in _in_turn(list(names)):
            self._do("SELECT gridcounter_hub.drop_blobs(%s::text[])", [some])

    def add_desk(self, login: str, password: str) -> None:
        """Lets another desk of this office in; what goes over the line proves a password and is none.

        Raises LoginTaken, HubNotAllowed for a login that is not of this office.
        """
        self._do("SELECT gridcounter_hub.add_desk(%s, %s)", [login, verifier_of(self._db, login, password)])

    def retire_desk(self, login: str) -> None:
        """From now on it is refused, where it is connected too. Raises HubNotAllowed for a foreign or its own login."""
        self._do("SELECT gridcounter_hub.retire_desk(%s)", [login])

    def last_seen(self) -> dict[str, datetime]:
        """By login: when each desk of this office was last here; those that never were are left out."""
        return dict(self._rows("SELECT * FROM gridcounter_hub.last_seen()"))

    def put_figures(self, month: str, body: str, signed_by: str, signature: str) -> None:
        """For the city, in clear: `month` is YYYY-MM. In place of what was said of that month before."""
        self._do("SELECT gridcounter_hub.put_figures(%s, %s, %s, %s)", [month, body, signed_by, signature])

    def city_figures(self, first: str, last: str) -> list[CityFigures]:
        """Of all offices, for the login of a city. Raises HubNotAllowed for a desk."""
        return [CityFigures(*row) for row in self._rows("SELECT * FROM gridcounter_hub.figures(%s, %s)", [first, last])]

    def wait_for_hint(self, seconds: float) -> bool:
        """Whether somebody of this office pushed since the last call, or does within so many seconds.

        A hint only: one may be lost, so that heads are asked for now and then in any case.
        """
        with our_words():
            if not self._listening:
                [(channel,)] = self._rows("SELECT gridcounter_hub.hint_channel()")
                # nobody can have said anything to who did not listen: the first call tells to look
                self._db.execute(lazy.psycopg.sql.SQL("LISTEN {}").format(lazy.psycopg.sql.Identifier(channel)))
                self._listening = True
                return True
            heard = list(self._db.notifies(timeout=seconds, stop_after=1))
        return bool(heard)

    def _rows(self, statement: LiteralString, given: Sequence[object] = (), device: str = "") -> list[tuple[Any, ...]]:
        with our_words(device), self._db.cursor(binary=True) as cursor:
            return cursor.execute(statement, given).fetchall()

    def _value(self, statement: LiteralString, given: Sequence[object], device: str = "") -> Any:  # noqa: ANN401  a column
        return self._rows(statement, given, device)[0][0]

    def _do(self, statement: LiteralString, given: Sequence[object]) -> None:
        self._rows(statement, given)


def _in_turn(given: Sequence[_T]) -> Iterator[list[_T]]:
    """As many as one call takes."""
    for at in range(0, len(given), MOST_ENTRIES):
        yield list(given[at : at + MOST_ENTRIES])


def _digest(given: str) -> bytes:
    return bytes.fromhex(given)
