"""办理指引 as rich text: the same decision as on paper, each line with its clause, open points in grey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from gridcounter.core.field_labels import in_words
from gridcounter.core.labels import ACTORS, DOCUMENT_STATES, NOTE_KINDS, STAGES
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.keys import WHO_ASKS
from gridcounter.core.validation.models import Problem
from gridcounter.core.wording import (
    BASELINE_WORDS,
    counted_from,
    due_words,
    duration,
    met_words,
    needs_words,
    payer_words,
    this_project,
)

if TYPE_CHECKING:
    from gridcounter.core.policy.decision import Bases, Decision, Needs
    from gridcounter.desktop.kit.theme import Scale, Tokens


#: A link to the clause of a line, before its number.
CLAUSE = "#clause"


class GuidanceText:
    """Writes one answer in the colours and sizes of the theme."""

    def __init__(self, tokens: Tokens, scale: Scale) -> None:
        self._t = tokens
        self._small = scale.px(12)
        self._head = scale.px(16)
        #: The clauses of each line of the latest answer, in the order of their links.
        self.clauses: list[Bases] = []

    def of_problems(self, problems: Iterable[Problem]) -> str:
        """The contradictions of a case as HTML; without links to clauses."""
        self.clauses = []
        lines = "".join(f"<p>{escape(in_words(problem))}</p>" for problem in problems)
        return f'<p style="color:{self._t.danger}"><b>前后矛盾，改好后继续给出指引</b></p>{lines}'

    def of_decision(self, decision: Decision) -> str:
        """The decision as HTML; links carry the index of their clause in `clauses`."""
        self.clauses = []
        return "".join(self._parts(decision))

    def _parts(self, decision: Decision) -> Iterator[str]:
        kind = decision.customer_class
        yield f'<p style="font-size:{self._head}px"><b>{escape(kind.label)}</b>{self._open(kind.needs)}'
        yield f"{self._clause(kind.basis)}</p>"
        yield f'<p style="margin:2px 0 2px 0"><a href="#script" style="color:{self._t.accent}">念给您听（F7）</a></p>'
        yield self._section("时限", self._times(decision))
        yield self._section("资料", self._documents(decision))
        yield self._section("费用", self._costs(decision))
        yield self._section("外线", self._approval(decision))
        yield self._section("提示", self._notes(decision))

    def _section(self, title: str, lines: Iterable[str]) -> str:
        text = "".join(f'<p style="margin:2px 0 2px 0">{line}</p>' for line in lines)
        head = f'<p style="margin:10px 0 2px 0; color:{self._t.accent}"><b>{title}</b></p>'
        return head + (text or f'<p style="color:{self._t.muted}">文件没有规定</p>')

    def _times(self, decision: Decision) -> Iterator[str]:
        for line in decision.clocks:
            when = "　".join(part for part in (duration(line), counted_from(line), due_words(line)) if part)
            colour = self._t.muted if line.needs else self._t.text
            text = f'<span style="color:{colour}">{escape(line.label)}　<b>{escape(when)}</b></span>'
            yield text + self._clause(line.basis)

    def _documents(self, decision: Decision) -> Iterator[str]:
        for document in decision.documents:
            state = DOCUMENT_STATES[document.state]
            colour = self._t.info if document.state in {"online", "waived"} else self._t.text
            colour = self._t.muted if document.state in {"reference", "undetermined"} else colour
            yield (
                f'<span style="color:{colour}">〔{state}〕{escape(document.label)}'
                f"（{STAGES[document.stage]}）</span>{self._clause(document.basis)}"
            )

    def _costs(self, decision: Decision) -> Iterator[str]:
        for cost in decision.costs:
            text = f"{escape(cost.part)}：<b>{payer_words(cost.text)}</b>"
            yield text + self._open(cost.needs) + self._clause(cost.basis)

    def _approval(self, decision: Decision) -> Iterator[str]:
        approval = decision.approval
        days = f"，{approval.wd} 个工作日" if approval.wd is not None else ""
        who = f"，由{ACTORS[approval.actor]}办理" if approval.actor else ""
        yield f"<b>{escape(approval.words)}{days}{who}</b>{self._open(approval.needs)}{self._clause(approval.basis)}"
        for condition in (shown for shown in approval.conditions if shown.key not in WHO_ASKS):
            colour = {True: self._t.ok, False: self._t.danger, None: self._t.muted}[condition.met]
            yield (
                f"{escape(condition.label)}　{escape(this_project(condition))}　"
                f'<span style="color:{colour}"><b>{escape(met_words(condition))}</b></span>'
            )
        for branch in approval.branches:
            when = "；".join(condition.label for condition in branch.when) or "其他情形"
            then = escape(branch.words) + (f"，{branch.wd} 个工作日" if branch.wd is not None else "")
            yield f'<span style="color:{self._t.muted}">{escape(when)} → {then}</span>'

    def _notes(self, decision: Decision) -> Iterator[str]:
        for note in decision.notes:
            colour = self._t.warn if note.kind in {"conflict", "outdated"} else self._t.muted
            kind = NOTE_KINDS[note.kind]
            yield f'<span style="color:{colour}; font-size:{self._small}px">〔{kind}〕{escape(note.text)}</span>'

    def _open(self, needs: Needs) -> str:
        if not needs:
            return ""
        return f' <span style="color:{self._t.muted}">○ 取决于：{escape(needs_words(needs))}</span>'

    def _clause(self, basis: Bases) -> str:
        lines = [BASELINE_WORDS if part.source == BASELINE else part.article or part.source for part in basis]
        words = escape("、".join(dict.fromkeys(lines)))
        self.clauses.append(basis)
        look = f"color:{self._t.muted}; font-size:{self._small}px; text-decoration:none"
        return f' <a href="{CLAUSE}{len(self.clauses) - 1}" style="{look}">［{words}］</a>'
