"use strict";
// Whatever the lake says becomes text, never markup: nodes by textContent, tooltips drawn and not written.
// The report and the local console draw with it.
const COLOURS = ["#2b83ba", "#e69f00", "#1b9e77", "#cc79a7", "#d55e00", "#8c7ae6", "#7f8c8d", "#b8a000"];

const words = (name) => name.replaceAll("_", " ");

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function table(columns, rows, caption, isNumber = (value) => typeof value === "number") {
  const made = element("table");
  made.append(element("caption", caption, { hidden: "" }));
  const head = made.createTHead().insertRow();
  for (const name of columns) head.append(element("th", name, { scope: "col" }));
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, at) => line.append(element("td", value ?? "", isNumber(value, at) ? { class: "number" } : {})));
  }
  const scroll = element("div", undefined, { class: "scroll", tabindex: "0", role: "region", "aria-label": caption });
  scroll.append(made);
  return scroll;
}

// An option of ECharts in the page's own colours, over a chart that reads out where its figures are.
function drawChart(chart, description, option) {
  const style = getComputedStyle(document.documentElement);
  const [text, muted, line, ground] = ["--text", "--muted", "--line", "--panel"].map((name) => style.getPropertyValue(name).trim());
  const axis = (given) => [given].flat().map((each) => ({
    ...each,
    nameTextStyle: { color: muted },
    axisLabel: { color: muted, ...each.axisLabel },
    axisLine: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line }, ...each.splitLine },
  }));
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { color: text },
    aria: { enabled: true, label: { description: `${description} The figures are in the table below.` } },
    grid: { left: 10, right: 10, top: 50, bottom: option.xAxis.name ? 28 : 10, containLabel: true },
    ...option,
    legend: { type: "scroll", top: 0, itemWidth: 16, itemGap: 8, textStyle: { color: text }, pageTextStyle: { color: muted }, ...option.legend },
    tooltip: { trigger: "axis", ...option.tooltip, renderMode: "richText", backgroundColor: ground, borderColor: line, textStyle: { color: text } },
    xAxis: axis(option.xAxis),
    yAxis: axis(option.yAxis ?? { type: "value" }),
  }, true);
  chart.resize();
}

function drawNowAndWhenItChanges(draw) {
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  matchMedia("print").addEventListener("change", draw);
  addEventListener("resize", draw);
}
