"""Reads HPGL back: what a plotter would draw, in mm. It shares nothing with what writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ETX = "\x03"


@dataclass
class Words:
    words: str
    x: float
    y: float
    height_cm: float
    direction: tuple[float, float]


@dataclass
class Frame:
    lines: list[tuple[int, list[tuple[float, float]]]] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


@dataclass
class Plot:
    length: float = 0.0
    width: float = 0.0
    frames: list[Frame] = field(default_factory=lambda: [Frame()])


class _Pen:
    def __init__(self) -> None:
        self.plot = Plot()
        self.here, self.pen, self.down, self.size, self.way = (0.0, 0.0), 0, False, 0.0, (1.0, 0.0)

    def write(self, words: str) -> None:
        self.plot.frames[-1].words.append(Words(words, *self.here, self.size, self.way))

    def move(self, numbers: list[float], down: bool) -> None:
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            lines = self.plot.frames[-1].lines
            if down and not self.down:
                lines.append((self.pen, [self.here]))
            self.here, self.down = (x / 40, y / 40), down
            if down:
                lines[-1][1].append(self.here)
        self.down = down

    def obey(self, name: str, numbers: list[float]) -> None:
        if name in ("PU", "PD"):
            self.move(numbers, name == "PD")
        elif name == "SP":
            self.pen, self.down = int(numbers[0]), False
        elif name == "SI":
            self.size = numbers[1]
        elif name == "DI":
            self.way = (numbers[0], numbers[1])
        elif name == "PS":
            self.plot.length, self.plot.width = (number / 40 for number in numbers)
        elif name == "FR":
            self.plot.frames.append(Frame())
            self.down = False
        else:
            assert name == "IN", name


def read_plt(data: bytes) -> Plot:
    text, at, pen = data.decode("ascii"), 0, _Pen()
    while at < len(text):
        if text[at] in " \r\n;":
            at += 1
            continue
        name, at = text[at : at + 2].upper(), at + 2
        if name == "LB":
            end = text.index(ETX, at)
            pen.write(text[at:end])
            at = end + 1
            continue
        found = re.compile(r"[-+0-9.,\s]*").match(text, at)
        assert found
        at = found.end()
        assert text[at] == ";", (name, text[at : at + 20])
        pen.obey(name, [float(number) for number in re.findall(r"[-+]?[0-9.]+", found[0])])
    return pen.plot
