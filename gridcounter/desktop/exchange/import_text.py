"""The messages of an import: progress, result of the dry run, result of the import."""

from __future__ import annotations

from gridcounter.services.exchange.ledger_import import DryRun, ImportOutcome

HOW = (
    "一、存一份模板，在里面每行填一件申请。\n"
    "二、选择填好的文件：先试读，逐行列出问题，不写进台账。\n"
    "三、没有问题的，按结果导入；有问题的，改好再读一次，或者只导入没有问题的行。"
)


def summary(checked: DryRun, left_out: int) -> str:
    """The result of the dry run, in Chinese; `left_out` is how many lines the table below does not show."""
    parts = [f"{len(checked.ready):,} 件可以导入"]
    if checked.wrong:
        parts.append(f"{checked.wrong:,} 行有问题，请在表里改好后再读一次")
    if checked.already:
        parts.append(f"{checked.already:,} 件以前已经导入，不会重复")
    text = f"工作表“{checked.sheet}”：{'；'.join(parts)}。"
    return text + (f"下面只列前面的，还有 {left_out:,} 条没有列出。" if left_out else "")


def result(taken: ImportOutcome, wrong: int) -> str:
    """What was imported, in Chinese; `wrong` is how many rows were left out."""
    to = f" 至 {taken.last}" if taken.count > 1 else ""
    text = f"已导入 {taken.count:,} 件，编号 {taken.first}{to}。" if taken.count else "没有导入新的申请。"
    if taken.stopped:
        return text + "其余的没有导入：再读一次这份文件，会接着导入，不会重复。"
    return text + (f"有问题的 {wrong:,} 行没有导入：改好后再读一次，已导入的不会重复。" if wrong else "")
