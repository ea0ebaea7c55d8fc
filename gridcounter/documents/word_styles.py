"""The styles of a paper. Every style names its Chinese font through `w:eastAsia`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from gridcounter.documents.profiles import A4, Profile
from gridcounter.documents.word_markup import BOX_FACE, mm

# the quarter em that Word puts between 月 and 13 breaks dates in narrow cells
_NO_AUTO_SPACE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'


def text_width(profile: Profile) -> int:
    """In twips."""
    return mm(A4[0] - profile.margins[1] - profile.margins[3])


def text_height(profile: Profile) -> float:
    """In points."""
    return mm(A4[1] - profile.margins[0] - profile.margins[2]) / 20


def lifted(sizes: Profile) -> float:
    """In points, of a line that is signed off the line above."""
    return sizes.table * 0.75


@dataclass(frozen=True, slots=True)
class _Style:
    """`latin` is used for text without a Chinese font of its own; `layout` and `look` are markup."""

    id: str
    name: str
    size: float
    face: str
    latin: str = "Times New Roman"
    layout: str = ""
    look: str = ""
    underlined: bool = False

    def markup(self, kind: str = "paragraph") -> str:
        default = ' w:default="1"' if self.id == "Normal" else ""
        based = "" if default or kind == "character" else '<w:basedOn w:val="Normal"/>'
        fonts = (
            f'<w:rFonts w:ascii="{self.latin}" w:hAnsi="{self.latin}" w:eastAsia="{self.face}" w:cs="{self.latin}"/>'
            if self.face
            else ""
        )
        half = round(self.size * 2)
        size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
        rule = '<w:u w:val="single"/>' if self.underlined else ""
        layout = f"<w:pPr>{self.layout}</w:pPr>" if self.layout else ""
        return (
            f'<w:style w:type="{kind}"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"{layout}<w:rPr>{fonts}{self.look}{size}{rule}</w:rPr></w:style>"
        )


def _spacing(air: float, before: float = 0, after: float = 0, pitch: float = 0, *, exact: bool = True) -> str:
    """In points, `before` and `after` times `air`.

    An exact `pitch` keeps the page breaks when a machine lacks a font; one that is not exact gives way to larger
    letters.
    """
    rule = "exact" if exact else "atLeast"
    line = f'w:line="{round(pitch * 20)}" w:lineRule="{rule}"' if pitch else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{round(before * air * 20)}" w:after="{round(after * air * 20)}" {line}/>'


#: The Chinese fonts by the names known in offices: running text, cells, heads.
_TEXT, _PLAIN, _HEAD = "仿宋", "宋体", "黑体"
_DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
    f' w:eastAsia="{_TEXT}" w:cs="Times New Roman"/><w:noProof/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)


def styles_markup(sizes: Profile) -> str:
    """All styles of the paper as the markup of `styles.xml`; sizes from the profile, in points."""
    paragraphs = "".join(style.markup() for style in _paragraphs(sizes))
    return _DEFAULTS + paragraphs + "".join(style.markup("character") for style in _characters(sizes))


def _paragraphs(sizes: Profile) -> tuple[_Style, ...]:
    space = partial(_spacing, sizes.air, exact=sizes.exact)

    def led(size: float, after: float = 0) -> str:
        return space(after=after, pitch=size * sizes.leading)

    centre, keep = '<w:jc w:val="center"/>', "<w:keepNext/>"
    right, both = '<w:jc w:val="right"/>', '<w:jc w:val="both"/>'
    strip = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    table_pitch, outline = sizes.table * sizes.tight, '<w:outlineLvl w:val="0"/>'
    tight = _NO_AUTO_SPACE + space(pitch=table_pitch)
    foot_tab = f'<w:tabs><w:tab w:val="right" w:pos="{text_width(sizes)}"/></w:tabs>'
    # it holds no text: a minimum height would be the height of its letters
    spacer = '<w:snapToGrid w:val="0"/>' + space(pitch=6 * sizes.air, exact=True)
    sign = _spacing(1.0, before=lifted(sizes), pitch=table_pitch, exact=sizes.exact)
    title_line = space(pitch=table_pitch)
    inset = '<w:ind w:left="60" w:right="60"/>'  # the strip's border is outside its text
    bold = "<w:b/>"  # also distinguishes a head from text if 黑体 is not installed
    return (
        _Style("Normal", "Normal", sizes.prose, _TEXT),
        _Style("Prose", "Body Text", sizes.prose, _TEXT, layout=led(sizes.prose, 2) + both),
        _Style(
            "Mark", "标注", sizes.prose, _HEAD, look=bold,
            layout=f"<w:pBdr>{strip}</w:pBdr>{space(after=6)}{inset}{centre}",
        ),
        _Style(
            "Issuer", "出具单位", sizes.heading, _HEAD, latin="Arial", look=bold,
            layout=space(after=2, pitch=sizes.heading * sizes.tight),
        ),
        _Style("IssuerLine", "出具单位附行", sizes.table, _PLAIN, layout=tight),
        _Style("Numbers", "编号", sizes.table_least, _PLAIN, layout=tight + right),
        _Style("Code", "二维码", sizes.table, _PLAIN, layout=space() + right),
        _Style(
            "Title", "Title", sizes.title, _HEAD, latin="Arial", look=bold,
            layout=keep + space(before=6, after=2) + centre,
        ),
        _Style("Subtitle", "Subtitle", sizes.table, _TEXT, layout=keep + space(after=5) + centre),
        _Style(
            "Heading1", "heading 1", sizes.heading, _HEAD, latin="Arial", look=bold,
            layout=keep + space(before=5, after=3, pitch=sizes.heading * sizes.leading) + outline,
        ),
        _Style(
            "CalloutTitle", "要点标题", sizes.callout, _HEAD, latin="Arial", look=bold,
            layout=keep + led(sizes.callout),
        ),
        _Style("Callout", "要点", sizes.callout, _TEXT, layout=led(sizes.callout) + both),
        _Style("Cell", "表内文字", sizes.table, _PLAIN, layout=tight),
        _Style("Label", "表内标签", sizes.table, _HEAD, latin="Arial", look=bold, layout=tight + centre),
        _Style("Group", "表内分组", sizes.table, _HEAD, latin="Arial", look=bold, layout=keep + tight),
        _Style("SmallProse", "小字", sizes.note, _TEXT, layout=led(sizes.note, 2)),
        _Style("LargeProse", "大字", sizes.large, _TEXT, layout=led(sizes.large, 4) + both),
        _Style("PartyTitle", "签章单位", sizes.table, _HEAD, latin="Arial", look=bold, layout=title_line),
        _Style("PartyLine", "签章行", sizes.table, _PLAIN, layout=sign),
        _Style("Spacer", "表间距", 0, "", layout=spacer),
        _Style("Header", "header", sizes.small, _PLAIN, layout=space() + right),
        _Style("Footer", "footer", sizes.small, _PLAIN, layout=foot_tab + space()),
    )  # fmt: skip


def _characters(sizes: Profile) -> tuple[_Style, ...]:
    return (
        _Style("Strong", "Strong", 0, _HEAD, latin="Arial", look="<w:b/>"),
        _Style("Small", "小号", sizes.small, ""),
        _Style("StrongSmall", "小号加粗", sizes.small, _HEAD, latin="Arial", look="<w:b/>"),
        _Style("Tick", "勾选", sizes.table, BOX_FACE, latin=BOX_FACE),
        _Style("Blank", "填写线", sizes.table, _PLAIN, underlined=True),
    )
