"""The generated parts of docs/performance.md, of its plots and of docs/scale.md, from the data of the newest runs."""
# ruff: noqa: INP001  # a script's

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final
from xml.etree import ElementTree as ET

from bench import scale_page
from bench.figures import Figure, Run, newest
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.svg import STYLE, write
from tests.integration.lake.analysts.page import with_sections

PAGE: Final = REPOSITORY / "docs" / "performance.md"
HEAD: Final = [
    "what",
    "unit",
    "held against",
    "here",
    "there",
    "ratio",
    "least to most",
    "bar",
    "same answer",
]
LEFT, WIDTH, ROW, TOP = 470, 420, 26, 64
BARS: Final = """
.ours { fill: var(--accent); }
.one { stroke: var(--ink); stroke-width: 1.6; }
.bar { stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 3 3; }
"""


ELSEWHERE: Final = ("lake-scale",)
"""Claims that docs/scale.md has."""


def sections(runs: dict[str, Run]) -> dict[str, str]:
    return {claim: "\n".join(lines(run)) for claim, run in runs.items()}


def lines(run: Run) -> Iterator[str]:
    rows = [HEAD, ["---"] * len(HEAD), *map(cells, run.figures)]
    yield from (f"| {' | '.join(row)} |" for row in rows)
    told = ", ".join(f"{name} {value}" for name, value in run.machine.items())
    yield f"\nMeasured at commit {run.commit}, {run.at[:10]}; {told}."


def cells(figure: Figure) -> list[str]:
    least, most = figure.spread
    return [
        figure.name,
        figure.unit,
        figure.reference,
        shown(median(figure.ours)),
        shown(median(figure.theirs)),
        f"**{figure.ratio:.2f}**",
        f"{least:.2f} to {most:.2f}" if len(figure.ours) > 1 else "",
        "" if figure.bar is None else f"{figure.bar:.2f}, {'held' if held(figure) else 'missed'}",
        {None: "", True: "yes", False: "no"}[figure.is_equal],
    ]


def shown(value: float) -> str:
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"  # noqa: PLR2004  # four digits either way


def held(figure: Figure) -> bool:
    return figure.bar is None or round(figure.ratio, 2) <= round(figure.bar, 2)


def plot(figures: Sequence[Figure]) -> str:
    """Draw the ratios as bars, with a line at 1, which is the reference, and a dashed one at each bar to be held."""
    height = TOP + ROW * len(figures) + 16
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {LEFT + WIDTH + 60} {height}",
            "role": "img",
        },
    )
    title = "Ratio to the reference, which is 1; less is better"
    ET.SubElement(svg, "title").text = title
    ET.SubElement(svg, "style").text = STYLE + BARS
    ET.SubElement(svg, "rect", {"class": "page", "width": f"{LEFT + WIDTH + 60}", "height": f"{height}"})
    write(svg, 16, 30, title, "title")
    scale = WIDTH / max(1.0, *(figure.ratio for figure in figures))
    for number, figure in enumerate(figures):
        y = TOP + ROW * number
        write(svg, 16, y + 14, f"{figure.name}, {figure.unit}", "soft")
        width = figure.ratio * scale
        ET.SubElement(
            svg,
            "rect",
            {"class": "ours", "x": f"{LEFT}", "y": f"{y}", "width": f"{width:.1f}", "height": f"{ROW - 8}"},
        )
        write(svg, LEFT + width + 6, y + 14, f"{figure.ratio:.2f}", "soft")
        if figure.bar is not None:
            draw_line(svg, "bar", LEFT + figure.bar * scale, y - 3, y + ROW - 5)
    draw_line(svg, "one", LEFT + scale, TOP - 8, height - 12)
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def draw_line(svg: ET.Element, kind: str, x: float, top: float, bottom: float) -> None:
    place = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": f"{top:g}", "y2": f"{bottom:g}"}
    ET.SubElement(svg, "line", {"class": kind, **place})


def made() -> dict[str, str]:
    """Return every generated file below docs by its name, as the data of the newest runs has it."""
    runs = newest()
    millions = scale_page.sections(runs["lake-scale"])
    here = {claim: run for claim, run in runs.items() if claim not in ELSEWHERE}
    plots = {f"performance-{claim}.svg": plot(run.figures) for claim, run in here.items()}
    return {
        PAGE.name: with_sections(PAGE.read_text(encoding="utf-8"), sections(here)),
        scale_page.PAGE.name: with_sections(scale_page.PAGE.read_text(encoding="utf-8"), millions),
        **plots,
    }


if __name__ == "__main__":
    for name, content in made().items():
        (PAGE.parent / name).write_text(content, encoding="utf-8")
