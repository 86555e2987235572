"""docs/cost.svg: bills beside requests, both on logarithmic scales."""

import math
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.cost.alternatives import Plan
from tasklake_operations.cost.data import Prices, total
from tasklake_operations.cost.workload import Workload
from tests.infrastructure.svg import STYLE, write

PLOT: Final = REPOSITORY / "docs" / "cost.svg"
WIDTH, HEIGHT, TOP, LEFT = 400, 300, 150, 64
DECADES: Final = (4, 10)
NAMES: Final = {4: "10k", 5: "100k", 6: "1M", 7: "10M", 8: "100M", 9: "1G", 10: "10G"}
DASHES: Final = ("", "8 4", "2 3", "10 3 2 3")
LINES: Final = """
.line { fill: none; stroke: var(--ink); stroke-width: 1.8; }
.ours { stroke: var(--accent); stroke-width: 2.6; }
.grid { stroke: var(--edge); }
"""


def draw(panels: Mapping[str, Mapping[str, Plan]], use: Workload, prices: Prices) -> str:
    width, height = len(panels) * (WIDTH + LEFT + 24), TOP + HEIGHT + 60
    svg = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "role": "img"}
    )
    ET.SubElement(svg, "title").text = "Bill of a month beside requests of a month, on logarithmic scales"
    ET.SubElement(svg, "style").text = STYLE + LINES
    ET.SubElement(svg, "rect", {"class": "page", "width": f"{width}", "height": f"{height}"})
    for number, (title, plans) in enumerate(panels.items()):
        panel(svg, LEFT + number * (WIDTH + LEFT + 24), title, curves(plans, use, prices))
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def curves(plans: Mapping[str, Plan], use: Workload, prices: Prices) -> dict[str, list[tuple[float, float]]]:
    """Return the points of each plan's line, as powers of ten."""
    least, most = DECADES
    exponents = [least + step / 10 for step in range((most - least) * 10 + 1)]
    return {
        name: [(x, math.log10(total(plan(use.scaled(10**x / use.requests)), prices))) for x in exponents]
        for name, plan in plans.items()
    }


def panel(svg: ET.Element, left: float, title: str, lines: Mapping[str, list[tuple[float, float]]]) -> None:
    write(svg, left, 30, title, "title")
    low = math.floor(min(y for line in lines.values() for _, y in line))
    high = math.ceil(max(y for line in lines.values() for _, y in line))

    def x_of(exponent: float) -> float:
        return left + (exponent - DECADES[0]) / (DECADES[1] - DECADES[0]) * WIDTH

    def y_of(exponent: float) -> float:
        return TOP + (high - exponent) / (high - low) * HEIGHT

    for exponent, name in NAMES.items():
        x = x_of(exponent)
        rule(svg, (x, TOP), (x, TOP + HEIGHT))
        write(svg, x, TOP + HEIGHT + 20, name, "soft", middle=True)
    for exponent in range(low, high + 1):
        y = y_of(exponent)
        rule(svg, (left, y), (left + WIDTH, y))
        write(svg, left - 60, y + 5, f"${NAMES.get(exponent, 10**exponent)}", "soft")
    write(svg, left + WIDTH / 2, TOP + HEIGHT + 44, "requests a month", "soft", middle=True)
    for number, (name, line) in enumerate(lines.items()):
        style = {"class": "line" if number else "line ours", "stroke-dasharray": DASHES[number] or "none"}
        points = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line)
        ET.SubElement(svg, "polyline", {**style, "points": points})
        y = 54 + number * 22
        ET.SubElement(svg, "polyline", {**style, "points": f"{left},{y - 5} {left + 40},{y - 5}"})
        write(svg, left + 50, y, name, "label")


def rule(svg: ET.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = start, end
    ET.SubElement(svg, "line", {"class": "grid", "x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"})  # fmt: skip
