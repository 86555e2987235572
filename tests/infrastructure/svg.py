"""What the picture is drawn with: no font and no file but its own, for light and dark backgrounds."""

from typing import Final
from xml.etree import ElementTree as ET

STYLE: Final = """
svg { --page: #ffffff; --box: #f6f8fa; --edge: #d1d9e0; --ink: #1f2328; --soft: #59636e; --accent: #0b62c4; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0d1117; --box: #161b22; --edge: #3d444d; --ink: #f0f6fc; --soft: #9da7b1; --accent: #6cb0ff; }
}
text { font: 14px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: var(--ink); }
.page { fill: var(--page); }
.box { fill: var(--box); stroke: var(--edge); }
.title { font-size: 17px; font-weight: 600; }
.soft { fill: var(--soft); font-size: 13px; }
.service { fill: var(--accent); font-weight: 600; }
.person { font-weight: 600; text-anchor: middle; }
.figure, .flow { fill: none; stroke: var(--soft); stroke-width: 1.6; }
.head { fill: var(--soft); }
"""


def draw_arrow(svg: ET.Element, points: list[tuple[float, float]]) -> None:
    (from_x, from_y), (to_x, to_y) = points[-2:]
    length = abs(to_x - from_x) + abs(to_y - from_y)
    ahead, aside = (to_x - from_x) / length, (to_y - from_y) / length
    base_x, base_y = to_x - 9 * ahead, to_y - 9 * aside
    line = [*points[:-1], (base_x, base_y)]
    head = [
        (to_x, to_y),
        (base_x - 4.5 * aside, base_y - 4.5 * ahead),
        (base_x + 4.5 * aside, base_y + 4.5 * ahead),
    ]
    ET.SubElement(svg, "polyline", {"class": "flow", "points": " ".join(f"{x:g},{y:g}" for x, y in line)})
    ET.SubElement(svg, "polygon", {"class": "head", "points": " ".join(f"{x:g},{y:g}" for x, y in head)})


def draw_person(svg: ET.Element, name: str, x: float, y: float) -> None:
    ET.SubElement(svg, "circle", {"class": "figure", "cx": f"{x:g}", "cy": f"{y - 20:g}", "r": "8"})
    shoulders = f"M{x - 15:g} {y + 10:g} a15 16 0 0 1 30 0 z"
    ET.SubElement(svg, "path", {"class": "figure", "d": shoulders})
    write(svg, x, y + 30, name, "person")


def write(
    svg: ET.Element, x: float, y: float, words: str, class_: str, *, middle: bool = False
) -> ET.Element:
    anchor = {"text-anchor": "middle"} if middle else {}
    text = ET.SubElement(svg, "text", {"class": class_, "x": f"{x:g}", "y": f"{y:g}"} | anchor)
    text.text = words
    return text
