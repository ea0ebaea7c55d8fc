"""口令: a new passphrase for the record; and each clerk's own PIN."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.validation.pins import is_good_pin, pin_words
from gridcounter.desktop.kit.section import Section
from gridcounter.services.office.offices import SHORTEST_PASSPHRASE, set_passphrase
from gridcounter.services.office.roles import SHORTEST_PINS

_TWICE = "两遍不一样，请重新输入"


class PassphraseSection(Section):
    """For administrators: the passphrase of the record."""

    TITLE = "口令"
    SAVE = "改口令"

    def build(self) -> None:
        self.hint(
            "口令打开台账，全单位共用。改了以后，原来的恢复单仍然有效，不必重印；旧备份仍用旧口令打开。电脑丢了的，光改口令不够：见“电脑丢失”。"
        )
        self.old = self.line("old", "现在的口令", secret=True)
        self.new = self.line("new", "新口令", f"至少 {SHORTEST_PASSPHRASE} 个字符，可以是一句话", secret=True)
        self.again = self.line("again", "再输一遍新口令", secret=True)

    def load(self) -> None:
        for edit in (self.old, self.new, self.again):
            edit.clear()

    def check(self) -> Mapping[str, str]:
        found = {}
        if not self.old.text():
            found["old"] = "请输入现在的口令"
        if len(self.new.text()) < SHORTEST_PASSPHRASE:
            found["new"] = f"请至少用 {SHORTEST_PASSPHRASE} 个字符"
        if self.new.text() != self.again.text():
            found["again"] = _TWICE
        return found

    def save(self) -> None:
        set_passphrase(self.session.record, self.session.service.clerk, self.old.text(), self.new.text())
        self.load()


class OwnPinSection(Section):
    """The PIN of the current clerk."""

    TITLE = "我的操作码"
    SAVE = "改操作码"

    def build(self) -> None:
        self.hint("操作码说明是谁在办，换人和解锁时用。忘记了请管理员重设。")
        self.old = self.line("old", "现在的操作码", secret=True)
        self.new = self.line("new", "新操作码", "经办 4 至 8 位数字，值班长和管理员 6 至 8 位", secret=True)
        self.again = self.line("again", "再输一遍新操作码", secret=True)

    def load(self) -> None:
        for edit in (self.old, self.new, self.again):
            edit.clear()

    def check(self) -> Mapping[str, str]:
        found = {}
        shortest = SHORTEST_PINS[self.session.clerk.role]
        if not is_good_pin(self.new.text(), shortest):
            found["new"] = f"请用 {pin_words(shortest)}"
        if self.new.text() != self.again.text():
            found["again"] = _TWICE
        return found

    def save(self) -> None:
        self.session.clerks.change_own_pin(self.session.service.clerk, self.old.text(), self.new.text())
        self.load()
