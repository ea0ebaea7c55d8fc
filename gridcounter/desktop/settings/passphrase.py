"""口令: a new passphrase for the record; and each clerk's own PIN."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot

from gridcounter.core.validation.pins import advice_on_pin
from gridcounter.desktop.custody.begin_renewal import begin_renewal
from gridcounter.desktop.kit.new_passphrase import NewPassphrase
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Section
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.office.offices import guessable_words
from gridcounter.services.office.roles import SHORTEST_PINS

_ROUTINE, _LEAKED = "routine", "leaked"
_WHY: dict[object, str] = {
    _ROUTINE: "定期更换：没有人调走，也没有泄露",
    _LEAKED: "有人调走，或者怀疑泄露",
}
_EFFECTS = {
    _ROUTINE: "只换口令。原来的恢复单仍然有效，不必重印；本机和插着的 U 盘上的备份一并改用新口令，"
    "没插上的 U 盘、别处的拷贝仍用旧口令打开。",
    _LEAKED: "口令、钥匙、恢复单一起换，台账重新加密。旧口令从此打不开这份台账，只能打开以前的拷贝；"
    "换完请到“电脑丢失”删除用旧钥匙的备份。",
}
_TWICE = "两遍不一样，请重新输入"


class PassphraseSection(Section):
    """For administrators: the passphrase of the record."""

    TITLE = "口令"
    SAVE = "改口令"

    def build(self) -> None:
        self.hint(
            "口令打开台账，全单位共用。有人调走或者怀疑泄露，光改口令不够：知道旧口令又留着旧文件的人，还能算出钥匙，所以要连钥匙一起换。"
        )
        self.why = self.choice("why", "为什么改", {None: "请选择"} | _WHY)
        self.effect = PlainLabel(self, look="Hint", wraps=True)
        self.column.addWidget(self.effect)
        self.old = self.line("old", "现在的口令", secret=True)
        self.passphrase = NewPassphrase(
            self, "新口令", "可以是一句话", lambda: guessable_words(self.session.record), self.old
        )
        self.new, self.again = self.passphrase.field, self.passphrase.again

    def wire(self) -> None:
        self.why.currentIndexChanged.connect(self._on_why)

    def load(self) -> None:
        self.old.clear()
        self.passphrase.clear()
        self.why.setCurrentIndex(0)
        self._on_why()

    @Slot()
    def _on_why(self) -> None:
        leaked = self.why.currentData() == _LEAKED
        demo = "演示台账不换。" if leaked and self.session.demo else ""
        self.effect.setText(_EFFECTS.get(self.why.currentData(), "") + demo)
        self.save_button.setText("改口令并换钥匙…" if leaked else self.SAVE)
        self.save_button.setEnabled(not (leaked and self.session.demo))

    def check(self) -> Mapping[str, str]:
        found = {}
        if self.why.currentData() is None:
            found["why"] = "请选一项：两种情形改法不同"
        if not self.old.text():
            found["old"] = "请输入现在的口令"
        return found | dict(self.passphrase.check())

    def save(self) -> None:
        session = self.session
        if self.why.currentData() == _LEAKED:
            self.done = ""
            begin_renewal(self, self.old.text(), self.new.text())
            return
        clerk, second = session.service.clerk, session.offsite_target
        done = change_passphrase(session.record, clerk, self.old.text(), self.new.text(), second)
        self.load()
        self.done = done.message


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
        if advice := advice_on_pin(self.new.text(), shortest):
            found["new"] = advice
        if self.new.text() != self.again.text():
            found["again"] = _TWICE
        return found

    def save(self) -> None:
        self.session.clerks.change_own_pin(self.session.service.clerk, self.old.text(), self.new.text())
        self.load()
