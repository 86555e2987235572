"""Activity files written out in tests."""

from pathlib import Path

from tasklake_devkit.activity.mapping import Step, steps
from tasklake_devkit.activity.reader import read_activity

HEADER = "at,actor,object,area,op,size"

# ada owns o1; bob owns o2, deletes it and is not its owner's admin; o2 comes back by ada, still bob's.
SMALL = """
2024-01-01T10:00:00Z,ada,o1,web,create,2
2024-01-01T10:00:00Z,bob,o2,web,create,8
2024-01-01T10:00:00Z,bob,o1,web,update,27
2024-01-02T00:00:00Z,bob,o2,web,delete,1
2024-01-03T23:59:59Z,cyd,o3,api,create,0
2024-01-04T10:00:00Z,ada,o2,web,create,28
2024-01-04T10:00:00Z,ada,o1,api,update,3
""".strip()


def write_csv(folder: Path, rows: str, header: str = HEADER) -> Path:
    file = folder / "activity.csv"
    file.write_text(f"{header}\n{rows}\n", encoding="utf-8")
    return file


def steps_of(folder: Path, rows: str = SMALL) -> list[Step]:
    return list(steps(read_activity(write_csv(folder, rows))))
