"""The approval of line works outside the red line: the track, or what would decide it and its possible branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar

from gridcounter.core.case import Actor, Payer
from gridcounter.core.labels import track_words
from gridcounter.core.policy.answers.matters import matters_of
from gridcounter.core.policy.compile import BASELINE, Option
from gridcounter.core.policy.condition_words import Shown
from gridcounter.core.policy.decision import Approval, Bases, Basis, Branch, Cost, Filing, Needs, ShownCondition
from gridcounter.core.policy.diagram import FALSE, TRUE, Node
from gridcounter.core.policy.evaluation import Question, in_order
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.keys import is_number
from gridcounter.core.policy.model import AlternativeRule, ApprovalRule, Track
from gridcounter.core.policy.regime import RegimeRule

Said = TypeVar("Said")

#: A track with its regime: what the outcome of an approval is.
_Outcome: TypeAlias = tuple[Track, str | None]


def decide_approval(question: Question, costs: Sequence[Cost]) -> Approval:
    """The certain track, or UNDETERMINED with `needs` and one branch for each possible outcome.

    `costs` say who has the works built, if that settles who applies.
    """
    truths = ((option, question.truth(option.node)) for option in question.compiled.options)
    left = [(option, node) for option, node in truths if node != FALSE]
    options, nodes = [option for option, _ in left], [node for _, node in left]
    outcomes = _where_each(question, left, lambda option: (option.track, _regime_id(question, option)))
    actor = _actor(question, costs)
    if TRUE in _where_each(question, left, lambda option: option.track):
        open_regime = () if TRUE in outcomes else question.needs(outcomes)
        return _determined(question, options, nodes, actor, open_regime)
    return Approval(
        track=Track.UNDETERMINED,
        label=None,
        channel=None,
        may=False,
        alternatives=(),
        actor=actor,
        wd=None,
        matters=(),
        conditions=(),
        needs=question.needs(outcomes),
        branches=_branches(question, options),
        filing=None,
        basis=_basis(question, options),
    )


def _where_each(
    question: Question, left: Iterable[tuple[Option, Node]], read: Callable[[Option], _Outcome | Track]
) -> list[Node]:
    """Where each distinct outcome holds."""
    found: dict[_Outcome | Track, list[Node]] = {}
    for option, node in left:
        found.setdefault(read(option), []).append(node)
    return [question.compiled.diagrams.some(nodes) for nodes in found.values()]


def _regime(question: Question, option: Option) -> RegimeRule | None:
    return None if option.rule is None else question.compiled.pack.regime_of(option.rule)


def _regime_id(question: Question, option: Option) -> str | None:
    regime = _regime(question, option)
    return regime.id if regime else None


def _label(question: Question, option: Option) -> str | None:
    return question.compiled.pack.label_of(option.rule) if option.rule else None


def _start_text(question: Question, option: Option) -> str | None:
    regime = _regime(question, option)
    own = option.rule.start_text if option.rule else None
    return own or (regime.start_text if regime else None)


def _determined(
    question: Question, options: Sequence[Option], nodes: Sequence[Node], actor: str | None, open_regime: Needs
) -> Approval:
    """For options that all lead to one track; with `open_regime` it is not known yet under which regime."""
    deciding = options[0]
    track = deciding.track
    alternatives, pending, open_alternatives = _alternatives(question, track)
    # several rules may lead to this track while points are open: their words are given only if they agree
    labels = tuple(dict.fromkeys(_label(question, option) for option in options))
    wds = _each_says(options, lambda rule: rule.wd)
    wd_needs = question.needs(nodes) if len(wds) > 1 else ()
    regime = None if open_regime else _regime(question, deciding)
    matters = matters_of(question, [option.rule for option in options if option.rule])
    branches = _branches(question, options) if open_regime or len(wds) > 1 else ()
    return Approval(
        track=track,
        label=_only(labels),
        channel=_only(_each_says(options, lambda rule: rule.channel)),
        may=all(_each_says(options, lambda rule: rule.may)),
        alternatives=tuple(rule.track for rule in alternatives),
        actor=None if track == Track.NONE else _who_files(regime, actor),
        wd=_only(wds),
        matters=matters,
        conditions=_shown_by_all(question, options),
        needs=in_order((*wd_needs, *open_regime, *open_alternatives)),
        branches=branches if open_regime else (),
        filing=_filing(question, regime),
        basis=_basis(question, options),
        also=_track_words(alternatives),
        pending=_track_words(pending),
        pending_needs=open_alternatives,
        ways=() if open_regime else branches,
        stated=_stated(question, deciding),
        users=_only(_each_says(options, lambda rule: rule.users)),
        either=() if len(labels) == 1 else _if_all_named(labels),
        regime=regime.id if regime else None,
        start_text=_only(tuple(dict.fromkeys(_start_text(question, option) for option in options))),
        afterwards=regime.afterwards if regime else (),
        none_text=None if matters else _only(_each_says(options, lambda rule: rule.none_text)),
    )


def _who_files(regime: RegimeRule | None, owner: str | None) -> str | None:
    """The owner of the works, unless the policy has the supplier hand everything in."""
    others = set(regime.filed_by) if regime else set()
    supplier = Actor.GRID_COMPANY in others and Actor.APPLICANT not in others
    return str(Actor.GRID_COMPANY) if supplier else owner


def _each_says(options: Sequence[Option], read: Callable[[ApprovalRule], Said]) -> tuple[Said | None, ...]:
    """The distinct values of the rules, in order; None for "no works", which has no rule."""
    return tuple(dict.fromkeys(read(option.rule) if option.rule else None for option in options))


def _only(said: Sequence[Said]) -> Said | None:
    return said[0] if len(said) == 1 else None


def _if_all_named(labels: Sequence[str | None]) -> tuple[str, ...]:
    return () if None in labels else tuple(filter(None, labels))


def _track_words(rules: Iterable[AlternativeRule]) -> tuple[str, ...]:
    return tuple(track_words(rule.track, rule.label) for rule in rules)


def _stated(question: Question, option: Option) -> tuple[ShownCondition, ...]:
    # a condition that this case misses belongs to one article, and another article lacks it
    return tuple(each for each in _conditions(question, option.stated) if each.met is not False)


def _basis(question: Question, options: Sequence[Option]) -> Bases:
    return tuple(dict.fromkeys(basis for option in options for basis in _basis_of(question, option)))


def _basis_of(question: Question, option: Option) -> Bases:
    if option.rule is None:
        return (Basis(BASELINE),)
    return question.basis([option.rule], question.compiled.pack.header.number)


def _branches(question: Question, left: Sequence[Option]) -> tuple[Branch, ...]:
    """A condition that this case already fails cannot lead anywhere and is not listed."""
    found: dict[Branch, None] = {}
    for option in left:
        scope = [shown for shown in option.scope if question.truth(shown.node) not in {TRUE, FALSE}]
        open_conditions = [shown for shown in option.branch if question.truth(shown.node) != FALSE]
        when = _conditions(question, (*scope, *open_conditions))
        rule = option.rule
        if rule is None:
            found[Branch(option.track, None, when)] = None
            continue
        settled, pending, needs = _alternatives(question, option.track, question.truth(option.node))
        branch = Branch(
            option.track,
            rule.wd,
            when,
            _label(question, option),
            rule.may,
            channel=rule.channel,
            also=_track_words(settled),
            pending=_track_words(pending),
            pending_needs=needs,
            regime=_regime_id(question, option),
        )
        found[branch] = None
    return tuple(found)


def _conditions(question: Question, shown: Iterable[Shown]) -> tuple[ShownCondition, ...]:
    """A group met in another way than by its representative test is not shown."""
    return tuple(
        _show(question, one) for one in shown if question.truth(one.node) != TRUE or question.truth(one.alone) == TRUE
    )


def _shown_by_all(question: Question, left: Sequence[Option]) -> tuple[ShownCondition, ...]:
    """The conditions of the deciding rule; if several are left, those that explain each of them."""
    first, *others = (_conditions(question, option.shown) for option in left)
    return tuple(one for one in first if not others or all(one in other for other in others))


def _show(question: Question, shown: Shown) -> ShownCondition:
    """A number's distance to its limit is never negative; `met` gives the side."""
    node = question.truth(shown.node)
    value = question.known.get(shown.key)
    gap = round(abs(float(shown.limit) - float(value)), 6) if is_number(value) and is_number(shown.limit) else None
    met = None if node not in {TRUE, FALSE} else node == TRUE
    return ShownCondition(shown.key, shown.operator, shown.limit, value, met, gap, shown.label)


def _alternatives(
    question: Question, track: Track, within: Node = TRUE
) -> tuple[tuple[AlternativeRule, ...], tuple[AlternativeRule, ...], Needs]:
    """Those that apply; those that depend on open points, and on which; `within` restricts to a branch."""
    diagrams = question.compiled.diagrams
    settled: list[AlternativeRule] = []
    pending: list[AlternativeRule] = []
    nodes: list[Node] = []
    for line in question.compiled.lines["alternative"]:
        for variant in line.variants:
            rule, node = variant.rules[0], question.truth(variant.node)
            assert isinstance(rule, AlternativeRule)
            if rule.beside != track or diagrams.both(node, within) == FALSE:
                continue
            if diagrams.both(within, diagrams.negate(node)) == FALSE:
                settled.append(rule)
            else:
                pending.append(rule)
                nodes.append(node)
    deciding = {v for node in nodes for v in diagrams.support([node]) if diagrams.splits(node, v, within)}
    return tuple(settled), tuple(pending), question.name_keys(deciding)


def _filing(question: Question, regime: RegimeRule | None) -> Filing | None:
    """None without a form: nothing is filed then."""
    if regime is None or regime.form is None:
        return None
    return Filing(
        regime.form,
        regime.title or "",
        str(regime.pushed_by) if regime.pushed_by else None,
        regime.channel,
        regime.post_required,
        regime.may_start,
        regime.consequences,
        regime.receiver,
        regime.start_text,
        regime.name,
        tuple(map(str, regime.filed_by)),
        question.basis([regime], question.compiled.pack.header.number),
        regime.informs,
        regime.id,
        regime.kind,
        regime.attach,
        regime.afterwards,
        regime.promises,
    )


def _actor(question: Question, costs: Sequence[Cost]) -> str | None:
    """The owner of the works; else the grid company if the policy has it alone invest in the connection.

    A paying government or park bears the cost, but that does not say who builds or files.
    """
    owner = question.known.get("works.owner")
    if owner is not None:
        return str(owner)
    if question.compiled.pack.header.kind == PolicyKind.NEWS:
        return None
    own = [cost for cost in costs if cost.connection and cost.payer != Payer.WAIVED]
    invests = bool(own) and all(cost.payer == Actor.GRID_COMPANY and not cost.needs for cost in own)
    return str(Actor.GRID_COMPANY) if invests else None
