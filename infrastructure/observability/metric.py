"""A metric of CloudWatch, as alarms and graphs read it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class Metric:
    """What a period's values of one metric come to.

    Attributes:
        namespace: Of the metric.
        name: Its name.
        dimensions: Of the metric; a value that is * stands for each that there is, in a graph alone.
        statistic: How a period's values become one; a percentile is written like p99.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Sum"
