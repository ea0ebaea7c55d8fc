"""Invented policy papers: one for the sixth place's pack, and one with every numbering."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

#: Its clauses are those of builders.sixth_place.PACK.
PAPER = """样例市能源局文件

样能字〔2026〕6号

关于用电报装的通知

各区供电所：

为方便群众办电，现就有关事项通知如下，请照此办理。

一、办电更快

1. 分清类别。用电分为样例低压、样例高压两类。

2. 尽快受理。样例受理自收到申请次日起4个工作日内完成，
联系人 样例，电话 000-12345678，邮箱 yangli@example.invalid。

3. 总时限。电网环节合计不超过9个工作日；居民用电当日办结。

二、手续更少

4. 少交资料。城镇用户交样例城镇证明，农村用户交村委会盖章的样例村证明。

5. 外线审批。线路总长不超过100米的实行备案，其余在5个工作日内作出许可决定，跨越河道的由水务部门办理。

三、费用更省

6. 供电企业投资至电能表。

7. 施工单位由用户自主选择。

- 2 -

样例市能源局

2026年1月1日
"""

EVERY_NUMBERING = """关于印发《样例市办电办法》的通知

各区：

现将办法印发给你们，并提出三点要求：

一是压实责任。各区五天内报送联系人。
二是加强宣传。
三是及时总结。

样例市能源局

2026年1月1日

样例市办电办法

第一章 总则

第一条 为规范办电，制定本办法。

第二条 本办法所称小微企业，以登记为准。
（一）用电容量160千瓦及以下的；
（二）总投资一百万元以下的。
1.登记在册；
（1）有执照；
（2）有场地。

第二章 时限

第十二条 低压用户办电不超过十五个工作日，
其中线路不超过1,250米的，减为3.5日。

附件：1. 环节和时限
2. 任务清单

附件1

环节和时限

用户\t受理\t送电\t合计
低压\t1\t1\t2
高压\t6\t5\t11

注：1. 重要用户另行答复。
2. 居民当日办结。

附件 2：任务清单

序号\t任务\t单位
1\t压减环节\t供电所
2\t公开信息，
不少于12项\t供电所

序号\t任务\t单位
3\t联合办理\t各单位
"""


def as_word(text: str) -> bytes:
    """Lines with tabs become rows of a table, all others paragraphs."""
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    table.cell(at, place).text = cell
            rows = []
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


#: Letters on a line of the PDF, and lines on a page: its sentences are broken anywhere.
_LETTERS, _LINES = 22, 14
_FACE = "STSong-Light"


def as_pdf(text: str) -> bytes:
    """Without blank lines, as far as what is read of it shows."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FACE))
    file = BytesIO()
    canvas = Canvas(file, (500, 500))
    lines = [line[at : at + _LETTERS] for line in text.splitlines() for at in range(0, len(line), _LETTERS)]
    for begin in range(0, max(len(lines), 1), _LINES):
        canvas.setFont(_FACE, 16)
        for row, line in enumerate(lines[begin : begin + _LINES]):
            canvas.drawString(50, 450 - 28 * row, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
