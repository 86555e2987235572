"""The picture of what the program registers, docs/architecture.svg; `make docs` draws it anew."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from local_aws.realizer.registration import Registration
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.program import declare
from tests.infrastructure.svg import STYLE, draw_arrow, draw_person, write

PICTURE: Final = REPOSITORY / "docs" / "architecture.svg"

SERVICES: Final = {
    "aws:apigatewayv2/api:Api": "API Gateway",
    "aws:athena/workgroup:Workgroup": "Athena",
    "aws:cloudwatch/dashboard:Dashboard": "CloudWatch",
    "aws:cognito/userPool:UserPool": "Cognito",
    "aws:dynamodb/table:Table": "DynamoDB",
    "aws:glue/catalogDatabase:CatalogDatabase": "Glue",
    "aws:lambda/function:Function": "Lambda",
    "aws:s3/bucket:Bucket": "S3",
    "aws:scheduler/scheduleGroup:ScheduleGroup": "Scheduler",
    "aws:sns/topic:Topic": "SNS",
    "aws:sqs/queue:Queue": "SQS",
}
"""The types that are shown; the others belong to one of them."""


class Place(NamedTuple):
    column: int
    row: int
    title: str
    does: str


COMPONENTS: Final = {
    "tasklake:identity:Identity": Place(0, 0, "Identity", "signs users in, issues tokens"),
    "tasklake:erasure:UserErasure": Place(1, 0, "User erasure", "deletes all of a user, resumably"),
    "tasklake:observability:Observability": Place(2, 0, "Observability", "dashboard, alarms by e-mail"),
    "tasklake:api:TasksApi": Place(0, 1, "API", "routes, JWT authorizer, OpenAPI page"),
    "tasklake:table:TasksTable": Place(1, 1, "Table", "every user and task, and its stream"),
    "tasklake:etl:StreamEtl": Place(2, 1, "Stream ETL", "writes every change as Parquet"),
    "tasklake:analytics:Analytics": Place(0, 2, "Analytics", "limits queries, saves the usual ones"),
    "tasklake:lake:DataLake": Place(1, 2, "Lake", "raw events, Iceberg tables, views"),
    "tasklake:maintenance:Maintenance": Place(2, 2, "Maintenance", "merges new changes on schedule"),
    "tasklake:operators:Operators": Place(0, 3, "Operators", "what verifies, repairs and redrives"),
    "tasklake:erasure:LakeErasure": Place(2, 3, "Lake erasure", "takes erased users out weekly"),
    "tasklake:verification:LakeVerification": Place(
        1, 3, "Lake verification", "holds it against the table daily"
    ),
}

COLUMNS: Final = (132, 480, 828)
WIDTH, MARGIN = 256, 28
TITLE, LINE, PADDING, BETWEEN_ROWS = 62, 26, 12, 58


class Box(NamedTuple):
    x: float
    y: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.x + WIDTH, self.y + self.height / 2


def shown_by_component(declared: Iterable[Registration]) -> dict[str, list[tuple[str, str]]]:
    """Return service and name of what is shown, sorted, by the type of the component that it belongs to.

    Raises:
        LookupError: Something belongs to a component that has no place.
    """
    shown: dict[str, list[tuple[str, str]]] = {}
    for resource in declared:
        component = resource.urn.split("::")[2].partition("$")[0]
        if component not in COMPONENTS:
            raise LookupError(f"{component} has no place in {__file__}, which draws {resource.name} nowhere")
        resources = shown.setdefault(component, [])
        if service := SERVICES.get(resource.type_token):
            resources.append((service, resource.name))
    if absent := COMPONENTS.keys() - shown.keys():
        raise LookupError(f"{', '.join(sorted(absent))} has a place in {__file__}, and is not in the program")
    return {component: sorted(resources) for component, resources in shown.items()}


def draw(declared: Iterable[Registration]) -> str:
    """Return the picture as SVG, which follows the reader's light or dark background."""
    shown = shown_by_component(declared)
    boxes = place(shown)
    height = max(box.bottom for box in boxes.values()) + MARGIN
    size = {"width": "100%", "viewBox": f"0 0 {COLUMNS[-1] + WIDTH + MARGIN} {height:g}"}
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", attrib=size)
    ET.SubElement(svg, "title").text = "Tasklake: what the Pulumi program registers, and how data flows"
    ET.SubElement(svg, "style").text = STYLE
    ET.SubElement(svg, "rect", {"class": "page", "width": "100%", "height": "100%", "rx": "10"})
    for component, box in boxes.items():
        draw_component(svg, COMPONENTS[component], box, shown[component])
    draw_flows(svg, {component.rpartition(":")[2]: box for component, box in boxes.items()})
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def place(shown: Mapping[str, list[tuple[str, str]]]) -> dict[str, Box]:
    lines = [
        max((len(found) for name, found in shown.items() if COMPONENTS[name].row == row), default=0)
        for row in range(1 + max(where.row for where in COMPONENTS.values()))
    ]
    heights = [TITLE + LINE * count + PADDING for count in lines]
    return {
        component: Box(
            COLUMNS[where.column],
            MARGIN + sum(heights[: where.row]) + BETWEEN_ROWS * where.row,
            heights[where.row],
        )
        for component, where in COMPONENTS.items()
    }


def draw_component(svg: ET.Element, where: Place, box: Box, resources: list[tuple[str, str]]) -> None:
    frame = {"x": box.x, "y": box.y, "width": WIDTH, "height": box.height, "rx": 8}
    ET.SubElement(svg, "rect", {"class": "box"} | {name: f"{value:g}" for name, value in frame.items()})
    write(svg, box.x + 16, box.y + 28, where.title, "title")
    write(svg, box.x + 16, box.y + 48, where.does, "soft")
    for number, (service, name) in enumerate(resources):
        line = write(svg, box.x + 16, box.y + TITLE + LINE * number + 16, "", "resource")
        ET.SubElement(line, "tspan", {"class": "service"}).text = service
        ET.SubElement(line, "tspan", dx="7").text = name


def draw_flows(svg: ET.Element, box: Mapping[str, Box]) -> None:
    """Draw people, and arrows between the components; each says what passes."""
    across = [
        (box["TasksApi"].right, box["TasksTable"].left, "reads, writes"),
        (box["TasksTable"].right, box["StreamEtl"].left, "stream"),
        (box["Analytics"].right, box["DataLake"].left, "reads"),
        (box["Maintenance"].left, box["DataLake"].right, "MERGE"),
    ]
    for person, meets, what in (("client", "TasksApi", "JWT"), ("analyst", "Analytics", "SQL")):
        end = box[meets].left
        draw_person(svg, person, 46, end[1])
        across.append(((78, end[1]), end, what))
    for start, end, what in across:
        draw_arrow(svg, [start, end])
        write(svg, (start[0] + end[0]) / 2, start[1] - 9, what, "soft", middle=True)
    for upper, lower, up, what in (
        ("Identity", "TasksApi", False, "keys that check each token"),
        ("UserErasure", "TasksTable", True, "stream: users marked for erasure"),
        ("DataLake", "LakeVerification", True, "reads, writes lake_quality"),
    ):
        x = box[upper].x + 48
        ends = [(x, box[upper].bottom), (x, box[lower].y)]
        draw_arrow(svg, ends[::-1] if up else ends)
        write(svg, x + 12, box[upper].bottom + BETWEEN_ROWS / 2 + 4, what, "soft")
    etl, lake = box["StreamEtl"], box["DataLake"]
    turn = etl.bottom + BETWEEN_ROWS / 2
    out, into = etl.x + 48, lake.right[0] - 48
    draw_arrow(svg, [(out, etl.bottom), (out, turn), (into, turn), (into, lake.y)])
    write(svg, out + 12, turn + 4, "one object for each batch", "soft")


if __name__ == "__main__":
    PICTURE.write_text(draw(declare("prod", {}).declared), encoding="utf-8")
