"""办理指引 as rich text: the same decision as on paper, each line with its clause, open points in grey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from gridcounter.core.field_labels import in_words
from gridcounter.core.labels import ACTORS, DOCUMENT_STATES, NOTE_KINDS, STAGES
from gridcounter.core.papers.shared_facts import named_paper
from gridcounter.core.papers.works.matters import days_and_order, is_applied_for
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Approval, Bases, Branch, Decision, Needs, ShownCondition
from gridcounter.core.policy.keys import WHO_ASKS
from gridcounter.core.policy.model import Track
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
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.clause import CLAUSE

_BEGIN = "先选客户类型和电压等级"
_BEGIN_WITH_BUSINESS = "先选办理业务"
_THEN_CONDITIONS = "选好以后，这里就列出办理条件、资料和时限；点方括号看依据。"
_THEN_HERE = "选好以后，这里就列出时限、资料、费用和外线怎么办，随填随算；点方括号看依据。"
_FAILING, _EXCEPT = "不符合：", "除外："


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

    def of_beginning(self, *, business: bool) -> str:
        """Before the first answers: what to choose, instead of an answer in which everything is open.

        `business`: it is to be chosen first.
        """
        self.clauses = []
        begin, then = (_BEGIN_WITH_BUSINESS, _THEN_CONDITIONS) if business else (_BEGIN, _THEN_HERE)
        return f'<p style="font-size:{self._head}px"><b>{begin}</b></p><p style="color:{self._t.muted}">{then}</p>'

    def of_decision(self, decision: Decision) -> str:
        """The decision as HTML; links carry the index of their clause in `clauses`."""
        self.clauses = []
        return "".join(self._parts(decision))

    def _parts(self, decision: Decision) -> Iterator[str]:
        yield from self._begins(decision)
        yield f'<p style="margin:2px 0 2px 0"><a href="#script" style="color:{self._t.accent}">念给您听（F7）</a></p>'
        sections = (
            ("办理条件", self._conditions(decision), False),
            ("时限", self._times(decision), decision.connects),
            ("资料", self._documents(decision), decision.connects),
            ("费用", self._costs(decision), decision.connects),
            ("外线", self._approval(decision) if decision.connects else (), decision.connects),
            ("提示", self._notes(decision), decision.connects),
        )
        for title, found, empty_too in sections:
            lines = list(found)
            if lines or empty_too:
                yield self._section(title, lines)

    def _begins(self, decision: Decision) -> Iterator[str]:
        """With the business, and its class where there are classes."""
        kind, business = decision.customer_class, decision.business
        if business is not None:
            yield f'<p style="font-size:{self._head}px"><b>{escape(business.label)}</b>'
            yield f"{self._clause(decision.business_basis)}</p>"
        if decision.connects:
            size = "" if business is not None else f' style="font-size:{self._head}px"'
            yield f"<p{size}><b>{escape(kind.label)}</b>{self._open(kind.needs)}{self._clause(kind.basis)}</p>"

    def _conditions(self, decision: Decision) -> Iterator[str]:
        """What the applicant states, how far ahead and how often; looked at when it is accepted."""
        rule = decision.business
        if rule is not None:
            for line in filter(None, (*rule.presumes, rule.notice, rule.frequency)):
                yield f"{escape(line)}{self._clause(decision.business_basis)}"

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
        if not decision.clocks and not decision.connects:  # where all connect, the section says so when empty
            paper = named_paper(decision)
            yield f'<span style="color:{self._t.muted}">{paper}没有写明天数，由供电企业答复</span>'

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
        parts = [approval.words, _days(approval)]
        if approval.actor and approval.track != Track.UNDETERMINED:
            parts.append(f"由{ACTORS[approval.actor]}办理")
        words = "，".join(part for part in parts if part)
        yield f"<b>{escape(words)}</b>{self._open(approval.needs)}{self._clause(approval.basis)}"
        yield from self._matters(approval)
        for condition in (shown for shown in approval.conditions if shown.key not in WHO_ASKS):
            yield self._condition(condition)
        for branch in approval.branches:
            yield f'<span style="color:{self._t.muted}">{escape(_when(branch))} → {escape(_then(branch))}</span>'

    def _matters(self, approval: Approval) -> Iterator[str]:
        """What is applied for: office, days and order; or what nobody has to apply for."""
        if not is_applied_for(approval):
            waived = "、".join(matter.label for matter in approval.matters)
            if waived:
                yield f'<span style="color:{self._t.muted}">不用另办：{escape(waived)}</span>'
            return
        for place, matter in enumerate(approval.matters, start=1):
            number = f"{place} " if len(approval.matters) > 1 else ""
            about = "，".join(filter(None, (matter.authority, *days_and_order(matter, approval))))
            colour = self._t.muted if matter.needs else self._t.text
            text = f'<span style="color:{colour}">事项 {number}{escape(matter.label)}　{escape(about)}</span>'
            yield text + self._open(matter.needs) + self._clause(matter.basis)

    def _condition(self, condition: ShownCondition) -> str:
        """条件 线路总长小于 1000 米　实际 480 米 ✓ 符合（比上限少 520 米）; without a value that only repeats it."""
        colour = {True: self._t.ok, False: self._t.danger, None: self._t.muted}[condition.met]
        mark = {True: "✓ ", False: "✗ ", None: ""}[condition.met]
        actual = this_project(condition)
        told = condition.value is not None and actual not in condition.label
        value = f"　实际 {escape(actual)}" if told else ""
        met = escape(mark + met_words(condition))
        return f'条件 {escape(condition.label)}{value}　<span style="color:{colour}"><b>{met}</b></span>'

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


def _when(branch: Branch) -> str:
    """The conditions of one branch; several that exclude another one are named together, since one is enough."""
    labels = [condition.label for condition in branch.when]
    if any(label.startswith(_EXCEPT) for label in labels):
        return "文件没有列出的电压等级"
    failing = [label for label in labels if label.startswith(_FAILING)]
    parts = [label for label in labels if label not in failing]
    if len(failing) > 1:
        failing = [f"有一项不符合（{'；'.join(label.removeprefix(_FAILING) for label in failing)}）"]
    return "；".join((*parts, *failing)) or "其他情形"


def _then(branch: Branch) -> str:
    if branch.track == Track.NONE:
        return "不用办外线手续"
    days = _days(branch)
    return f"{branch.words}，{days}" if days else branch.words


def _days(way: Approval | Branch) -> str:
    """How long it takes, unless its own words say so."""
    days = "" if way.wd is None else f"{way.wd} 个工作日"
    return "" if days in way.words else days
