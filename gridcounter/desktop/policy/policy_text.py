"""A policy as rich text: the table of one customer class, and the clause behind one line of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.original.excerpt import Piece, excerpt, figures_under
from gridcounter.core.original.passages import WHOLE
from gridcounter.core.overview.class_table import SECTION_TITLES, ClassTable, TableRow
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Basis
from gridcounter.core.policy.model import ApprovalRule, PolicyPack
from gridcounter.core.wording import BASELINE_WORDS, article_words
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.clause import CLAUSE

if TYPE_CHECKING:
    from gridcounter.core.original.figures import Figure
    from gridcounter.core.original.passages import Original, Passage
    from gridcounter.services.office.shipped_comparison import Standing

#: The heads of the first two columns by section; without a second one there is no such column.
_HEADS: Mapping[str, tuple[str, str]] = {
    "step": ("环节", "多少天"),
    "limit": ("时限", "多少天"),
    "document": ("资料", "要不要交"),
    "cost": ("出资的部分", "谁出资"),
    "approval": ("怎样办理", "多少天"),
    "service": ("服务", ""),
    "right": ("权利", ""),
    "note": ("提示", "性质"),
}
_TITLES: Mapping[str, str] = {**SECTION_TITLES, "approval": "外线（有用户红线以外的线路工程时）"}
_EVERYBODY = "都适用"
_SOLE_TRADER = "个体工商户按本单位口径归入小微企业或者企业（在 设置 › 单位资料 里定）。"
_LIKE = "按{name}办理，{name}的规定都适用；它自己的条件和资料也列在下面。"
_NOT_LOCAL = "本地文件没有写这项业务，下面是各地通常的做法；请按供电企业现行规定核对。"
_NOT_STATED = "本地文件没有写这项业务，办理条件是各地通常的做法；请按供电企业现行规定核对。"
_NOT_KEPT = "程序里没有存文件原文，上面是按这一条记下的内容。要看原句，请翻 {where}。"
_PRACTICE = "各地办电通常这样办，本地文件没有单独写。"


def header_html(pack: PolicyPack, standing: Standing, tokens: Tokens, scale: Scale) -> str:
    """Title, number and day of the paper, and how the pack stands to the program's own; sizes in pixels."""
    header = pack.header
    muted = f"color:{tokens.muted}; margin:2px 0; font-size:{scale.px(12)}px"
    parts = [
        f'<p style="font-size:{scale.px(16)}px; margin:2px 0"><b>{escape(header.title)}</b></p>',
        f'<p style="{muted}">{escape(header.number)}　{header.issued_words}</p>',
    ]
    if header.cites:
        parts.append(f'<p style="{muted}">引用：{escape("、".join(header.cites))}</p>')
    if standing.words:
        parts.append(f'<p style="margin-top:12px; color:{tokens.accent}"><b>{escape(standing.words)}</b></p>')
    parts += [f'<p style="margin:2px 0">{escape(str(change))}</p>' for change in standing.changes]
    return "".join(parts)


def table_html(table: ClassTable, tokens: Tokens, scale: Scale, links: list[Bases] | None = None) -> str:
    """Every section as a table: what, its answer, for whom it holds, and its clause.

    Of another business those alone in which something stands: it is asked of general practice as well. The clauses of
    each row go into `links`, and its link has their place there.
    """
    links = [] if links is None else links
    small = f"color:{tokens.muted}; margin:2px 0; font-size:{scale.px(12)}px"
    parts = [_business_html(table, small, tokens)] if table.business else []
    parts += [f'<p style="{small}">{_SOLE_TRADER}</p>'] if table.connects else []
    for section, title in _TITLES.items():
        rows = table.sections[section]
        if not rows and not table.connects:
            continue
        parts.append(f'<p style="margin-top:14px; color:{tokens.accent}"><b>{title}</b></p>')
        if rows:
            lines = "".join(_row(row, section, tokens, scale, links) for row in rows)
            head = "".join(_head(name, tokens, scale) for name in (*filter(None, _HEADS[section]), "适用", "依据"))
            parts.append(f'<table width="100%" cellspacing="0" cellpadding="6"><tr>{head}</tr>{lines}</table>')
        else:
            parts.append(f'<p style="color:{tokens.muted}">{table.silent}</p>')
    return "".join(parts)


def _business_html(table: ClassTable, small: str, tokens: Tokens) -> str:
    """What it is, what the applicant states, how far ahead and how often it is applied for."""
    rule = table.business
    assert rule is not None
    stands = _clauses(table.business_basis) if _is_local(table) else _NOT_LOCAL if rule.like is None else _NOT_STATED
    parts = [f'<p style="margin-top:12px"><b>{escape(rule.label)}</b></p><p style="{small}">{escape(stands)}</p>']
    if rule.like is not None:
        parts.append(f'<p style="margin:2px 0">{escape(_LIKE.format(name=WORD_LABELS["business"][rule.like]))}</p>')
    head = f'<p style="margin-top:14px; color:{tokens.accent}"><b>%s</b></p>'
    for title, lines in (("办理条件", rule.presumes), ("提前多久、办几次", (rule.notice, rule.frequency))):
        said = [f'<p style="margin:2px 0">· {escape(line)}</p>' for line in lines if line]
        parts += [head % title, *said] if said else []
    return "".join(parts)


def _is_local(table: ClassTable) -> bool:
    """Whether the place's own policy says something of it; of one like connecting most rules are from there."""
    rows = [row for section in table.sections.values() for row in section] if not table.connects else []
    bases = (table.business_basis, *(row.basis for row in rows))
    return any(part.source != BASELINE for basis in bases for part in basis)


def _head(name: str, tokens: Tokens, scale: Scale) -> str:
    look = f"color:{tokens.muted}; font-size:{scale.px(12)}px; border-bottom:1px solid {tokens.border}"
    return f'<td style="{look}">{name}</td>'


def _row(row: TableRow, section: str, tokens: Tokens, scale: Scale, links: list[Bases]) -> str:
    small = f"color:{tokens.muted}; font-size:{scale.px(12)}px"
    words = row.words
    detail = f'<br><span style="{small}">{escape(words.detail)}</span>' if words.detail else ""
    cells = [(46 if _HEADS[section][1] else 60, f"{escape(words.what)}{detail}")]
    if _HEADS[section][1]:
        cells.append((14, f"<b>{escape(words.value or '—')}</b>"))
    when = escape(row.when) if row.when else f'<span style="{small}">{_EVERYBODY}</span>'
    look = f"color:{tokens.accent}; font-size:{scale.px(12)}px; text-decoration:none"
    clause = f'<a href="{CLAUSE}{len(links)}" style="{look}">{escape(_clauses(row.basis))} ›</a>'
    links.append(row.basis)
    cells += [(24, when), (16, clause)]
    look = f"border-bottom:1px solid {tokens.border}"
    found = "".join(f'<td width="{width}%" style="{look}">{text}</td>' for width, text in cells)
    return f"<tr>{found}</tr>"


def _clauses(basis: Bases) -> str:
    lines = (BASELINE_WORDS if part.source == BASELINE else part.article or part.source for part in basis)
    return "、".join(dict.fromkeys(lines))


def clause_html(
    basis: Bases,
    pack: PolicyPack | None,
    table: ClassTable | None,
    tokens: Tokens,
    scale: Scale,
    original: Original | None = None,
) -> str:
    """Which article of which paper a line rests on, and what the pack has noted of it for this customer.

    With the paper itself, its very passage: `original` is the one that lies beside the pack.
    """
    rows = [row for section in table.sections.values() for row in section] if table else []
    rules = [rule for row in rows if row.basis == basis for rule in row.rules]
    figures = figures_under(pack, rules) if pack else ()

    def passage(part: Basis) -> str:
        found = original.named(part.article or WHOLE, pack.header.title) if original and pack else ()
        return "".join(_passage(one, figures, tokens, scale) for one in found[:1])

    return "".join(_clause(part, pack, table, passage(part), tokens, scale) for part in basis)


def _clause(
    part: Basis, pack: PolicyPack | None, table: ClassTable | None, passage: str, tokens: Tokens, scale: Scale
) -> str:
    if part.source == BASELINE:
        return f"<p><b>{BASELINE_WORDS}</b>：{_PRACTICE}</p>"
    article = article_words(part.article, part.source) if part.article else ""
    where = f"{part.source} {article}".strip()
    parts = [f'<p style="font-size:{scale.px(16)}px; color:{tokens.accent}"><b>{escape(where)}</b></p>']
    small = f"color:{tokens.muted}; font-size:{scale.px(12)}px"
    if pack and pack.header.number == part.source:
        about = f"《{pack.header.title}》　{pack.header.issued_words}"
        parts.append(f'<p style="margin:2px 0; {small}">{escape(about)}</p>')
        parts += [passage] if passage else []
        parts += [f'<p style="margin:8px 0 0 0">{line}</p>' for line in _noted(part, table, small)]
    if not passage:
        parts.append(f'<p style="margin:10px 0 0 0; {small}">{escape(_NOT_KEPT.format(where=where))}</p>')
    return "".join(parts)


def _noted(part: Basis, table: ClassTable | None, small: str) -> Iterator[str]:
    """Each rule that rests on this article, with the condition on which it holds for this customer."""
    if table and table.label and part in table.basis:
        yield f"<b>用户类别</b>　{escape(table.label)}"
    for section, title in SECTION_TITLES.items():
        for row in table.sections[section] if table else ():
            if part in row.basis:
                yield f"<b>{title}</b>　{_rule(row, small)}"


def _rule(row: TableRow, small: str) -> str:
    """What it says, and below its details, on which condition it holds, and the paper's own words."""
    words = row.words
    value = f"　<b>{escape(words.value)}</b>" if words.value else ""
    below = [words.detail, f"适用：{row.when}" if row.when else "", *_stated(row)]
    lines = (f'<br><span style="{small}">{escape(text)}</span>' for text in below if text)
    return f"{escape(words.what)}{value}{''.join(lines)}"


def _stated(row: TableRow) -> Iterator[str]:
    """The conditions of an approval in the paper's own words, where the pack has them."""
    for rule in row.rules:
        if isinstance(rule, ApprovalRule) and rule.stated:
            yield f"文件写的条件：{'、'.join(fact.label for fact in rule.stated)}"


def _passage(passage: Passage, figures: Iterable[Figure], tokens: Tokens, scale: Scale) -> str:
    """What the passage stands under, and its words as in the paper with the figures marked; sizes in pixels."""
    small = f"color:{tokens.muted}; font-size:{scale.px(12)}px"
    head = f'<p style="margin:8px 0 0 0; {small}">{escape("原文　" + " › ".join(passage.heading))}</p>'
    words = "".join(_piece(piece, tokens) for piece in excerpt(passage.text.strip(), figures))
    look = f"background:{tokens.app}; color:{tokens.text}; padding:8px"
    return f'{head}<table width="100%" cellpadding="8"><tr><td style="{look}">{words}</td></tr></table>'


def _piece(piece: Piece, tokens: Tokens) -> str:
    text = escape(piece.text).replace("\n", "<br>")
    return f'<b style="background:{tokens.warn_soft}">{text}</b>' if piece.marked else text
