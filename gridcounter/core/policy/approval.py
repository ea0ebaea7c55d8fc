"""The approval of line works outside the red line: the track, or what would decide it and its possible branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.case import Actor
from gridcounter.core.labels import track_words
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Approval, Basis, Branch, Filing, Matter, ShownCondition
from gridcounter.core.policy.diagram import FALSE, TRUE
from gridcounter.core.policy.evaluation import in_order, rulings
from gridcounter.core.policy.model import AlternativeRule, MatterRule, PolicyKind, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridcounter.core.policy.compile import Option, Shown
    from gridcounter.core.policy.decision import Bases, Cost, Needs
    from gridcounter.core.policy.diagram import Node
    from gridcounter.core.policy.evaluation import Question

_WITH_FILING = {Track.FILING, Track.COMMITMENT}


def decide_approval(question: Question, costs: Sequence[Cost]) -> Approval:
    """The certain track, or UNDETERMINED with `needs` and one branch for each possible outcome.

    `costs` say who has the works built, if that settles who applies.
    """
    left = [(option, question.truth(option.node)) for option in question.compiled.options]
    left = [(option, node) for option, node in left if node != FALSE]
    diagrams = question.compiled.diagrams
    tracks = tuple(dict.fromkeys(option.track for option, _ in left))
    actor = _actor(question, costs)
    basis = tuple(dict.fromkeys(b for option, _ in left for b in _basis(question, option)))
    whole = [diagrams.some(node for option, node in left if option.track == track) for track in tracks]
    if TRUE not in whole:
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
            needs=question.needs(whole),
            branches=tuple(_branches(question, [option for option, _ in left])),
            filing=None,
            basis=basis,
        )
    track = tracks[0]
    deciding, _ = left[0]
    wds = {option.rule.wd if option.rule else None for option, _ in left}
    wd_needs = question.needs(node for _, node in left) if len(wds) > 1 else ()
    alternatives, pending, open_alternatives = _alternatives(question, track)
    # several rules may lead to this track while points are open: their words are given only if they agree
    labels = dict.fromkeys(option.rule.label if option.rule else None for option, _ in left)
    channels = {option.rule.channel if option.rule else None for option, _ in left}
    users = {option.rule.users if option.rule else None for option, _ in left}
    return Approval(
        track=track,
        label=next(iter(labels)) if len(labels) == 1 else None,
        channel=channels.pop() if len(channels) == 1 else None,
        may=all(option.rule is not None and option.rule.may for option, _ in left),
        alternatives=tuple(rule.track for rule in alternatives),
        actor=None if track == Track.NONE else actor,
        wd=wds.pop() if len(wds) == 1 else None,
        matters=_matters(question, deciding),
        conditions=_shown_by_all(question, [option for option, _ in left]),
        needs=in_order((*wd_needs, *open_alternatives)),
        branches=(),
        filing=_filing(question) if track in _WITH_FILING else None,
        basis=basis,
        also=tuple(track_words(rule.track, rule.label) for rule in alternatives),
        pending=tuple(track_words(rule.track, rule.label) for rule in pending),
        pending_needs=open_alternatives,
        ways=tuple(_branches(question, [option for option, _ in left])) if len(wds) > 1 else (),
        # a condition that this case misses belongs to one article, and another article lacks it
        stated=tuple(each for each in _conditions(question, deciding.stated) if each.met is not False),
        users=users.pop() if len(users) == 1 else None,
        either=tuple(each for each in labels if each) if len(labels) > 1 and None not in labels else (),
    )


def _basis(question: Question, option: Option) -> Bases:
    if option.rule is None:
        return (Basis(BASELINE),)
    return question.basis([option.rule], question.compiled.pack.header.number)


def _branches(question: Question, left: Sequence[Option]) -> list[Branch]:
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
            rule.label,
            rule.may,
            channel=rule.channel,
            also=tuple(track_words(one.track, one.label) for one in settled),
            pending=tuple(track_words(one.track, one.label) for one in pending),
            pending_needs=needs,
        )
        found[branch] = None
    return list(found)


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
    gap = None
    if _is_number(value) and _is_number(shown.limit):
        gap = round(abs(float(shown.limit) - float(value)), 6)  # type: ignore[arg-type]  both are numbers here
    met = None if node not in {TRUE, FALSE} else node == TRUE
    return ShownCondition(shown.key, shown.operator, shown.limit, value, met, gap, shown.label)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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


def _matters(question: Question, option: Option) -> tuple[Matter, ...]:
    wanted = option.rule.matters if option.rule else ()
    known = {
        name: (rule, ruling.basis)
        for name, ruling in rulings(question, "matter")
        for rule in ruling.rules
        if isinstance(rule, MatterRule)
    }
    return tuple(Matter(name, known[name][0].label, known[name][1], known[name][0].authority) for name in wanted)


def _filing(question: Question) -> Filing | None:
    regime = question.compiled.pack.filing
    if regime is None:
        return None
    return Filing(
        regime.form,
        regime.title,
        str(regime.pushed_by) if regime.pushed_by else None,
        regime.channel,
        regime.post_required,
        regime.may_start,
        regime.consequences,
        regime.receiver,
        regime.may_start_text,
        regime.name,
        tuple(str(party) for party in regime.parties),
        tuple(Basis(question.compiled.pack.header.number, article) for article in regime.article),
        regime.informs,
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
    own = [cost for cost in costs if cost.connection]
    invests = bool(own) and all(cost.payer == Actor.GRID_COMPANY and not cost.needs for cost in own)
    return str(Actor.GRID_COMPANY) if invests else None
