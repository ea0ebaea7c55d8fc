"""gridcounter doctor: checks everything needed for answering and printing."""

from __future__ import annotations

from gridcounter import __version__
from gridcounter.bootstrap import open_diagnostics
from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.record import Data, PassphraseFile, Recovery, opened_record
from gridcounter.errors import Fault


def doctor(
    passphrase_file: PassphraseFile = None, data: Data = None, recovery: Recovery = False, as_json: JsonFlag = False
) -> None:
    """检查字体和字形、日历年份、政策包、表样和各部件的版本；写明台账的，还看它有没有退回过、启用了哪些政策包。"""
    diagnostics = open_diagnostics()
    findings = diagnostics.examine()
    if passphrase_file or data:
        with opened_record(data, passphrase_file, recovery=recovery) as opened:
            findings += diagnostics.of_record(opened)
    else:
        findings += diagnostics.unopened()
    if as_json:
        say_json([{"what": one.what, "told": one.text, "good": one.good, "optional": one.optional} for one in findings])
    else:
        say(f"gridcounter {__version__}")
        for finding in findings:
            say(f"{'正常' if finding.good else '注意'}　{finding.what}：{finding.text}")
    if not all(finding.good or finding.optional for finding in findings):
        raise Fault("有不能工作的部件，请按上面的提示处理")
