"""First start at a further desk: the invitation, the passphrase of this desk, and its recovery code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.file_dialogs import to_read
from gridcounter.desktop.kit.shortening import shortened, whole_text
from gridcounter.desktop.kit.tasks import ProgressWatch
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import wait_for
from gridcounter.desktop.setup.steps import PassphraseStep, SetupStep
from gridcounter.desktop.setup.steps_dialog import StepsDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.desks.membership import join, wrong_with_desk_name
from gridcounter.services.desks.sealed_file import SUFFIX
from gridcounter.services.files.progress import Stopped
from gridcounter.services.record.opening import open_made


class InvitationStep(SetupStep):
    """The file, its code, and what this desk is called."""

    TITLE = "邀请"

    def build(self) -> None:
        self.path: Path | None = None
        self.hint("单位已经在用，这台电脑是另一个窗口：请向管理员要邀请文件和邀请码。加入以后，这台有全部登记。")
        self.file = QPushButton("选择邀请文件…", self)
        self.file.setAutoDefault(False)
        self.file.clicked.connect(self._on_file)
        self.row("file", "邀请文件", self.file, f"管理员做的文件（{SUFFIX}），一般在 U 盘上")
        self.code = self.line("code", "邀请码", "管理员当面或者打电话告诉的")
        self.name = self.line("name", "本台的名字", "例如 2 号台；别的台看得到")

    @Slot()
    def _on_file(self) -> None:
        path = to_read(self, "选择邀请文件", f"邀请文件 (*{SUFFIX})")
        if path is not None:
            self.path = path
            self.file.setText(shortened(path.name).replace("&", "&&"))
            self.file.setToolTip(whole_text(path.name))
            self.rows["file"].show_problem("")

    def check(self) -> Mapping[str, str]:
        found = {}
        if self.path is None:
            found["file"] = "请选择管理员给的邀请文件"
        if not self.code.text().strip():
            found["code"] = "请输入邀请码"
        if wrong := wrong_with_desk_name(self.name.text()):
            found["name"] = f"请写 {wrong}"
        return found


class JoinDialog(StepsDialog):
    """Makes the record of this desk in `folder`."""

    HEAD, MAKE, MAKING = "加入单位共用的台账", "加入", "正在加入，登记多的要几分钟…"

    def __init__(self, folder: Path, scale: Scale, parent: QWidget | None = None) -> None:
        self._folder = folder
        self.invitation = InvitationStep()
        self.passphrase = PassphraseStep(lambda: (take_text(self.invitation.name.text()),))
        self.stop = QPushButton("停止")
        super().__init__(scale, (self.invitation, self.passphrase), parent)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self._on_stop)
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(whole.indexOf(self.bar) + 1, self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self._watch: ProgressWatch | None = None
        self.show_step(0)

    def create_record(self) -> bool:
        path, code, name = self.invitation.path, self.invitation.code.text(), self.invitation.name.text()
        passphrase, folder = self.passphrase.new.text(), self._folder
        if path is None:
            return False
        self.say("")
        self.show_making(on=True)
        watch = self._watch = ProgressWatch(self)
        watch.progressed.connect(self._on_progress)
        try:
            key, recovery = wait_for(self, lambda: join(folder, passphrase, path, code, name, progress=watch))
            self.record = open_made(folder, key)
            office = self.record.applications.office().get("office") or {}
            self.recovery.set_code(recovery, f"{office.get('name') or ''} {take_text(name)}".strip())
        except Stopped:
            self.say("已停止，没有建立台账，邀请还能用；要加入，请再点“加入”")
        except GridcounterError as refused:
            self.say(str(refused))
        finally:
            self.show_making(on=False)
            self._watch = None
            watch.deleteLater()
        if self.record is None:
            self.passphrase.enter()
        return self.record is not None

    def show_making(self, *, on: bool) -> None:
        super().show_making(on=on)
        self.stop.setVisible(on)
        self.stop.setEnabled(on)
        self.making.setText(self.MAKING)
        self.bar.setRange(0, 0)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if total:
            self.making.setText(f"正在加入：已收入 {done:,} / {total:,} 条")
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    @Slot()
    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        if self._watch is not None:
            self._watch.stop()
