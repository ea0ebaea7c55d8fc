"""Letters of many scripts, and a font that has them on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from gridcounter.documents.faces import find_faces
from gridcounter.documents.scripts import EMOJI, JAMO, MARK, NAMES, OTHER, printable

if TYPE_CHECKING:
    from gridcounter.documents.faces import Faces

ARABIC = NAMES["Arab"]

#: Invented or everyday words, each with what it is called when it is refused.
REFUSED = {
    "Uyghur": ("ئۇيغۇر نۇر", ARABIC),
    "Kazakh in Arabic letters": ("قازاق", ARABIC),
    "vowel signs": ("مُحَمَّد", ARABIC),
    "presentation forms": ("\ufe8d\ufedf", ARABIC),
    "Arabic digits": ("٣٤", ARABIC),
    "Tibetan": ("བཀྲ་ཤིས", NAMES["Tibt"]),
    "Mongolian": ("ᠮᠣᠩᠭᠣᠯ", NAMES["Mong"]),
    "Sibe": ("ᠰᡞᠪᡝ", NAMES["Mong"]),
    "Phags-pa": ("ꡏꡡꡃ", NAMES["Phag"]),
    "Tai Tham": ("ᨲᩫ᩠ᩅ", NAMES["Lana"]),
    "Myanmar": ("မြန်မာ", NAMES["Mymr"]),
    "Miao": ("𖼀𖽑", NAMES["Plrd"]),
    "Hebrew": ("שלום", NAMES["Hebr"]),
    "Syriac": ("ܣܘܪ", NAMES["Syrc"]),
    "Thaana": ("ދިވެ", NAMES["Thaa"]),
    "Devanagari": ("हिन्दी", NAMES["Deva"]),
    "Bengali": ("বাং", NAMES["Beng"]),
    "Tamil": ("தமிழ்", NAMES["Taml"]),
    "Sinhala": ("සිං", NAMES["Sinh"]),
    "Thai": ("กำนี้", NAMES["Thai"]),
    "Lao": ("ລາວ", NAMES["Laoo"]),
    "Khmer": ("ខ្មែរ", NAMES["Khmr"]),
    "N'Ko": ("ߒߞߏ", OTHER),
    "Khitan": ("\U00018b00\U00018b01", OTHER),
    "Siyaq numbers": ("\U0001ec71\U0001ec72", OTHER),
    "a mark that composes with nothing": ("x\u0301", MARK),
    "two marks, one composes": ("e\u0301\u0308", MARK),
    "a keycap": ("1\ufe0f\u20e3", MARK),
    "a vowel of Hangul alone": ("\u1161\u1161", JAMO),
    "a filler of Hangul": ("\u3164", JAMO),
    "a flag": ("\U0001f1e8\U0001f1f3", EMOJI),
    "a colour of skin": ("\U0001f44d\U0001f3fd", EMOJI),
}
#: What a paper shows of each; a face has it all.
PRINTED = {
    "Latin": ("Gvangjsih Əliyev ŋ ǖ", "Gvangjsih Əliyev ŋ ǖ"),
    "taken apart": ("Jose\u0301 n\u0303u\u0308\u030c", "José ñǚ"),
    "Greek": ("Ωμέγα", "Ωμέγα"),
    "Cyrillic": ("Иван и\u0306", "Иван й"),
    "Armenian and Georgian": ("Հայ ქართ", "Հայ ქართ"),
    "kana": ("かが\u304b\u3099ｶﾞ", "かががｶﾞ"),
    "bopomofo": ("ㄅㄆˊ", "ㄅㄆˊ"),
    "Hangul": ("한국ㄱㅏ", "한국ㄱㅏ"),
    "Hangul taken apart": ("\u1112\u1161\u11ab\uad6d", "한국"),
    "Yi": ("ꀉꁌ", "ꀉꁌ"),
    "Lisu": ("ꓡꓲꓸ", "ꓡꓲꓸ"),
    "Tai Le": ("ᥖᥭᥰ", "ᥖᥭᥰ"),
    "New Tai Lue": ("ᦅᦷᦓ", "ᦅᦷᦓ"),
    "a variant of an ideograph": ("葛\U000e0100城", "葛城"),
    "a standard variant": ("㐂\ufe00", "㐂"),
    "a compatibility ideograph stays": ("路\uf937", "路\uf937"),
    "compatibility beside a mark": ("\uf937e\u0301", "\uf937é"),
    "a picture of a telephone": ("☎\ufe0f", "☎"),
    "one emoji": ("😀", "😀"),
    "spaces": ("a\u0308\tb\nc", "ä b c"),
}


def faces_with_all(folder: Path, texts: Iterable[str] = ()) -> Faces:
    """An installed face has every character of the tables above and of `texts`, marks and selectors too."""
    table = [*(text for text, _ in (*REFUSED.values(), *PRINTED.values())), *texts]
    letters = sorted({ord(char) for text in table for char in text + printable(text)})
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"u{code:X}" for code in letters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(letters, names[1:], strict=True)))
    builder.setupGlyf({name: _square(number) for number, name in enumerate(names)})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Everything", "styleName": "Regular", "psName": "Everything"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(folder / "dejavusans.ttf")
    return find_faces([folder])


def _square(number: int) -> Any:  # noqa: ANN401 - fontTools has no types
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((500, 0), (500, 100 + number % 400), (0, 500)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
