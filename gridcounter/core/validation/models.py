"""Plain data -> a model: all problems at once, each with its dotted path, what was found, what is allowed."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from gridcounter.core.validation.encoding import NOT_UTF8, SAVE_AS_UTF8, decoded
from gridcounter.core.validation.fields import INVISIBLE, ruined, take
from gridcounter.core.validation.text import is_invisible, take_text
from gridcounter.core.validation.toml_mistakes import toml_mistake

M = TypeVar("M", bound=BaseModel)

#: Days outside these years are typing mistakes; the calendar arithmetic needs no more.
YEARS = range(1990, 2200)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Half of a character that takes two places in UTF-16.
HALF = re.compile("[\ud800-\udfff]")
_SHOWN = 60
#: Begins the list of what is allowed.
ONE_OF = "以下之一："
_OF_AN_ID = "规定的写法（编号用小写字母、数字、- 和 _）"
#: What a text that must follow a pattern looks like, where it is no id.
_PATTERNS: Mapping[str, str] = {
    r"^\d{4,6}$": "4 至 6 位数字",
    r"^\d{2}-\d{2}$": "月和日，如 06-30",
    "^(baseline|silent)$": "baseline（通用做法）、silent（文件没有规定），或者不写",
    "^across_units$": "across_units，或者不写",
    r"^([01]\d|2[0-3]):[0-5]\d$": "几点几分，如 14:00",
    r"^\d{4}-(0[1-9]|1[0-2])$": "年和月，如 2026-11",
}
_DEEPEST = 50
#: A key such as a.b.c of more parts than any has: the standard library takes the square of their number to read it.
_LONG_KEY = re.compile(rf"(?:\.[ \t]*+[^.\s=\[\]{{}},]{{1,200}}+[ \t]*+){{{_DEEPEST}}}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with the information to fix it: where, what was found, what is allowed."""

    path: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}：填写的是 {self.found}；应为{self.allowed}"


@dataclass(frozen=True, slots=True)
class Unreadable(Problem):
    """A problem of a whole file: `allowed` says what to do."""

    def __str__(self) -> str:
        return f"{self.path}：{self.found}；{self.allowed}"


def read_day(raw: object) -> object:
    """A day from ISO text; raises what pydantic turns into a problem for anything else."""
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and _ISO_DAY.fullmatch(raw):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            day = None
        if day is not None and day.year in YEARS:
            return day
    raise PydanticCustomError(
        "day", "not a day", {"allowed": f"真实的日期，写作 2026-09-21（{YEARS.start} 年至 {YEARS.stop - 1} 年）"}
    )


def _read_text(raw: str) -> str:
    """Line breaks and tabs are whitespace; other control characters and lone surrogates are refused (contract)."""
    for char in raw:
        if char not in "\n\r\t\x0b\x0c\u2028\u2029" and unicodedata.category(char) in {"Cc", "Cs"}:
            raise PydanticCustomError(
                "control", "control character", {"allowed": f"不含控制字符的文字（其中有 U+{ord(char):04X}，请删去）"}
            )
    if is_invisible(raw):
        raise PydanticCustomError("invisible", "nothing to be seen", {"allowed": INVISIBLE})
    return take_text(raw)


def _read_field(field: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        spoilt = ruined(field, text)
        if spoilt:
            raise PydanticCustomError("spoilt", "spoilt by a table", {"allowed": spoilt})
        return str(take(field, text))

    return read


Day = Annotated[date, BeforeValidator(read_day)]
Text = Annotated[str, AfterValidator(_read_text)]
#: A number that is read out, or a telephone, in its stored form.
Code = Annotated[Text, AfterValidator(_read_field("id_number"))]
TelephoneText = Annotated[Text, AfterValidator(_read_field("phone"))]
LONGEST_LINE = 5000
Line = Annotated[Text, Field(max_length=LONGEST_LINE)]


def read_json(text: str | bytes) -> tuple[object, tuple[Problem, ...]]:
    """Parses JSON; a duplicate key is a problem, because one of the two values would be lost silently."""
    twice: list[tuple[dict[str, object], str]] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        seen: dict[str, object] = {}
        for key, value in items:
            if key in seen:
                twice.append((seen, key))
            seen[key] = value
        return seen

    if isinstance(text, bytes):
        plain = decoded(text)
        if plain is None:
            return None, (not_utf8("JSON"),)
        text = plain
    try:
        raw = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as wrong:
        where = f"第 {wrong.lineno} 行第 {wrong.colno} 列" if isinstance(wrong, json.JSONDecodeError) else "内容"
        return None, (Problem("JSON", where + "无法读懂", "UTF-8 编码的 JSON 文件"),)
    if _too_deep(raw):
        return None, (Problem("JSON", "嵌套过深", f"不超过 {_DEEPEST} 层的 JSON"),)
    places = {id(part): path for path, part in _parts(raw, "")} if twice else {}
    paths = (".".join(filter(None, (places.get(id(part), ""), key))) for part, key in twice)
    return raw, tuple(Problem(path, "同一层写了两次", "每个键只写一次") for path in paths)


def _parts(raw: object, path: str) -> Iterator[tuple[str, object]]:
    """Every object with its dotted path."""
    if isinstance(raw, dict):
        yield path, raw
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, part in inside:
        yield from _parts(part, f"{path}.{key}".strip("."))


def read_toml(content: bytes, name: str = "TOML") -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Parses TOML, which itself refuses duplicate keys. Its English messages are not shown."""
    text = decoded(content)
    if text is None:
        return {}, (not_utf8(name),)
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        return {}, (Problem(name, f"第 {line} 行的键分成了很多段", f"不超过 {_DEEPEST} 段的键"),)
    try:
        return tomllib.loads(text), ()
    except (ValueError, RecursionError) as wrong:  # also a number or a nesting depth that cannot be read
        return {}, (Problem(name, *toml_mistake(text, str(wrong))),)


def not_utf8(path: str) -> Problem:
    """The problem of a file that is not UTF-8, with what to do."""
    return Unreadable(path, NOT_UTF8, SAVE_AS_UTF8)


def _too_deep(raw: object) -> bool:
    """Deeper than the contract allows; counted level by level, so that the depth itself does no harm."""
    level = [raw]
    for _ in range(_DEEPEST):
        level = [
            part
            for value in level
            if isinstance(value, dict | list)
            for part in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def read_model(model: type[M], raw: object, *, root: str = "") -> tuple[M | None, tuple[Problem, ...]]:
    """Validates strictly, as JSON, where an enum is its word and a tuple a list; `root` is the path of `raw`."""
    broken: list[Problem] = []
    written = json.dumps(raw, default=str, ensure_ascii=False)
    if HALF.search(written):
        written = json.dumps(_without_surrogates(raw, root, broken), default=str)
    try:
        read = model.model_validate_json(written)
    except ValidationError as errors:
        found = [_problem(error, model, root) for error in errors.errors(include_url=False)]
        named = {problem.path for problem in broken}
        return None, tuple(dict.fromkeys([*broken, *(one for one in found if one.path not in named)]))
    return (None, tuple(broken)) if broken else (read, ())


def _without_surrogates(raw: object, path: str, broken: list[Problem]) -> object:
    """A lone surrogate cannot be written as UTF-8; it is reported here, where the path is known."""
    if isinstance(raw, str):
        halves = HALF.findall(raw)
        if halves:
            broken.append(Problem(path, f"半个字符 U+{ord(halves[0]):04X}", "完整的文字（请重新输入这个字）"))
        return HALF.sub("?", raw)
    if isinstance(raw, dict):
        return {
            str(_without_surrogates(key, path, broken)): _without_surrogates(value, f"{path}.{key}".strip("."), broken)
            for key, value in raw.items()
        }
    if isinstance(raw, list | tuple):
        return [_without_surrogates(value, f"{path}.{place}".strip("."), broken) for place, value in enumerate(raw)]
    return raw


def _problem(error: ErrorDetails, model: type[BaseModel], root: str) -> Problem:
    context = error.get("ctx", {})
    keys = [*([root] if root else []), *map(str, error["loc"])]
    path = ".".join(keys) or "（整个文件）"
    kind = error["type"]
    if "allowed" in context:
        return Problem(path, shown(error["input"]), str(context["allowed"]))
    if kind == "missing":
        return Problem(path, "（没有填写）", "必填项")
    if keys[-1:] == ["hours"]:
        return Problem(path, "不认识的键", "words：文件以小时计的，照原话写在 words 里，不写天数")
    if kind == "extra_forbidden":
        siblings = _allowed_keys(model, error["loc"][:-1])
        return Problem(path, "不认识的键", f"这里可用的键：{'、'.join(siblings)}" if siblings else "已列明的键")
    if kind == "too_long" and isinstance(error["input"], str):  # behind our reader a text is any sized value
        kind = "string_too_long"
    return Problem(path, shown(error["input"]), _allowed(kind, context))


def _allowed(kind: str, context: dict[str, Any]) -> str:
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    sentences = {
        "enum": ONE_OF + expected,
        "literal_error": ONE_OF + expected,
        "greater_than": f"大于 {context.get('gt', 0):g} 的数",
        "greater_than_equal": f"不小于 {context.get('ge', 0):g} 的数",
        "less_than_equal": f"不大于 {context.get('le', 0):g} 的数",
        "finite_number": "有限的数",
        "float_type": "数（不加引号）",
        "int_type": "整数（不加引号）",
        "int_from_float": "整数",
        "bool_type": "true 或 false（不加引号）",
        "string_type": "文字",
        "string_too_long": f"不超过 {context.get('max_length')} 个字",
        "too_long": f"不超过 {context.get('max_length')} 项的列表",
        "string_pattern_mismatch": _PATTERNS.get(str(context.get("pattern")), _OF_AN_ID),
        "string_too_short": "不为空的文字",
        "tuple_type": "列表 [ … ]",
        "model_type": "一组键和值 { … }",
        "model_attributes_type": "一组键和值 { … }",
        "dict_type": "一组键和值 { … }",
    }
    return sentences.get(kind, f"合同约定的值（{kind}）")


def shown(value: object) -> str:
    """The value as found, short enough for one line and without control characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(char if char.isprintable() else "�" for char in text)
    text = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return f"“{text}”" if isinstance(value, str) else text


def _allowed_keys(model: type[BaseModel], way: tuple[int | str, ...]) -> list[str]:
    current: type[BaseModel] | None = model
    for name in way:
        if isinstance(name, int) or current is None:
            continue
        annotation = current.model_fields[name].annotation if name in current.model_fields else None
        current = _inner_model(annotation)
    return list(current.model_fields) if current else []


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None
