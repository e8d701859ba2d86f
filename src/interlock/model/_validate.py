"""Small helpers with which the model's values refuse nonsense, naming all of it at once, in English and Chinese."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from interlock.errors import InvalidModel, Told
from interlock.words import Words

SAYS = Words(
    problem=("{subject}: {text}", "{subject}：{text}"),
    blank=("{name} is blank; give it a value", "{name}为空，请填写"),
    at_least=("{name} is {value}; it must be at least {least}", "{name}为 {value}，不得小于 {least}"),
    positive=("{name} is {value}; it must be above zero", "{name}为 {value}，必须大于 0"),
    within=(
        "{name} is {value}; it must lie between {least} and {most}",
        "{name}为 {value}，必须在 {least} 与 {most} 之间",
    ),
    twice=("{name} {value} stands {count} times; keep one", "{name} {value} 出现 {count} 次，请只留一次"),
    swap=("it ends on {last}, before it starts on {first}; swap the dates", "结束日 {last} 早于开始日 {first}，请对调"),
)

# What is checked, and the names of its values, in Chinese.
_CHINESE: Mapping[str, str] = {
    "attendance": "出勤率",
    "attendance at": "出勤事件",
    "capacity of line": "产能变动，产线",
    "category": "品类",
    "cluster": "集群",
    "code": "编码",
    "colour and size": "颜色与尺码",
    "efficiency": "效率",
    "factory": "工厂",
    "finishing minutes a day": "每日后整工时",
    "finishing price": "后整单价",
    "latitude": "纬度",
    "lead time in days": "交货天数",
    "level": "熟练程度",
    "line": "产线",
    "longitude": "经度",
    "material": "面辅料",
    "minimum lot": "最小接单件数",
    "minutes a day": "每日工作分钟",
    "name": "名称",
    "new quantities of order": "订单新数量，单号",
    "number": "单号",
    "offer": "报价单",
    "opening cost": "开单费",
    "operators": "人数",
    "order": "订单",
    "overtime hours a day": "每日加班小时",
    "over tolerance": "溢装比例",
    "pieces": "件数",
    "price": "单价",
    "price break": "价格阶梯",
    "price per standard minute": "每标准分钟单价",
    "priority": "优先级",
    "quantity": "数量",
    "rejection of lot": "验货不合格，派工单",
    "scenario": "工作簿",
    "share": "比例",
    "size": "尺码",
    "skill": "技能",
    "stop of line": "产线停工",
    "style": "款式",
    "table": "裁床",
    "township": "乡镇",
    "under tolerance": "短装比例",
}


def _named(word: str) -> Told:
    return Told(word, _CHINESE.get(word, word))


class Problems:
    """Collects what is wrong with one value and raises once: ``with Problems("line", code) as p: p.positive(...)``."""

    def __init__(self, what: str, name: str = "") -> None:
        self._what, self._name = what, name
        self._found: list[str] = []

    def __enter__(self) -> Problems:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._found and error is None:
            raise InvalidModel(self._found)

    def add(self, text: str) -> None:
        """Note a problem of the subject."""
        subject = Told(
            f"{self._what} {self._name}".rstrip(), f"{_CHINESE.get(self._what, self._what)} {self._name}".rstrip()
        )
        self._found.append(SAYS.told("problem", subject=subject, text=text))

    def text(self, name: str, value: str) -> None:
        """Want a text that is not blank."""
        if not value.strip():
            self.add(SAYS.told("blank", name=_named(name)))

    def at_least(self, name: str, value: float, least: float) -> None:
        """Want a finite number of at least ``least``."""
        if not (math.isfinite(value) and value >= least):
            self.add(SAYS.told("at_least", name=_named(name), value=f"{value:g}", least=f"{least:g}"))

    def positive(self, name: str, value: float) -> None:
        """Want a finite number above zero."""
        if not (math.isfinite(value) and value > 0):
            self.add(SAYS.told("positive", name=_named(name), value=f"{value:g}"))

    def within(self, name: str, value: float, least: float, most: float) -> None:
        """Want a finite number in a closed interval."""
        if not (math.isfinite(value) and least <= value <= most):
            self.add(SAYS.told("within", name=_named(name), value=f"{value:g}", least=f"{least:g}", most=f"{most:g}"))

    def in_order(self, first_on: date, last_on: date) -> None:
        """Want no last day before the first."""
        if last_on < first_on:
            self.add(SAYS.told("swap", first=first_on, last=last_on))

    def unique(self, name: str, values: Iterable[str]) -> None:
        """Want no value twice."""
        for value, count in Counter(values).items():
            if count > 1:
                self.add(SAYS.told("twice", name=_named(name), value=value, count=count))
