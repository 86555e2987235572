import hashlib
import json
import re
from importlib.resources import files

from tasklake_operations.report import Report, page

ECHARTS = files("tasklake_operations.report").joinpath("echarts")

# dist/echarts.common.min.js of the npm package echarts 6.1.0.
ECHARTS_SHA256 = "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"

REPORT = Report(
    stack="local", since="2026-03-01", asked_at="2026-03-10 12:00:00", panels=[{"rows": [["</script><b>"]]}]
)


def test_the_library_is_the_released_one_with_its_licences_beside_it() -> None:
    library = ECHARTS.joinpath("echarts.common.min.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() == ECHARTS_SHA256
    beside = {each.name for each in ECHARTS.iterdir()}
    assert beside == {"echarts.common.min.js", "LICENSE", "NOTICE", "LICENSE-d3", "LICENSE-zrender"}


def test_the_page_holds_all_it_needs_and_no_markup_of_the_lake() -> None:
    made = page(REPORT)
    assert len(made.encode()) < 1_000_000
    markup = re.sub(r"<script>.*?</script>", "", made, flags=re.DOTALL)
    assert not re.search(r"\{\{|\b(?:src|href)=|url\(|@import", markup)
    # One closing tag for each script of the template: neither the library nor the data ends one.
    assert made.count("</script") == 3
    (document,) = re.findall(r'<script type="application/json" id="document">(.*?)</script>', made)
    assert json.loads(document)["panels"] == REPORT.panels
