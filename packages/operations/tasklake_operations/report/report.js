const report = JSON.parse(document.getElementById("document").textContent);
const STATUS_COLOURS = { completed: "#1b9e77", cancelled: "#7f8c8d", in_progress: "#e69f00", pending: "#2b83ba" };
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const BANDS = {
  from_hours: { 0: "under 1 h", 1: "1 to 4 h", 4: "4 to 24 h", 24: "1 to 3 days", 72: "3 to 7 days", 168: "7 to 30 days", 720: "30 to 90 days", 2160: "over 90 days" },
  from_days: { 0: "under 1 day", 1: "1 to 3 days", 3: "3 to 7 days", 7: "7 to 30 days", 30: "30 to 90 days", 90: "over 90 days" },
};
const EVERY_LABEL = { axisLabel: { interval: 0, width: 56, overflow: "break", lineHeight: 14 } };
const NAMED_BELOW = { nameLocation: "middle", nameGap: 26 };
const SHOWN_CATEGORIES = 7;
const SHOWN_OWNERS = 15;

const column = (panel, name) => panel.rows.map((row) => row[panel.columns.indexOf(name)]);
const bars = (panel, name, more) => ({ name: words(name), type: "bar", data: column(panel, name), ...more });
const category = (data, more) => ({ type: "category", data, ...more });
const stacked = (panel, names, more) => names.map((name) => ({ ...bars(panel, name), stack: "all", ...more }));

// A band that nothing is in has its place on the axis.
function banded(panel, names, more) {
  const [key] = panel.columns;
  const places = Object.keys(BANDS[key]).sort((one, other) => one - other);
  const at = new Map(panel.rows.map((row) => [String(row[0]), row]));
  const value = (place, name) => at.get(place)?.[panel.columns.indexOf(name)] ?? 0;
  return {
    xAxis: category(places.map((place) => BANDS[key][place]), EVERY_LABEL),
    series: names.map((name) => ({ name: words(name), type: "bar", data: places.map((place) => value(place, name)), ...more })),
  };
}

function overdue(panel) {
  const all = [...new Set(column(panel, "user_id"))];
  const owners = all.slice(0, SHOWN_OWNERS);
  const isOf = (owner) => (row) => owner === "others" ? !owners.includes(row[0]) : row[0] === owner;
  const total = new Map();
  for (const [, name, tasks] of panel.rows) total.set(name, (total.get(name) ?? 0) + tasks);
  const shown = [...total.keys()].sort((one, other) => total.get(other) - total.get(one)).slice(0, SHOWN_CATEGORIES);
  const sum = (owner, isIn) =>
    panel.rows.filter((row) => isOf(owner)(row) && isIn(row[1])).reduce((all, row) => all + row[2], 0);
  const parts = shown.map((name) => [name ?? "no category", (each) => each === name]);
  if (total.size > shown.length) parts.push(["others", (each) => !shown.includes(each)]);
  const named = all.length > owners.length ? [...owners, "others"] : owners;
  return {
    xAxis: { type: "value" },
    yAxis: category(named, { inverse: true, axisLabel: { width: 110, overflow: "truncate" } }),
    series: parts.map(([name, isIn]) => ({ name, type: "bar", stack: "all", data: named.map((owner) => sum(owner, isIn)) })),
  };
}

function heat(panel, chart) {
  const most = Math.max(...column(panel, "changes"));
  return {
    legend: { show: false },
    xAxis: category([...Array(24).keys()], { name: "hour, UTC", ...NAMED_BELOW }),
    yAxis: category(WEEKDAYS, { inverse: true }),
    tooltip: { trigger: "item", formatter: ({ data }) => `${WEEKDAYS[data.value[1]]} ${data.value[0]}:00, ${data.value[2]} changes` },
    series: [{
      name: "changes",
      type: "scatter",
      symbol: "rect",
      symbolSize: () => [Math.max(4, (chart.getWidth() - 80) / 24 - 2), Math.max(4, (chart.getHeight() - 70) / 7 - 2)],
      data: panel.rows.map(([day, hour, changes]) => ({
        value: [hour, day - 1, changes],
        itemStyle: { opacity: 0.15 + (0.85 * changes) / most },
      })),
    }],
  };
}

const CHARTS = {
  throughput_since: (panel) => ({
    xAxis: category(column(panel, "day")),
    yAxis: [{ type: "value", name: "a day" }, { type: "value", name: "tasks", splitLine: { show: false } }],
    series: [
      ...stacked(panel, ["created", "completed", "cancelled", "deleted"], { stack: null }),
      ...["tasks", "tasks_completed"].map((name) => bars(panel, name, { type: "line", yAxisIndex: 1, showSymbol: panel.rows.length === 1 })),
    ],
  }),
  tasks_by_status_since: (panel) => ({
    xAxis: category(column(panel, "day"), { boundaryGap: panel.rows.length === 1 }),
    series: ["completed", "cancelled", "in_progress", "pending"].map((name) =>
      bars(panel, name, { type: "line", stack: "all", areaStyle: {}, color: STATUS_COLOURS[name], showSymbol: panel.rows.length === 1 })),
  }),
  completion_times_since: (panel) => banded(panel, ["lead_time_tasks", "cycle_time_tasks"]),
  completion_percentiles_since: (panel) => ({
    xAxis: category(panel.rows.map(([measure, priority]) => `${measure} ${priority}`), EVERY_LABEL),
    yAxis: { type: "value", name: "hours" },
    series: ["p50_hours", "p85_hours", "p95_hours"].map((name) => bars(panel, name)),
  }),
  work_in_progress_by_age: (panel) => banded(panel, ["urgent", "high", "medium", "low"], { stack: "all" }),
  overdue_tasks_by_user_and_category: overdue,
  activity_by_hour_since: heat,
  reopened_and_late_since: (panel) => ({
    xAxis: category(column(panel, "week")),
    series: ["completed", "completed_late", "reopened"].map((name) => bars(panel, name)),
  }),
  merge_progress: (panel) => ({
    xAxis: { type: "value", name: "seconds", ...NAMED_BELOW },
    yAxis: category(column(panel, "table_name"), { inverse: true }),
    series: [bars(panel, "merge_lag_seconds")],
  }),
};

function details(summary, content) {
  const made = element("details");
  made.append(element("summary", summary), content);
  return made;
}

const bytes = (count) => (count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`);
const usd = (amount) => (amount === null ? "price not known" : `$${amount.toFixed(5)}`);

// A question without a day is about now.
const nothing = (panel) => (panel.parameters.length ? `Nothing since ${report.since}.` : "Nothing now.");

const drawn = [];

function add(panel) {
  const section = element("section", undefined, { id: panel.name, "aria-labelledby": `${panel.name}-title` });
  const place = element("div", panel.rows.length ? undefined : nothing(panel), { class: panel.rows.length ? "chart" : "chart empty" });
  const sql = element("pre", panel.sql, { class: "scroll", tabindex: "0" });
  const asked = element("div");
  if (panel.parameters.length) asked.append(element("p", `With ${panel.parameters.join(", ")} for each ?`));
  asked.append(sql);
  section.append(
    element("h2", panel.title, { id: `${panel.name}-title` }),
    element("p", panel.description),
    place,
    details(`Figures: ${panel.rows.length} row${panel.rows.length === 1 ? "" : "s"}`, table(panel.columns.map(words), panel.rows, `${panel.title}, figures`)),
    details(`SQL: scanned ${bytes(panel.bytes_scanned)}, ${usd(panel.usd)}`, asked),
  );
  document.getElementById("panels").append(section);
  if (panel.rows.length) drawn.push([panel, echarts.init(place, null, { renderer: "svg" })]);
}

function draw() {
  for (const [panel, chart] of drawn) drawChart(chart, `${panel.title}. ${panel.description}`, CHARTS[panel.name](panel, chart));
}

function addCosts() {
  const section = element("section", undefined, { id: "costs" });
  const costs = report.panels.map((panel) => [panel.title, panel.bytes_scanned, panel.usd]);
  const total = (nth) => costs.reduce((sum, row) => sum + row[nth], 0);
  const known = report.panels.every((panel) => panel.usd !== null);
  section.append(
    element("h2", "What this page scanned and cost"),
    element("p", "By the list price of Athena, 10 MB a query at the least. A local system costs nothing."),
    table(["panel", "bytes scanned", "usd"], [...costs, ["All", total(1), known ? Number(total(2).toFixed(8)) : null]], "Bytes and cost of each panel"),
  );
  document.getElementById("panels").append(section);
}

document.getElementById("about").textContent = `Stack ${report.stack}, since ${report.since}, asked at ${report.asked_at} UTC.`;
report.panels.forEach(add);
addCosts();
drawNowAndWhenItChanges(draw);
