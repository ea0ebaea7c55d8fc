"""Passphrases that are refused, what is said of the others, and one that is drawn."""

from __future__ import annotations

import itertools

import pytest
from pypinyin import lazy_pinyin

from gridcounter import paths
from gridcounter.core.validation import common_passphrases as lists
from gridcounter.core.validation.passphrases import (
    PassphraseRefused,
    Strength,
    check_passphrase,
    draw_passphrase,
    problem_of,
    strength_of,
    strength_words,
)

OFFICE = ("样例供电服务厅", "JN01", "0537-1234567", "样王敏")
COMMON, RUN, REPEATED = "常用的口令", "按顺序排|键盘上挨着|常用的口令", "反复出现"
OWN = "本单位的名称、代号、电话或受理员的姓名"
WORDS = paths.passphrase_words().read_text("utf-8").split()


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        *((one, "至少用 8 个字符") for one in ("", "1234567", "锅台雾桥蓝笔兔", "锅台雾桥")),
        *((one, COMMON) for one in ("password", "P@ssw0rd1", "iloveyou", "admin888", "Aa123456", "woaini1314")),
        *((one, COMMON) for one in ("zhongguo", "gongdian2024", "gridcounter", "gridcounter2026", "国家电网95598")),
        *((one, COMMON) for one in ("我爱北京天安门2024", "床前明月光疑是地上霜", "天天向上好好学习")),
        *((one, COMMON) for one in ("供电营业厅2026", "国家电网公司2026", "correct horse battery staple")),
        *((one, RUN) for one in ("12345678", "87654321", "abcdefgh", "qwertyui", "1qaz2wsx", "zxcvbnm,./", "hgfedcba")),
        *((one, REPEATED) for one in ("aaaaaaaa", " " * 8, "abcabcabc", "口令口令口令口令", "福福福福福福福福")),
        ("１２３４５６７８", RUN),
        ("19900101", "日期"),
        ("1990-01-01", "日期"),
        *(
            (one, OWN)
            for one in ("样例供电服务厅1", "样例供电服务厅123", "样例供电服务厅2024", "0537-1234567", "05371234567")
        ),
        *((one, OWN) for one in ("05371234567a", "样王敏样例供电服务厅")),
        ("53862947", "只有数字"),
        ("53862947160", "只有数字"),
        *((one, "容易猜中") for one in ("sgcc@2026", "Sgcc@2026", "sgcc2026", "csg@2026!")),
        ("xk2ab7", "至少用 8 个字符"),
        ("锅台2024", "至少用 8 个字符"),
    ],
)
def test_a_passphrase_that_is_tried_first_is_refused_with_its_reason(passphrase: str, why: str) -> None:
    with pytest.raises(PassphraseRefused, match=why) as refused:
        check_passphrase(passphrase, OFFICE)
    assert str(refused.value).count("；") <= 1
    assert strength_of(passphrase, OFFICE) is None


@pytest.mark.parametrize("name", ["蓝桥雾兔墙灯锁", "Kfjw-Qpzmb"])
def test_what_is_known_of_this_office_alone_is_refused_here_and_not_elsewhere(name: str) -> None:
    passphrase = f"{name}12"
    assert OWN in problem_of(passphrase, (name,))
    assert problem_of(passphrase, OFFICE) == ""


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("一个足够长的口令", Strength.WEAK),
        ("锅台雾桥蓝笔兔墙", Strength.WEAK),
        ("kfjwqpzm", Strength.WEAK),
        ("538629471604", Strength.WEAK),
        ("锅台雾桥蓝笔兔墙灯锁", Strength.FAIR),
        ("锅台雾桥蓝笔兔墙灯锁帆伞", Strength.STRONG),
        ("kettle violin harbour pencil", Strength.STRONG),
    ],
)
def test_others_are_accepted_and_their_strength_is_told(passphrase: str, strength: Strength) -> None:
    check_passphrase(passphrase, OFFICE)
    assert strength_of(passphrase, OFFICE) is strength


def test_whose_estimate_it_is_stands_in_the_sentence() -> None:
    said = [strength_words(one) for one in Strength]
    assert all("照猜口令的程序估计" in one for one in said)
    assert [one.split("（")[0] for one in said] == ["强度：弱", "强度：一般", "强度：强"]


def test_a_text_of_any_length_is_judged() -> None:
    """Whole files are pasted by mistake; the library takes minutes for them, and refuses them."""
    assert strength_of("锅台雾桥蓝笔兔墙" * 2000, OFFICE) is Strength.WEAK
    assert strength_of("".join(WORDS), OFFICE) is Strength.STRONG


# what is drawn


def test_six_words_are_drawn_and_any_such_draw_is_accepted() -> None:
    chosen = itertools.count()
    drawn = draw_passphrase(WORDS, lambda words: words[next(chosen) * 337])
    assert drawn.text == "".join(WORDS[place * 337] for place in range(6))
    assert (drawn.words, drawn.listed, drawn.bits) == (6, 2048, 66)
    assert strength_of(drawn.text, OFFICE) is Strength.STRONG


def test_by_itself_it_draws_from_the_list_and_never_the_same() -> None:
    drawn = {draw_passphrase(WORDS).text for _ in range(20)}
    assert len(drawn) == 20
    assert {text[place : place + 2] for text in drawn for place in range(0, 12, 2)} <= set(WORDS)


def test_even_the_same_word_six_times_is_what_was_drawn_and_is_refused_as_any_other() -> None:
    """One draw in 10^16; the button is pressed again."""
    drawn = draw_passphrase(WORDS, lambda words: words[0])
    assert REPEATED in problem_of(drawn.text)


def test_the_words_are_typed_by_pinyin_and_told_apart_by_it() -> None:
    assert len(WORDS) == 2048
    assert len({"".join(lazy_pinyin(word)) for word in WORDS}) == 2048
    # two common characters each (the first level of GB 2312): every input method offers them first
    assert all(len(word) == 2 and all(char.encode("gb2312")[0] < 0xD8 for char in word) for word in WORDS)


OURS = [word for word in lists.COMMON.split() if any("\u4e00" <= char <= "\u9fff" for char in word)]


def test_the_list_in_pinyin_is_that_of_the_list() -> None:
    typed = dict.fromkeys("".join(lazy_pinyin(word)) for word in OURS)
    assert lists.COMMON_IN_PINYIN.split() == [word for word in typed if word not in lists.COMMON.split()]


@pytest.mark.parametrize("saying", OURS)
def test_a_saying_of_the_list_is_refused_as_it_is_typed_in_pinyin(saying: str) -> None:
    """为人民服务 was refused, and weirenminfuwu called strong."""
    typed = "".join(lazy_pinyin(saying))
    assert problem_of(typed)
    assert problem_of(f"{typed}1")
    assert problem_of(f"{typed.capitalize()}!")


@pytest.mark.parametrize(
    "passphrase",
    [
        "二〇二六年十一月",
        "二零二六年十一月三十日",
        "2026年11月30日",
        "壹贰叁肆伍陆柒捌",
        "零一二三四五六七八九",
        "①②③④⑤⑥⑦⑧",
        "毛主席万岁毛主席",
        "111aaa222bbb",
        "哈哈哈嘿嘿嘿呵呵呵",
        "马马虎虎快快乐乐",
        "!QAZ@WSX#EDC",
        "！@#￥%^&*（）",
        "1qaz@WSX3edc",
        "样 王 敏 2 0 2 6",
        "样-王-敏-1-2-3",
        "p a s s w o r d 1",
    ],
)
def test_what_differs_only_in_writing_from_what_is_tried_first_is_refused(passphrase: str) -> None:
    assert problem_of(passphrase, OFFICE)


@pytest.mark.parametrize(
    "passphrase",
    [
        *("lixiaoming19900315", "19900315lixiaoming", "Wang Xiao Ming 1990!", "wangxiaoming1990!", "Liuyang@1988"),
        *("chenyu1990", "xiaobao0601", "ouyangnana2015", "lvyan-2011-03", "zhangwei.wangfang"),
    ],
)
def test_a_name_in_pinyin_is_as_soon_guessed_as_in_characters(passphrase: str) -> None:
    """李小明19900315 was refused, and lixiaoming19900315 called strong."""
    assert problem_of(passphrase, OFFICE)


def test_a_text_that_may_be_divided_into_syllables_in_many_ways_is_judged() -> None:
    """Trying them all would take years."""
    assert problem_of("an" * 31 + "x9")


@pytest.mark.parametrize("code", ["7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS", "7k2mqrst9xyzabcdefgh2345jkmnpqrs"])
def test_what_has_the_form_of_a_recovery_code_is_none(code: str) -> None:
    """The wrap of a former one, laid in the place of the code's, would open the record by it."""
    assert "这是恢复码的样子" in problem_of(code, OFFICE)
    assert problem_of(code[:-1] + "1", OFFICE) == ""


@pytest.mark.parametrize(
    "passphrase",
    [
        *("锅台雾桥蓝笔兔灯", "Kfjw-Qpzmb-Xnvt", "十八只蓝兔过雾桥锅台", "lan tu guo wu qiao deng"),
        *("lantuguowuqiaodeng", "kettle-harbour-1990", "li-xiaoming-kfjwqpzm"),
    ],
)
def test_what_is_none_of_these_stays_a_passphrase(passphrase: str) -> None:
    assert problem_of(passphrase, OFFICE) == ""
