"""The campaigns of eighteen months."""

from __future__ import annotations

from dataclasses import dataclass

Costs = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`day` is that of the story on which it begins; `reach` how many visits it gets; `answer` how many of them answer."""

    name: str  # {season}: that of its first day
    title_en: str  # what visitors read in English
    kind: str
    mode: str
    day: int
    days: int
    budget: int
    costs: Costs  # kind, description, amount
    channels: tuple[str, ...]
    reach: int
    answer: float
    place: str = ""
    description: str = ""


WEB = ("官网", "微信公众号", "行业媒体", "销售转发")
ADS = ("搜索推广", "微信公众号", "行业媒体")
BOOTH = ("现场扫码", "展商邀约")


def _hall(booth: int, travel: int, material: int) -> Costs:
    return (("booth", "展位费与搭建", booth), ("travel", "差旅住宿", travel), ("material", "样机运输与物料", material))


def _webinar(ads: int, gifts: int) -> Costs:
    return (("advertising", "公众号与媒体推广", ads), ("gift", "问卷礼品", gifts))


CAMPAIGNS = (
    Plan("伺服系统选型白皮书", "White paper: choosing a servo system",
         "white_paper", "online", 12, 120, 20000, (("advertising", "搜索推广", 16800),
         ("other", "内容撰写与排版", 6000)), ADS, 220, 0.23, description="填写信息后下载《伺服系统选型手册》"),
    Plan("{season}华东自动化展", "East China Automation Fair",
         "exhibition", "offline", 40, 4, 180000, _hall(128000, 18600, 23500), BOOTH, 90, 0.55,
         "上海新会展中心 N3 馆", "展示伺服、视觉与柔性产线样机"),
    Plan("变频节能改造线上研讨会", "Webinar: saving energy with drives",
         "webinar", "online", 75, 14, 15000, _webinar(9800, 3200), WEB, 130, 0.34),
    Plan("长三角智能工厂峰会", "Smart Factory Summit",
         "summit", "offline", 108, 2, 120000, (("venue", "会场与茶歇", 56000),
         ("travel", "嘉宾差旅", 12800), ("material", "物料与礼品", 14500)), BOOTH, 70, 0.6, "苏州金鸡湖会议中心"),
    Plan("PLC 编程直播课", "Live class: PLC programming",
         "live_stream", "online", 140, 10, 12000, _webinar(7600, 2400), WEB, 120, 0.29),
    Plan("杭州客户技术沙龙", "Hangzhou technology salon",
         "salon", "offline", 172, 1, 26000, (("venue", "场地", 9800), ("gift", "伴手礼", 4200)),
         BOOTH, 40, 0.6, "杭州未来科技城"),
    Plan("{season}工业博览会", "Industry Expo",
         "exhibition", "offline", 205, 5, 240000, _hall(176000, 21400, 34800), BOOTH, 120, 0.55,
         "上海新会展中心 N5 馆", "年度最大的一场展会"),
    Plan("机器视觉应用白皮书", "White paper: machine vision at work",
         "white_paper", "online", 228, 110, 18000, (("advertising", "搜索推广", 14200),
         ("other", "内容制作", 5200)), ADS, 200, 0.21),
    Plan("新能源产线方案研讨会", "Webinar: production lines for new energy",
         "webinar", "online", 262, 14, 16000, _webinar(11200, 2800), WEB, 140, 0.33),
    Plan("老客户答谢抽奖", "Prize draw for our customers",
         "lottery", "online", 296, 12, 20000, (("gift", "奖品", 17600),), WEB, 130, 0.29),
    Plan("华南机床展", "South China Machine Tool Fair",
         "exhibition", "offline", 352, 4, 160000, _hall(112000, 24600, 19800), BOOTH, 85, 0.55,
         "深圳国际会展馆 7 号厅"),
    Plan("减速机选型直播", "Live: choosing a gearbox",
         "live_stream", "online", 388, 8, 12000, _webinar(8200, 1800), WEB, 110, 0.3),
    Plan("东莞电子制造沙龙", "Dongguan electronics salon",
         "salon", "offline", 417, 1, 28000, (("venue", "场地", 11200), ("gift", "伴手礼", 3600)),
         BOOTH, 40, 0.6, "东莞松山湖"),
    Plan("工业品采购降本白皮书", "White paper: buying industrial goods for less",
         "white_paper", "online", 452, 90, 22000, (("advertising", "搜索推广", 18600),), ADS,
         210, 0.24),
    Plan("智能装备创新峰会", "Smart Equipment Summit",
         "summit", "offline", 496, 2, 130000, (("venue", "会场", 62000), ("travel", "嘉宾差旅", 9600),
         ("material", "物料", 11800)), BOOTH, 75, 0.6, "上海张江会议中心"),
    Plan("年度新品线上发布会", "Online launch of this year's products",
         "webinar", "online", 536, 30, 18000, _webinar(8600, 0), WEB, 120, 0.34),
)  # fmt: skip
