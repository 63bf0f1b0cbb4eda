"""What the demo company sells: a distributor's range of drives, controls, pneumatics and service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goods:
    """`lot` is how many are sold at a time."""

    code: str
    name: str
    category: str
    unit: str
    price: str
    lot: tuple[int, int]
    description: str


PRODUCTS = (
    Goods(
        "SV-750",
        "交流伺服电机套装 750W",
        "伺服驱动",
        "套",
        "2860",
        (10, 120),
        "含驱动器与编码器电缆，17 位绝对值编码器",
    ),
    Goods("SV-1500", "交流伺服电机套装 1.5kW", "伺服驱动", "套", "4350", (8, 80), "中惯量，带制动器可选"),
    Goods("VF-055", "矢量变频器 5.5kW", "变频调速", "台", "1980", (10, 90), "重载型，内置制动单元"),
    Goods("VF-370", "矢量变频器 37kW", "变频调速", "台", "8600", (3, 30), "风机水泵与恒转矩双额定"),
    Goods("PLC-M40", "中型可编程控制器", "控制系统", "套", "6750", (4, 40), "40 点，支持 EtherCAT 主站"),
    Goods("HMI-10", "10 寸工业触摸屏", "控制系统", "台", "1680", (6, 80), "宽温，双网口"),
    Goods("GR-120", "精密行星减速机 120", "传动", "台", "2150", (8, 90), "背隙不大于 3 弧分"),
    Goods("LG-25", "直线导轨滑块组件 25", "传动", "组", "560", (40, 400), "精密级，预压可选"),
    Goods("PN-SC63", "标准气缸 SC63 系列", "气动", "只", "185", (100, 900), "行程按订单"),
    Goods("PN-V5", "五通电磁阀岛", "气动", "套", "1240", (10, 120), "总线型，8 位"),
    Goods("VS-500", "500 万像素工业相机套装", "机器视觉", "套", "5480", (3, 40), "含镜头与光源"),
    Goods("SN-PX", "接近传感器", "传感检测", "只", "78", (200, 2000), "抗焊接飞溅型"),
    Goods("LV-630", "框架断路器 630A", "低压配电", "台", "3950", (4, 40), "智能脱扣，带通信"),
    Goods("SR-ENG", "现场技术服务", "服务", "人天", "1800", (3, 40), "安装调试与培训"),
)
# What salespeople call them.
WORDS = (
    "伺服电机", "变频器", "PLC", "触摸屏", "行星减速机", "直线导轨", "气缸", "电磁阀", "工业相机", "接近传感器", "断路器",
)  # fmt: skip
# What goes together in an order, by code.
BUNDLES = (
    ("SV-750", "GR-120", "LG-25"),
    ("SV-1500", "GR-120", "SR-ENG"),
    ("PLC-M40", "HMI-10", "SR-ENG"),
    ("VF-055", "LV-630"),
    ("VF-370", "LV-630", "SR-ENG"),
    ("PN-SC63", "PN-V5", "SN-PX"),
    ("VS-500", "PLC-M40", "SR-ENG"),
    ("SV-750", "PLC-M40", "HMI-10", "SN-PX"),
)
# What a deal is called, by its first product's category.
PROJECTS = {
    "伺服驱动": ("装配线伺服改造", "新产线伺服采购", "贴标机伺服升级"),
    "变频调速": ("空压站节能改造", "风机变频改造", "年度变频器框架采购"),
    "控制系统": ("产线控制系统升级", "自动化项目 PLC 采购", "二期扩产控制柜项目"),
    "传动": ("传动部件年度采购", "桁架机械手传动项目"),
    "气动": ("气动元件年度框架", "包装线气动改造"),
    "机器视觉": ("外观检测视觉项目", "读码检测系统"),
    "低压配电": ("厂房配电扩容", "配电柜更新项目"),
}
COMPETITORS = ("岳屿工控", "汀澜自动化", "珩远机电", "厂家直销", "客户原供应商")
