"""Strikes one act at each of its steps: `sweep.py ACT [MOST [BLOW …]]`; what came of it, as JSON.

With MOST, only so many of them for each kind of blow, evenly spread; the last one always. The process imports
everything once and forks for each blow: one child does the act and is struck, the next one looks at what is left.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builders.faults.acts import ACTS, CARELESS, Act, assessor
from builders.faults.exchanging import EXCHANGING
from builders.faults.leaving import LEAVING
from builders.faults.python_steps import count_python_steps
from builders.faults.reissuing import REISSUING
from builders.faults.sqlite_steps import SqliteSteps
from builders.faults.steps import DEADLY, Blow, Step, Steps

from gridcounter.errors import GridcounterError

Tell = Callable[[str], None]

_ENDED, _REFUSED, _BROKE = "ended", "refused", "broke"
_LONGEST_S = 240
#: A blow that met no step any more, because the act took fewer this time, is struck a step earlier.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """`how` is what the child said last; None where it died."""

    killed: bool
    told: tuple[str, ...]
    how: str | None
    words: str


@dataclass
class Swept:
    act: str
    steps: dict[str, int]
    blows: dict[str, int]
    #: blows that fell after the act was done, however often they were tried: two threads do not take their steps alike
    missed: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


def forked(work: Callable[[Tell], None]) -> Outcome:
    """Run it in a child and read what it tells, until it ends or is killed."""
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        os.close(readable)

        def tell(kind: str, words: str) -> None:
            os.write(writable, (json.dumps([kind, words]) + "\n").encode())

        signal.alarm(_LONGEST_S)  # one that hangs dies of it, and that is no sentence
        try:
            work(lambda words: tell("told", words))
            tell(_ENDED, "")
        except GridcounterError as refused:
            tell(_REFUSED, str(refused))
        except BaseException:  # noqa: BLE001  the parent reads what it was
            tell(_BROKE, traceback.format_exc())
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, encoding="utf-8") as pipe:
        lines = [json.loads(line) for line in pipe if line.endswith("\n")]
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    parts = tuple(words for kind, words in lines if kind == "told")
    how, words = next(((kind, words) for kind, words in lines if kind != "told"), (None, ""))
    return Outcome(killed, parts, how, words)


def struck(act: Act, world: Path, at: int, blow: Blow) -> Outcome:
    def work(tell: Tell) -> None:
        steps = Steps(world, at, blow)
        keep = SqliteSteps(steps)
        count_python_steps(steps)
        act.do(world, tell)
        assert keep

    return forked(work)


def steps_of(act: Act, world: Path) -> list[Step]:
    def work(tell: Tell) -> None:
        steps = Steps(world)
        keep = SqliteSteps(steps)
        count_python_steps(steps)
        act.do(world, lambda _: None)
        for step in steps.seen:
            tell(step)
        assert keep

    counted = forked(work)
    assert counted.how == _ENDED, counted.words
    return [Step(step) for step in counted.told]


def places(steps: Sequence[Step], blow: Blow, most: int) -> list[int]:
    """All of them where `most` is 0; a torn write needs a write."""
    found = [at for at, step in enumerate(steps, start=1) if blow is not Blow.TORN or step is Step.WRITE]
    if not 0 < most < len(found):
        return found
    return [found[-1 - place * len(found) // most] for place in reversed(range(most))]


def wrong_with(act: Act, world: Path, blow: Blow, outcome: Outcome) -> str:
    """Empty where all is as promised."""
    if outcome.how == _BROKE:
        return f"no sentence: {outcome.words}"
    if blow not in DEADLY and outcome.how is None:
        return "died of it"
    if blow is Blow.FULL and "损坏" in outcome.words:
        return f"a full disk is no damage: {outcome.words}"
    checked = forked(lambda _: act.check(world, outcome.told))
    return "" if checked.how == _ENDED else f"told {list(outcome.told)}: {checked.words}"


def sweep(name: str, most: int, blows: Sequence[Blow] = tuple(Blow)) -> Swept:
    act, began = (ACTS | LEAVING | REISSUING | EXCHANGING | CARELESS)[name], time.monotonic()
    assessor()  # read once, before anything is forked
    with tempfile.TemporaryDirectory() as made:
        kept, world = Path(made).resolve() / "kept", Path(made).resolve() / "world"
        kept.mkdir()
        os.environ["XDG_CONFIG_HOME"] = str(kept / "config")
        # in a child of its own: a thread that ends here while the next child is forked would leave it a lock of OpenSSL
        # that nobody lets go of any more
        prepared = forked(lambda _: act.prepare(kept))
        assert prepared.how == _ENDED, prepared.words
        # what is noted of a record outside its folder begins anew with it, and is struck too
        os.environ["XDG_CONFIG_HOME"] = str(world / "config")
        gc.freeze()
        shutil.copytree(kept, world)
        steps = steps_of(act, world)
        found = Swept(name, dict(Counter(steps)), {})
        refusals: Counter[str] = Counter()
        for blow in blows:
            at_these = places(steps, blow, most)
            found.blows[blow] = len(at_these)
            for place in at_these:
                for at in range(place, max(0, place - _TRIES), -1):
                    shutil.rmtree(world)
                    shutil.copytree(kept, world)
                    outcome = struck(act, world, at, blow)
                    if blow not in DEADLY or outcome.killed:
                        break
                else:
                    found.missed += 1
                if outcome.how == _REFUSED:
                    refusals[outcome.words.replace(str(world), "…")] += 1
                wrong = wrong_with(act, world, blow, outcome)
                if wrong:
                    found.failures.append(f"{name} {blow} at {at} ({steps[at - 1]}): {wrong}")
        found.refusals = dict(refusals)
    found.seconds = round(time.monotonic() - began, 1)
    return found


def main(name: str, most: str = "0", *blows: str) -> None:
    swept = sweep(name, int(most), [Blow(blow) for blow in blows] or tuple(Blow))
    print(json.dumps(vars(swept), ensure_ascii=False, indent=1))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
