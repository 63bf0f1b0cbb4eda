"""Names of people and companies that do not exist, and numbers that nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = (
    "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "飞", "敏", "静", "丽", "艳", "娟", "霞",
    "玲", "燕", "红", "梅", "建国", "志强", "文博", "子涵", "海涛", "晓东", "国栋", "俊杰", "天宇", "浩然", "雪峰", "立新", "春华", "秋实",
    "婷婷", "佳琪", "思远", "雨欣", "嘉豪", "永康", "德明", "桂芳", "秀兰", "玉兰", "志远", "家辉", "振华", "光耀", "宏伟", "云飞", "少华", "小军",
    "晓燕",
)  # fmt: skip
FIRST = "沅栎岚澍珩璟沐霁汀芮樾珺峤翎砚垣溯骊槿漪"
SECOND = "野屿澈弦禾岳衡迈拓昶宸曜笙朔泓澄越铄岩驰"

# industry: (what companies in it are called, the share of customers)
INDUSTRIES = {
    "汽车零部件": (("汽车零部件", "汽车技术", "车桥制造"), 20),
    "电子制造": (("电子", "精密电子", "光电科技"), 18),
    "新能源": (("新能源科技", "储能技术", "锂电设备"), 14),
    "机床与装备": (("数控机床", "智能装备", "自动化设备"), 14),
    "食品饮料": (("食品", "饮料", "食品机械"), 9),
    "包装印刷": (("包装机械", "包装材料", "印刷设备"), 8),
    "注塑模具": (("精密模具", "塑料制品", "注塑科技"), 8),
    "纺织服装": (("纺织机械", "纺织", "化纤"), 6),
    "医药化工": (("制药设备", "生物医药", "精细化工"), 6),
    "物流仓储": (("物流设备", "仓储科技"), 5),
    "水处理": (("环保设备", "水务工程"), 4),
}
# city: (the team that sells there, region, dialling code, share)
CITIES = {
    "上海": ("上海", "上海市", "021", 24),
    "苏州": ("上海", "江苏省苏州市", "0512", 18),
    "无锡": ("上海", "江苏省无锡市", "0510", 9),
    "常州": ("上海", "江苏省常州市", "0519", 6),
    "南通": ("上海", "江苏省南通市", "0513", 4),
    "杭州": ("杭州", "浙江省杭州市", "0571", 11),
    "宁波": ("杭州", "浙江省宁波市", "0574", 9),
    "嘉兴": ("杭州", "浙江省嘉兴市", "0573", 5),
    "台州": ("杭州", "浙江省台州市", "0576", 4),
    "深圳": ("深圳", "广东省深圳市", "0755", 11),
    "东莞": ("深圳", "广东省东莞市", "0769", 8),
    "佛山": ("深圳", "广东省佛山市", "0757", 5),
    "惠州": ("深圳", "广东省惠州市", "0752", 3),
}
STREETS = ("工业园区创业路", "经济开发区科技大道", "高新区望江路", "临港产业园海棠路", "北区工业大道", "新城区兴业街")
TITLES = {
    "采购经理": "procurement",
    "采购主管": "procurement",
    "设备部经理": "technical",
    "电气工程师": "technical",
    "自动化工程师": "technical",
    "技术总监": "influencer",
    "生产厂长": "influencer",
    "总经理": "decision_maker",
    "副总经理": "decision_maker",
    "工厂运营总监": "decision_maker",
    "车间主任": "user",
    "设备维护主管": "user",
}
MOBILE_PREFIXES = ("138", "139", "136", "158", "186", "177")


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as it would be on a business card."""

    name: str
    city: str
    team: str
    region: str
    industry: str
    phone: str
    address: str


class Names:
    """Gives out each company, mobile number and address once."""

    def __init__(self, rng: Random):
        self.rng = rng
        self._used: set[str] = set()
        self._numbers = 0

    def firm(self) -> Firm:
        rng = self.rng
        city = rng.choices(list(CITIES), [row[3] for row in CITIES.values()])[0]
        industry = rng.choices(list(INDUSTRIES), [row[1] for row in INDUSTRIES.values()])[0]
        team, region, code, _ = CITIES[city]
        while True:
            brand = rng.choice(FIRST) + rng.choice(SECOND)
            name = f"{city}{brand}{rng.choice(INDUSTRIES[industry][0])}有限公司"
            if brand not in self._used or (len(self._used) > 350 and name not in self._used):
                break
        self._used |= {brand, name}
        phone = f"{code}-5550{self._next():04d}"
        return Firm(name, city, team, region, industry, phone, f"{city}市{rng.choice(STREETS)}{rng.randint(1, 999)}号")

    def person(self) -> str:
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)

    def job_title(self) -> str:
        return self.rng.choice(list(TITLES))

    def mobile(self) -> str:
        """Of the right form; the four zeros in the middle show that it is nobody's."""
        number = self._next()
        return f"{MOBILE_PREFIXES[number % len(MOBILE_PREFIXES)]}0000{number:04d}"

    def email(self) -> str:
        return f"user{self._next():04d}@customer.example"

    def wechat(self) -> str:
        return f"wx_demo_{self._next():04d}"

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers
