"""The 24 townships of Yudu county, Jiangxi, with points to draw them at.

Codes and names are the public administrative division codes (GB/T 2260 and its township extension). The points were
placed by hand inside the county's outline from what is said of each place's direction and distance from the county
seat; they are good for a picture and for plausible distances, not for navigation (``approximate`` is true).
"""

from __future__ import annotations

from interlock.model.network import Township

PARK = "360731400"
COUNTY_SEAT = "360731100"

_PLACES = (
    ("360731100", "贡江镇", "Gongjiang", 115.412, 25.952),
    ("360731101", "铁山垅镇", "Tieshanlong", 115.500, 25.705),
    ("360731102", "盘古山镇", "Pangushan", 115.455, 25.640),
    ("360731103", "禾丰镇", "Hefeng", 115.470, 25.780),
    ("360731104", "祁禄山镇", "Qilushan", 115.300, 25.735),
    ("360731105", "梓山镇", "Zishan", 115.520, 25.930),
    ("360731106", "银坑镇", "Yinkeng", 115.610, 26.190),
    ("360731107", "岭背镇", "Lingbei", 115.480, 26.020),
    ("360731108", "罗坳镇", "Luo'ao", 115.330, 25.950),
    ("360731200", "罗江乡", "Luojiang", 115.262, 25.905),
    ("360731201", "小溪乡", "Xiaoxi", 115.320, 25.815),
    ("360731202", "利村乡", "Licun", 115.415, 25.720),
    ("360731203", "新陂乡", "Xinpi", 115.375, 25.895),
    ("360731204", "靖石乡", "Jingshi", 115.385, 25.650),
    ("360731205", "黄麟乡", "Huanglin", 115.610, 25.905),
    ("360731206", "沙心乡", "Shaxin", 115.600, 25.990),
    ("360731207", "宽田乡", "Kuantian", 115.660, 26.045),
    ("360731208", "葛坳乡", "Ge'ao", 115.690, 26.225),
    ("360731209", "桥头乡", "Qiaotou", 115.560, 26.215),
    ("360731210", "马安乡", "Ma'an", 115.520, 26.165),
    ("360731211", "仙下乡", "Xianxia", 115.580, 26.105),
    ("360731212", "车溪乡", "Chexi", 115.560, 26.035),
    ("360731213", "段屋乡", "Duanwu", 115.525, 25.985),
    ("360731400", "于都工业园", "Yudu Industrial Park", 115.378, 25.965),
)

TOWNSHIPS: tuple[Township, ...] = tuple(
    Township(code=code, name=name, name_en=name_en, longitude=longitude, latitude=latitude, approximate=True)
    for code, name, name_en, longitude, latitude in _PLACES
)
