"""Foreign names inside Chinese text, where no space or capital marks them: by the characters that carry sound only.

A name is written with a small set of characters chosen for their sound; a run of them that is no Chinese word is
read aloud and compared as any other spelling. Names written in Chinese are matched by their characters elsewhere.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

from bot.domain.matching import known, spelling

_CHARS = (
    "阿埃艾爱安昂奥巴白拜班邦包贝本比彼宾波博伯勃布采蔡查达戴丹道德登邓迪蒂丁杜敦顿多厄恩尔法凡范菲费芬冯弗夫福富盖甘冈戈格葛根贡古瓜圭"
    "哈海汉豪赫亨洪胡华怀霍基吉季加贾简姜杰捷金津喀卡开凯坎康考科克肯孔库夸奎昆拉腊莱赖兰朗劳勒雷蕾里利莉理丽连廉列林琳龙隆娄卢鲁伦罗洛吕"
    "马玛麦曼芒毛梅门蒙孟米密缅明敏莫墨默姆穆拿娜纳乃奈南瑙内嫩尼涅宁纽农努诺欧帕派潘庞培佩彭皮匹珀普奇恰钱乔切琴青琼丘屈热仁荣茹瑞若"
    "撒萨塞赛桑瑟森沙莎山尚绍舍申圣盛什施史舒斯丝思松苏孙索塔泰坦汤唐陶特滕提田廷图土托瓦万旺威维韦魏温文翁沃乌武西希锡夏肖谢辛欣雄休许逊"
    "雅亚延扬耶叶伊因英尤约泽曾扎詹朝哲珍芝朱祖佐兹爾蘭羅馬維達華盧魯賽薩納貝費倫蓋烏韋紐歐諾瑪爾頓爾奧愛麗連龍孫蘇溫萬約澤許遜亞葉頓門蒙"
)
_RUN = re.compile(f"[{_CHARS}]{{2,9}}")
_SYLLABLE = re.compile("[A-Z][a-z]*")
_PINYIN = ((re.compile("^zh"), "j"), (re.compile("^x"), "sh"), (re.compile("^q"), "ch"), (re.compile("^er$"), "r"),
           (re.compile("^hu(?=[aeo])"), "w"), (re.compile("ng$"), "n"))  # fmt: skip
_LONGEST = 9
_SLACK = 1
"""Characters of a run that may belong to the words around the name."""


def windows(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, sound) of the stretches of a text that may be foreign names: established ones as long as they go,
    and what a run holds beside them."""
    for run in _RUN.finditer(text):
        start = at = run.start()
        while at < run.end():
            length = _established(text, at, run.span())
            if length:
                yield from _loose(text, start, at)
                if at + length <= run.end():  # a longer one is matched by its characters
                    yield at, at + length, heard(text[at : at + length])
                start = at + length
            at += length or 1
        yield from _loose(text, start, run.end())


def _established(text: str, at: int, run: tuple[int, int]) -> int:
    """The length of the longest established name that stands at a place of a run; 0 if there is none. Two signs are
    a name only by themselves: beside others they are as likely a part of one."""
    least = 2 if run == (at, at + 2) else 3
    for length in range(min(_LONGEST, len(text) - at), least - 1, -1):
        if known.kin(text[at : at + length]):
            return length
    return 0


def _loose(text: str, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    for cut in range(_SLACK + 1):
        for start in range(first, first + cut + 1):
            end = last - cut + (start - first)
            if end - start >= 3:
                yield start, end, heard(text[start:end])


@lru_cache(maxsize=16384)
def heard(name: str) -> str:
    """How a name sounds that is written in Chinese characters, as `merge` leaves it."""
    read = []
    for syllable in _SYLLABLE.findall(anyascii(name)):
        syllable = syllable.lower()
        for pattern, sound in _PINYIN:
            syllable = pattern.sub(sound, syllable)
        read.append(syllable)
    return merge(spelling.sound("".join(read)))


def merge(sound: str) -> str:
    """A sound string without the differences that Chinese syllables do not make: voiced or not, r or l, and n or m
    at their end."""
    return spelling.CODA.sub("n", sound.translate(spelling.HAN))
