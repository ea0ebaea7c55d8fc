"""The pages of the first start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.validation.clerk_names import advice_on_name
from gridcounter.core.validation.pins import SHORTEST_OF_LEADERS, advice_on_pin, pin_words
from gridcounter.core.validation.text import take_code, take_text
from gridcounter.desktop.kit.file_dialogs import WORKBOOKS, Drops, folder_to_read, workbook_to_read
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.new_passphrase import NewPassphrase
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Form, office_problems
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.policy.problems import pack_refused
from gridcounter.desktop.settings.park import HINT, LABEL, PARKS, matters_in, parks_matter
from gridcounter.errors import GridcounterError
from gridcounter.services.record.first_start import is_good_code

if TYPE_CHECKING:
    from gridcounter.services.office.packs import InstalledPacks
    from gridcounter.services.policy.pack_files import CheckedPack

#: The role of an office that works for a park.
_PARK_TEAM = "park_team"
#: Stands in the list for the pack that was brought.
_BROUGHT = "\0"
_LOOKING = "正在检查选的政策包，请稍等。"
_FAILED = "没有检查完，请重试，仍不行请找维护人员"
_CHECKED = "{named}，{begins}。检查没有发现问题，自带案例全部符合；和台账一起启用。"
_READINGS: Mapping[object, str] = {None: "尚未确定", True: "比照小微企业", False: "按一般企业"}


class SetupStep(Form):
    """One page."""

    TITLE = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.setContentsMargins(0, 8, 8, 8)
        self.build()
        self.column.addStretch(1)

    def enter(self) -> None:
        """Called when the page is shown: focuses the first editor."""
        for row in self.rows.values():
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return


class OfficeStep(SetupStep):
    """Place, name, role and code of the office; of a park team also which park it serves.

    `read_pack` checks a pack that is not shipped, in its folder or as a workbook.
    """

    TITLE = "单位"

    def __init__(
        self, packs: InstalledPacks, read_pack: Callable[[Path], CheckedPack], parent: QWidget | None = None
    ) -> None:
        self._packs = packs
        self._places = {name: packs.newest(name).header.place for name in packs.localities}
        self._read_pack = read_pack
        self._brought: CheckedPack | None = None
        self._checking = False
        super().__init__(parent)

    def build(self) -> None:
        self._tasks = Tasks(self)
        self._place = self.choice("place", "地区", self._places, "答复按这个地区的文件来。")
        self.other = QPushButton("另选政策包文件夹…", self)
        self.other.setToolTip("上面没有本单位的地区：选这个地区的政策包，文件夹里有 pack.toml 和 cases.toml")
        self.other.clicked.connect(self._on_other)
        self.other_workbook = QPushButton("另选政策工作簿…", self)
        self.other_workbook.setToolTip("上面没有本单位的地区：选填好的政策工作簿（.xlsx）")
        self.other_workbook.clicked.connect(self._on_other_workbook)
        others = FlowRow(self)
        for button in (self.other, self.other_workbook):
            button.setAutoDefault(False)
            others.flow.addWidget(button)
        self.column.addWidget(others)
        self.told, self.trouble = (PlainLabel(self, look=look, wraps=True) for look in ("Hint", "Trouble"))
        for label in (self.told, self.trouble):
            label.hide()
            self.column.addWidget(label)
        self._name = self.line("name", "单位名称", "印在每份文书的抬头")
        self._role = self.choice("role", "单位性质", WORD_LABELS["office.role"])
        self._park = self.choice("park", LABEL, PARKS, HINT)
        for asked in (self._place, self._role):
            asked.currentIndexChanged.connect(self._on_asked)
        self._on_asked()
        self._code = self.line("code", "单位代号", "写在编号前面，1 到 8 位字母或数字，如 JN01；以后不再改")
        self._lines = {
            "supplier": self.line("supplier", "供电企业", "全称；以下几项可以先空着，以后在“设置”里补"),
            "window": self.line("window", "窗口", "如 3号窗口"),
            "phone": self.line("phone", "电话"),
            "hours": self.line("hours", "办公时间", "如 周一至周五 9:00—17:00"),
        }
        self._place.currentIndexChanged.connect(self._on_place)
        Drops(self, "政策包的文件夹或工作簿", self.look_at, self._say_wrong, WORKBOOKS, folders=True)

    @property
    def place(self) -> str:
        """The id of the chosen place."""
        return self.brought.pack.id if self.brought else str(self._place.currentData())

    @property
    def brought(self) -> CheckedPack | None:
        """The pack that was brought, if it is the one chosen."""
        return self._brought if self._place.currentData() == _BROUGHT else None

    @Slot()
    def _on_other(self) -> None:
        path = folder_to_read(self, "选择政策包的文件夹")
        if path is not None:
            self.look_at(path)

    @Slot()
    def _on_other_workbook(self) -> None:
        path = workbook_to_read(self, "选择填好的政策工作簿")
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Checks a pack in a worker, as at its adoption, and chooses it; or shows its problems and keeps the choice."""
        if self._checking:
            return
        self._checking = True
        for button in (self.other, self.other_workbook):
            button.setEnabled(False)
        self._say_wrong("")
        self.told.setText(_LOOKING)
        self.told.show()
        self._tasks.submit(self, lambda: self._read_pack(path), done=self._on_checked, failed=self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        self._rest()
        self._say_wrong(pack_refused(error) if isinstance(error, GridcounterError) else _FAILED)

    def _rest(self) -> None:
        self._checking = False
        for button in (self.other, self.other_workbook):
            button.setEnabled(True)
        self._on_place()

    def _on_checked(self, found: CheckedPack) -> None:
        self._rest()
        self._brought = found
        at = self._place.findData(_BROUGHT)
        if at < 0:
            at = self._place.count()
            self._place.addItem("", _BROUGHT)
        self._place.setItemText(at, f"{found.pack.header.place}（另选的政策包）")
        self._place.setCurrentIndex(at)
        self._on_place()

    @Slot()
    def _on_place(self) -> None:
        self._say_wrong("")
        self.told.setVisible(self.brought is not None)
        if self.brought is not None:
            header = self.brought.pack.header
            self.told.setText(_CHECKED.format(named=header.named, begins=header.begins_words))

    @Slot(str)
    def _say_wrong(self, text: str) -> None:
        self.trouble.show_text(text)

    @property
    def park(self) -> str | None:
        """What was answered, if it is asked; None leaves it to each application."""
        return self._park.currentData() if self._asks_for_park() else None

    @property
    def code(self) -> str:
        """The office code in its stored form."""
        return take_code(self._code.text())

    def read(self) -> dict[str, Any]:
        """The contract's office keys with their values; None for an empty field."""
        values = {key: take_text(edit.text()) or None for key, edit in self._lines.items()}
        return {"name": take_text(self._name.text()) or None, "role": self._role.currentData(), **values}

    def check(self) -> Mapping[str, str]:
        found = dict(office_problems(self.read()))
        if self._checking:
            found["place"] = _LOOKING
        if not is_good_code(self.code):
            found["code"] = "请用 1 到 8 位字母或数字，如 JN01"
        return found

    def _asks_for_park(self) -> bool:
        if self._role.currentData() != _PARK_TEAM:
            return False
        if self.brought:
            return matters_in(self.brought.pack, self._packs.baseline)
        return parks_matter(self._packs, self.place)

    @Slot()
    def _on_asked(self) -> None:
        self.rows["park"].setVisible(self._asks_for_park())


class ReadingStep(SetupStep):
    """The office's settings for its pack: the day of confirmation, how sole proprietors are classified."""

    TITLE = "政策口径"

    def build(self) -> None:
        self.hint("本程序按公开的文件编写。请单位核对“政策”页的内容；没有确认以前，文书上会注明待确认。")
        self._confirmed = self.line(
            "policy_confirmed_on", "本单位确认政策内容的日期", "写作 2026-09-21；还没有确认就空着，以后在“设置”里填"
        )
        today = QPushButton("今天确认", self)
        today.setAutoDefault(False)
        today.clicked.connect(self._on_today)
        self.column.addWidget(today, 0, Qt.AlignmentFlag.AlignLeft)
        self._reading = self.choice("reading", "个体工商户怎样办理", _READINGS, "文件没有写明，由本单位定；以后能改。")

    @property
    def sole_proprietor_as_micro(self) -> bool | None:
        """None if the office leaves it open."""
        return list(_READINGS)[self._reading.currentIndex()]  # type: ignore[return-value]  # the keys above

    def read(self) -> dict[str, Any]:
        """The day as typed, None for an empty field."""
        return {"policy_confirmed_on": self._confirmed.text().strip() or None}

    def check(self) -> Mapping[str, str]:
        return office_problems({"name": "—", **self.read()})

    @Slot()
    def _on_today(self) -> None:
        self._confirmed.setText(datetime.now().astimezone().date().isoformat())


class FirstClerkStep(SetupStep):
    """Name and PIN of the first clerk, who is the administrator."""

    TITLE = "第一位受理员"

    def build(self) -> None:
        self.hint("第一位受理员也是管理员，以后在“设置”里添加其他人。操作码说明是谁在办，换人和解锁时用。")
        self.name = self.line("name", "姓名", "印在文书上")
        self.pin = self.line("pin", "操作码", pin_words(SHORTEST_OF_LEADERS), secret=True)
        self._again = self.line("again", "再输一遍操作码", secret=True)

    def check(self) -> Mapping[str, str]:
        found = {}
        if wrong := advice_on_name(self.name.text()):
            found["name"] = wrong
        if advice := advice_on_pin(self.pin.text(), SHORTEST_OF_LEADERS):
            found["pin"] = advice
        if self.pin.text() != self._again.text():
            found["again"] = "两遍不一样，请重新输入"
        return found


class PassphraseStep(SetupStep):
    """The passphrase of the new record, typed twice. `known`: what everybody knows of the office."""

    TITLE = "口令"

    def __init__(self, known: Callable[[], Iterable[str]], parent: QWidget | None = None) -> None:
        self._known = known
        super().__init__(parent)

    def build(self) -> None:
        self.hint("口令打开台账，全单位共用；台账加密保存，没有口令谁也看不到。请用不容易猜到的一句话，或者抽一个。")
        self.passphrase = NewPassphrase(self, "口令", "不要用单位名称、电话和常见的话", self._known)
        self.new = self.passphrase.field

    def check(self) -> Mapping[str, str]:
        return self.passphrase.check()
