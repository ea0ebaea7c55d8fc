"""Below the voltage question: the pack's value for this capacity, with its clause; a click is needed to use it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.case import LOW_VOLTAGE_KV
from gridcounter.core.labels import value_label, voltage_label
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.voltage import Proposal, Span, may_propose
from gridcounter.core.wording import needs_words
from gridcounter.desktop.kit.flow import FlowRow, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.application_state import ApplicationState

_CAPACITY = "supply.capacity"
_LATER = "用什么电压由供电企业勘查确定，可以先空着。"
_SILENT = "{paper}没有规定这种情形按容量选电压。" + _LATER
_TAKE = "按此填写"


class VoltageProposal(QWidget):
    """`taken` carries the kilovolts; `voltages` are those of the grid, in kV."""

    taken = Signal(float)

    def __init__(self, voltages: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = PlainLabel(self, look="Hint", wraps=True)
        row = FlowRow(self)
        self._buttons: dict[float, QPushButton] = {}
        for kv in voltages:
            button = QPushButton(row)
            button.setAccessibleName(f"{_TAKE}：电压等级 {voltage_label(kv)}")
            button.setAutoDefault(True)
            button.clicked.connect(self._on_clicked)
            row.flow.addWidget(button)
            self._buttons[kv] = button
        self._row = row
        whole = vertical(self, 0, 4)
        whole.addWidget(self._message)
        whole.addWidget(row)
        self.hide()

    def show_draft(self, state: ApplicationState) -> None:
        """Hidden until the capacity is known, and once the voltage is."""
        text = _words(state) if state.case is not None and may_propose(state.case) else ""
        voltages = state.voltage.voltages if state.voltage and text else ()
        for kv, button in self._buttons.items():
            button.setText(_TAKE if len(voltages) == 1 else f"{_TAKE}：{voltage_label(kv)}")
            button.setVisible(kv in voltages)
        self._row.setVisible(bool(voltages))
        self._message.say(text, "info" if voltages else "")
        self.setVisible(bool(text))

    def _on_clicked(self) -> None:
        clicked = self.sender()
        self.taken.emit(next(kv for kv, button in self._buttons.items() if button is clicked))


def _words(state: ApplicationState) -> str:
    proposal = state.voltage
    news = state.decision is not None and state.decision.policy.kind == PolicyKind.NEWS
    paper = "报道" if news else "文件"
    if proposal is None:
        return _SILENT.format(paper=paper)
    if proposal.needs:
        return f"{paper}是否给低压，还取决于：{needs_words(proposal.needs)}。"
    lines = [_of_span(span, state, proposal, paper) for span in proposal.spans]
    return "".join([*lines, *proposal.announced])


def _voltage_words(span: Span) -> tuple[str, str]:
    """The voltage level in the policy's words, with its kilovolts."""
    named = "或 ".join(map(voltage_label, span.voltages))
    return ("低压", f"低压（{named}）") if max(span.voltages) <= LOW_VOLTAGE_KV else (named, named)


def _of_span(span: Span, state: ApplicationState, proposal: Proposal, paper: str) -> str:
    assert state.case is not None
    supply = state.case.supply
    capacity = value_label(_CAPACITY, supply.capacity or 0, str(supply.unit))
    limit = value_label(_CAPACITY, span.limit, str(span.unit))
    assumed = "，按功率因数为 1 折算" if proposal.across_units else ""
    clause = "、".join(dict.fromkeys(part.article or part.source for part in span.basis))
    which, named = _voltage_words(span)
    compared = f"{paper}对{which}规定的 {limit}［{clause}］"
    if not span.fits:
        return f"容量 {capacity}{assumed}，超过{compared}。{_LATER}"
    says = f"{paper}：{span.wording}。" if span.wording else ""
    return f"建议{named}：容量 {capacity}{assumed}，没有超过{compared}。{says}"
