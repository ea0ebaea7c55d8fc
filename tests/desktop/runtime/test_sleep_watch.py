"""A lid that was closed: the window locks by itself, whatever the system told it; after a night the passphrase too.

Each fails if the clocks are not compared, or if the long sleep is forgotten with the lock.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import PASSPHRASE
from builders.window.lock_builders import a_record_of_several, as_in_the_morning, unlock
from builders.window.window_builders import a_window
from PySide6.QtWidgets import QApplication

from gridcounter.desktop.runtime.sleep_watch import Beat, SleepWatch, clocks, parted
from gridcounter.desktop.shell.main_window import MainWindow

HOUR = 3600.0


class Clocks:
    """Both are set by the test."""

    def __init__(self) -> None:
        self.wall, self.steady = 1_000_000.0, 5_000.0

    def __call__(self) -> Beat:
        return Beat(self.wall, self.steady)

    def go_on(self, seconds: float, asleep: float = 0.0) -> None:
        self.wall += seconds + asleep
        self.steady += seconds


@pytest.mark.parametrize(
    ("wall", "steady", "apart"),
    [
        (3, 3, 0),
        (63, 3, 0),  # 60 seconds are not more than 60
        (63.5, 3, 60.5),
        (600, 600, 0),  # a window that was held up for ten minutes, awake
        (603, 3, 600),
        (-3597, 3, -3600),  # the clock was set back
        (3, 0, 0),
    ],
)
def test_only_clocks_that_part_by_more_than_a_minute_tell_of_sleep(wall: float, steady: float, apart: float) -> None:
    assert parted(Beat(1000, 50), Beat(1000 + wall, 50 + steady)) == apart


def test_the_clocks_of_this_computer_go_on_together() -> None:
    before = clocks()
    now = clocks()
    assert now.steady >= before.steady
    assert parted(before, now) == 0


def test_naps_are_added_up_until_somebody_is_here(qapp: QApplication) -> None:
    del qapp
    told, hands = [], Clocks()
    watch = SleepWatch(clock=hands)
    watch.slept_long.connect(lambda: told.append("long"))
    watch.slept.connect(lambda: told.append("slept"))
    for _ in range(2):
        hands.go_on(3, asleep=3 * HOUR)
        watch.look()
    assert told == ["slept", "slept"]
    watch.reset()
    hands.go_on(3, asleep=3 * HOUR)
    watch.look()
    assert told == ["slept"] * 3
    hands.go_on(3, asleep=5.5 * HOUR)
    watch.look()
    assert told == ["slept"] * 4 + ["long"]
    hands.wall -= 20 * HOUR  # nobody gets round it by setting the clock back
    watch.look()
    assert told[5:] == ["slept", "long"]


def _sleep(window: MainWindow, hours: float) -> None:
    hands = Clocks()
    watch = window.system_lock.sleep
    watch.clock = hands
    watch._last = hands()  # noqa: SLF001  from now on these
    hands.go_on(1, asleep=hours * HOUR)
    watch.timer.timeout.emit()  # the next beat


def test_a_window_that_comes_back_from_sleep_is_locked(qapp: QApplication, tmp_path: Path) -> None:
    """The idle timer stood still, too: it would have left the window open for the rest of its minutes."""
    del qapp
    with a_record_of_several(tmp_path / "office") as record, a_window(record, demo=False) as window:
        as_in_the_morning(window)
        assert window.system_lock.sleep.timer.isActive()
        _sleep(window, 0.2)
        assert window.locked
        assert window.lock_page.passphrase.isHidden()
        unlock(window, "c1", "471108")
        assert not window.locked


def test_after_a_night_asleep_the_pin_alone_opens_nothing(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    with a_record_of_several(tmp_path / "office") as record, a_window(record, demo=False) as window:
        as_in_the_morning(window)
        page = window.lock_page
        _sleep(window, 9)
        assert page.passphrase.isVisible()
        assert page.passphrase.hasFocus()
        unlock(window, "c1", "471108")
        assert window.locked
        assert "口令不对" in page.problem.text()
        page.passphrase.setText(PASSPHRASE)
        unlock(window, "c1", "0000")
        assert window.locked, "nor does the passphrase without the PIN"
        assert page.passphrase.isHidden()
        assert page.passphrase.text() == ""
        unlock(window, "c1", "471108")
        assert not page.isVisible()
        window.lock()
        assert page.passphrase.isHidden(), "it is asked once"


def test_a_lock_for_another_reason_forgets_no_long_sleep(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    with a_record_of_several(tmp_path / "office") as record, a_window(record, demo=False) as window:
        as_in_the_morning(window)
        window.lock()
        _sleep(window, 9)
        window.lock()
        unlock(window, "c1", "471108")
        assert window.locked


def test_the_demonstration_asks_for_no_passphrase(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    with a_record_of_several(tmp_path / "office") as record, a_window(record) as window:
        as_in_the_morning(window)
        _sleep(window, 9)
        unlock(window, "c1", "471108")
        assert not window.locked
