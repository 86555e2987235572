const ASK_AGAIN_MS = 1000;
const FRESH_MS = 30000;
const NUMBERS = new Set(["tinyint", "smallint", "integer", "bigint", "float", "double", "decimal"]);
const MOMENTS = new Set(["date", "timestamp", "timestamp with time zone"]);
const CHARTED_ROWS = 400;
const $ = (id) => document.getElementById(id);

async function load(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The system does not run. Start it with tasklake up.");
  }
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.reason);
  return document;
}

function linked(cells) {
  for (const cell of cells) {
    // Addresses are the account's own, and yet: nothing but http becomes a link.
    if (/^http:/.test(cell.textContent)) cell.replaceChildren(element("a", cell.textContent, { href: cell.textContent, rel: "noreferrer" }));
  }
}

async function fill(name) {
  const place = $(name).querySelector("div");
  try {
    const shown = await load(`${name}.json`);
    const content = shown.rows.length ? table(shown.columns, shown.rows, name) : element("p", "None.");
    linked(content.querySelectorAll("td"));
    place.replaceChildren(content);
  } catch (error) {
    place.replaceChildren(element("p", error.message, { class: "wrong" }));
  }
}

let seen = null;
let filledAt = 0;

// What the mappings count is cheap to ask for; the lake is asked when it has moved, and now and then for merges.
async function watch() {
  try {
    const state = await load("state.json");
    $("state").textContent = !state.is_running
      ? "The system is starting."
      : `Running. Changes delivered since the start: ${state.delivered}; given up: ${state.discarded}. ${state.is_caught_up ? "Nothing is on its way." : "Changes are on their way."}`;
    const moved = `${state.delivered} ${state.discarded}`;
    if (state.is_running && (moved !== seen || Date.now() - filledAt > FRESH_MS)) {
      if (seen === null) await Promise.all([fill("parts"), fillQuestions()]);
      [seen, filledAt] = [moved, Date.now()];
      await Promise.all(["changes", "freshness", "failures"].map(fill));
    }
  } catch (error) {
    $("state").textContent = error.message;
  }
  setTimeout(watch, ASK_AGAIN_MS);
}

async function fillQuestions() {
  const { rows } = await load("questions.json");
  for (const [name, answers, sql] of rows) $("saved").append(element("option", name, { value: sql, title: answers }));
}

let chart = null;
let drawn = null;

// Of an answer with numbers: those by what else a row says, over time where that is a moment.
function option({ columns, types, rows }) {
  const isNumber = types.map((type) => NUMBERS.has(type));
  const named = columns.map((_, at) => at).filter((at) => !isNumber[at]);
  const axis = named.length ? named : [0];
  const measured = columns.map((_, at) => at).filter((at) => isNumber[at] && !axis.includes(at));
  if (!measured.length || rows.length < 2 || rows.length > CHARTED_ROWS) return null;
  const line = axis.length === 1 && MOMENTS.has(types[axis[0]]);
  return {
    xAxis: { type: "category", data: rows.map((row) => axis.map((at) => row[at] ?? "").join(", ")) },
    series: measured.map((at) => ({
      name: columns[at],
      type: line ? "line" : "bar",
      data: rows.map((row) => (row[at] === null ? null : Number(row[at]))),
    })),
  };
}

function draw() {
  if (drawn) drawChart(chart, "The answer.", drawn);
}

async function ask(event) {
  event.preventDefault();
  const said = $("said");
  const button = event.target.querySelector("button");
  said.className = "";
  said.textContent = "Asking";
  button.disabled = true;
  $("answer").replaceChildren();
  drawn = null;
  $("chart").hidden = true;
  try {
    const answer = await load("sql", { method: "POST", body: $("statement").value, headers: { "Content-Type": "application/sql" } });
    const isNumber = (_, at) => NUMBERS.has(answer.types[at]);
    $("answer").replaceChildren(table(answer.columns, answer.rows, "The answer", isNumber));
    said.textContent = `${answer.rows.length} rows${answer.has_more ? ", and there are more" : ""}. Scanned ${answer.bytes_scanned} bytes.`;
    drawn = option(answer);
    if (drawn) {
      $("chart").hidden = false;
      chart ??= echarts.init($("chart"), null, { renderer: "svg" });
      draw();
    }
  } catch (error) {
    said.className = "wrong";
    said.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

document.querySelector("form").addEventListener("submit", ask);
$("saved").addEventListener("change", ({ target }) => {
  if (target.value) $("statement").value = target.value;
});
drawNowAndWhenItChanges(draw);
watch();
