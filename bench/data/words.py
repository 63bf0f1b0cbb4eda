"""What people and companies are called, with the keys and grams that the product would derive from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool

import numpy as np

from bench.data.copying import Array, texts
from yuanliu.base.grams import index_grams
from yuanliu.base.text import company_key, sort_key
from yuanliu.site.demo.words.names import FIRST, SECOND, SURNAMES

GIVEN = "伟强磊军洋勇杰涛超明刚平辉鹏飞敏静丽艳娟霞玲燕红梅文博子涵海东国栋俊天宇浩然雪峰立新春华秋婷佳琪思远雨欣嘉豪永康德桂芳秀兰玉志家振光耀宏云少小晓"
BRAND = FIRST + SECOND + "华中新金瑞恒泰德盛宏鼎信达联创智源科辰凯隆祥佳锐嘉维诚正和安远东方高北南阳明海天"
CITIES = (
    "上海 北京 深圳 广州 苏州 杭州 成都 武汉 南京 天津 重庆 宁波 无锡 青岛 东莞 长沙 西安 佛山 郑州 合肥 济南 常州 南通 厦门 福州 沈阳 "
    "大连 昆明 温州 嘉兴 绍兴 台州 金华 烟台 潍坊 徐州 扬州 珠海 中山 惠州 长春 哈尔滨 石家庄 太原 南昌 贵阳 南宁 兰州 海口 乌鲁木齐"
).split()
INDUSTRIES = {
    "汽车零部件": "汽车零部件 汽车技术 车桥制造 汽车电子",
    "电子制造": "电子 精密电子 光电科技 半导体",
    "新能源": "新能源科技 储能技术 锂电设备 光伏科技",
    "机床与装备": "数控机床 智能装备 自动化设备 重工机械",
    "食品饮料": "食品 饮料 食品机械 乳业",
    "包装印刷": "包装机械 包装材料 印刷设备 彩印",
    "软件与信息": "软件 信息技术 网络科技 数据服务",
    "纺织服装": "纺织机械 纺织 化纤 服饰",
    "医药化工": "制药设备 生物医药 精细化工 医疗器械",
    "物流仓储": "物流设备 仓储科技 供应链管理 国际货运",
}
ENDINGS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
JOB_TITLES = "采购经理 采购主管 设备部经理 电气工程师 自动化工程师 技术总监 生产厂长 总经理 副总经理 运营总监 车间主任 市场部经理".split()
PEOPLE = 20_000
PREFIXES = "130 131 132 133 135 136 137 138 139 150 151 152 155 158 159 177 180 186 188 189".split()
DID = ("电话", "拜访", "微信", "演示", "邮件", "参观", "展会", "报价")
FOUND = (
    "客户有意向 预算待批 下周再谈 已发报价 要求试用 对手在谈 需技术方案 价格偏高 负责人出差 已约演示 等待招标 交期有疑问 "
    "样品已寄 合同在审 客户很满意 需求不明确 计划年底采购 要求案例 已加微信 联系不上"
).split()


@dataclass(frozen=True)
class Companies:
    """Distinct companies, row by row."""

    names: Array
    keys: Array
    sort_keys: Array
    regions: Array
    industries: Array
    grams: list[list[int]]


@dataclass(frozen=True)
class Phrases:
    """Distinct short texts: names of people, what was said."""

    words: Array
    sort_keys: Array
    grams: list[list[int]]

    @classmethod
    def of(cls, words: list[str]) -> Phrases:
        sort_keys = texts([sort_key(word)[:200] for word in words])
        return cls(texts(words), sort_keys, [index_grams(word) for word in words])


@cache
def people() -> Phrases:
    """The same for every company."""
    rng = np.random.default_rng(1)
    picks = rng.integers(0, [len(SURNAMES), len(GIVEN), len(GIVEN)], (2 * PEOPLE, 3))
    names = [SURNAMES[s] + GIVEN[g] + (GIVEN[h] if at % 3 else "") for at, (s, g, h) in enumerate(picks.tolist())]
    return Phrases.of(list(dict.fromkeys(names))[:PEOPLE])


@cache
def sayings() -> Phrases:
    return Phrases.of([f"{did}，{found}" for did in DID for found in FOUND])


def companies(rng: np.random.Generator, count: int) -> Companies:
    """Cities and industries are skewed: the first are named most."""
    brands = [a + b for a in BRAND for b in BRAND if a != b]
    trades = [(industry, trade) for industry, all_ in INDUSTRIES.items() for trade in all_.split()]
    more = int(count * 1.25) + 50
    city, trade = _skewed(rng, len(CITIES), more), _skewed(rng, len(trades), more)
    brand, ending = rng.integers(0, len(brands), more), _skewed(rng, len(ENDINGS), more)
    made: dict[str, tuple[int, int]] = {}
    for c, b, t, e in zip(city.tolist(), brand.tolist(), trade.tolist(), ending.tolist(), strict=True):
        made.setdefault(f"{CITIES[c]}{brands[b]}{trades[t][1]}{ENDINGS[e]}", (c, t))
        if len(made) == count:
            break
    names = list(made)
    assert len(names) == count, "more brands are needed"
    if count > 20_000:
        with Pool(2) as pool:
            derived = pool.map(_derive, names, chunksize=2000)
    else:
        derived = list(map(_derive, names))
    regions = texts([f"{CITIES[c]}市" for c, _ in made.values()])
    industries = texts([trades[t][0] for _, t in made.values()])
    keys, sorts = texts([key for key, _, _ in derived]), texts([sort for _, sort, _ in derived])
    return Companies(texts(names), keys, sorts, regions, industries, [grams for _, _, grams in derived])


def _derive(name: str) -> tuple[str, str, list[int]]:
    return company_key(name)[:200], sort_key(name)[:200], index_grams(name)


def _skewed(rng: np.random.Generator, kinds: int, count: int) -> Array:
    weights = 1 / np.arange(2, kinds + 2)
    return rng.choice(kinds, count, p=weights / weights.sum())


def mobiles(numbers: Array) -> Array:
    """A mobile number for each whole number, no two alike below 2 × 10⁹."""
    heads = np.array([prefix.encode() for prefix in PREFIXES], dtype="S3")[numbers % len(PREFIXES)]
    tails = (numbers // len(PREFIXES) * 7_654_321 + 1_234_567) % 100_000_000
    return np.char.add(heads, np.char.zfill(tails.astype("S8"), 8))


class Salted:
    """Gram lists as the search table stores them for one tenant and object: salted, as the text of an int[]."""

    def __init__(self, salt: int):
        self.salt = salt
        self._words: dict[tuple[int, int], bytes] = {}
        self._plain: dict[str, bytes] = {}

    def joined(self, grams: Iterable[int]) -> bytes:
        return b",".join(b"%d" % (gram ^ self.salt) for gram in grams)

    def word(self, kind: int, at: int, grams: list[list[int]]) -> bytes:
        """Of a text that comes again and again, known by its kind and place."""
        if (found := self._words.get((kind, at))) is None:
            found = self._words[kind, at] = self.joined(grams[at])
        return found

    def plain(self, text: str) -> bytes:
        """Of a folded text of ASCII letters and digits, of which no two are alike."""
        known, pieces = self._plain, {*text}
        pieces.update(text[at : at + size] for size in (2, 3) for at in range(len(text) - size + 1))
        for piece in pieces - known.keys():
            known[piece] = self.joined(_exact(piece))
        return b",".join([known[piece] for piece in pieces])


def _exact(piece: str) -> list[int]:
    """The gram of the piece itself, which is the one that its parts do not have."""
    inner = {gram for part in (piece[:-1], piece[1:]) if part for gram in index_grams(part)}
    return [gram for gram in index_grams(piece) if gram not in inner]
