// SPDX-License-Identifier: MIT
// What `bench` and `compare` stated: latencies as they were measured, knees, and groups of resolvers against each other.

const MEASURED = OTHERS.filter((record) => record.type === "measurement");
const COMPARED = OTHERS.filter((record) => record.type === "comparison");
const stated = (records, statement) => records.filter((record) => record.statement === statement);
// A benchmark judges nobody: these parts would be empty.
const SPARED = MEASURED.length > 0 ? ["findings", "picture", "names", "resolvers", "latency", "timeline"] : [];
const BENCH = { curve: "ecdf", scale: "log", of: "", over: "p50", shown: {} };

const partName = (record) => (record.statement === "type" ? `${record.id} ${record.qtype}` : record.statement === "cache" ? `${record.id} ${record.cache}` : record.id);
const quantile = (record, q) => (record.answered + record.unanswered === 0 ? "–" : record[`latency_${q}_us`] === null ? `> ${duration(record.timeout_us)}` : duration(Math.round(record[`latency_${q}_us`])));
const enough = (record, q, least) => (record.answered + record.unanswered < least ? "–" : quantile(record, q));

// ---- a benchmark ---------------------------------------------------------------------------------

// What is not answered is slower than any answer: then a curve ends below 100 %.
function measuredShares(record, points) {
  const all = record.answered + record.unanswered || 1;
  let at = 0, sum = 0;
  return points.map((us) => {
    while (at < record.histogram_ns.length && record.histogram_ns[at][0] <= us * 1000) sum += record.histogram_ns[at++][1];
    return 100 * sum / all;
  });
}

function measuredParts() {
  const parts = BENCH.of === "" ? stated(MEASURED, MEASURED.some((r) => r.statement === "total") ? "total" : "step") : stated(MEASURED, BENCH.of);
  return parts.filter((record) => record.histogram_ns.length > 0);
}

function drawMeasuredCurves() {
  const parts = measuredParts(), holder = "measured-chart";
  if (parts.length === 0) {
    fill($(holder), h("p", { class: "muted" }, "No resolver answered."));
    return;
  }
  const names = parts.map((record) => (record.statement === "step" ? `${record.id} at ${count(Math.round(record.asked_qps))}/s` : partName(record)));
  const least = Math.min(...parts.map((r) => r.answered_min_us)) * 0.9, most = Math.max(...parts.map((r) => r.answered_max_us)) * 1.05;
  const linear = Math.max(...parts.map((r) => r.answered_p99_us)) * 1.5;
  const n = BENCH.curve === "ecdf" ? 600 : 80;
  const points = Array.from({ length: n }, (_, i) => (BENCH.scale === "log" ? least * (most / least) ** (i / (n - 1)) : Math.min(most, linear) * i / (n - 1)));
  const curves = parts.map((record) => {
    const shares = measuredShares(record, points);
    return BENCH.curve === "ecdf" ? shares : shares.map((s, i) => (i === 0 ? s : s - shares[i - 1]));
  });
  BENCH.shown[BENCH.of] ||= names.map((_, i) => i < SHOWN_FIRST);
  const state = { shown: BENCH.shown[BENCH.of] };
  const series = lines(names).map((line, i) => Object.assign(line, { show: state.shown[i] }, BENCH.curve === "ecdf" ? {} : { paths: uPlot.paths.stepped({ align: -1 }) }));
  chart(holder, {
    scales: { x: BENCH.scale === "log" ? { time: false, distr: 3, log: 10 } : { time: false }, y: BENCH.curve === "ecdf" ? { range: [0, 101] } : { range: (u, low, high) => [0, high * 1.05 || 1] } },
    axes: [axis(Object.assign({ label: "time to the answer, from when the question was due", values: (u, values) => values.map(msText) }, BENCH.scale === "log" ? { filter: logLabels } : {})), axis({ label: BENCH.curve === "ecdf" ? "% of questions answered within it" : "% of questions", size: 56 })],
    series: [{ label: "within" }, ...series],
  }, [points.map(ms), ...curves]);
  seriesKeys("measured-legend", names, null, state, drawMeasuredCurves);
}

const OVER_TIME = {
  p50: { label: "median, ms", of: (r) => (r.latency_p50_us === null ? null : ms(r.latency_p50_us)) },
  p99: { label: "p99, ms", of: (r) => (r.latency_p99_us === null ? null : ms(r.latency_p99_us)) },
  lost: { label: "% without an answer", of: (r) => 100 * r.loss_ratio },
  sent: { label: "sent a second", of: (r) => r.sent_qps },
};

function drawMeasuredTime() {
  const seconds = stated(MEASURED, "interval");
  $("measured-time-panel").hidden = seconds.length === 0;
  if (seconds.length === 0) return;
  const names = [...new Set(seconds.map((r) => r.id))], first = Math.min(...seconds.map((r) => Date.parse(r.started)));
  const at = [...new Set(seconds.map((r) => Math.round((Date.parse(r.started) - first) / 1000)))].sort((a, b) => a - b);
  const curves = names.map((id) => {
    const of = new Map(seconds.filter((r) => r.id === id).map((r) => [Math.round((Date.parse(r.started) - first) / 1000), OVER_TIME[BENCH.over].of(r)]));
    return at.map((second) => of.get(second) ?? null);
  });
  BENCH.shown.time ||= names.map((_, i) => i < SHOWN_FIRST);
  chart("measured-time", {
    height: 220,
    scales: { x: { time: false }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.06 : 1] } },
    axes: [axis({ label: "seconds since the measuring began" }), axis({ label: OVER_TIME[BENCH.over].label, size: 66 })],
    series: [{ label: "at" }, ...lines(names).map((line, i) => Object.assign(line, { show: BENCH.shown.time[i], points: { show: at.length < 3 } }))],
  }, [at, ...curves]);
  seriesKeys("measured-time-legend", names, null, { shown: BENCH.shown.time }, drawMeasuredTime);
}

// p99 over the rate, step by step; the knee is where it leaves the ground.
function drawRamp() {
  const steps = stated(MEASURED, "step");
  $("ramp-panel").hidden = steps.length === 0;
  if (steps.length === 0) return;
  const names = [...new Set(steps.map((r) => r.id))], rates = [...new Set(steps.map((r) => r.asked_qps))].sort((a, b) => a - b);
  const best = (id, rate) => {
    const values = steps.filter((r) => r.id === id && r.asked_qps === rate && r.latency_p99_us !== null).map((r) => r.rtt_p99_us);
    return values.length ? ms(Math.min(...values)) : null;
  };
  chart("ramp-chart", {
    height: 260,
    scales: { x: { time: false, distr: 3, log: 10 }, y: { distr: 3, log: 10 } },
    axes: [axis({ label: "questions a second", filter: logLabels }), axis({ label: "p99 of round trips, ms", size: 66, values: (u, values) => values.map((v) => (v === null ? "" : String(v))) })],
    series: [{ label: "rate" }, ...lines(names).map((line) => Object.assign(line, { spanGaps: true, points: { show: true, size: 6 } }))],
  }, [rates, ...names.map((id) => rates.map((rate) => best(id, rate)))]);
  fill($("ramp-legend"), names.map((name, i) => h("span", {}, swatch(i), name)));
}

function drawMeasuredTable() {
  const heads = ["", "Sent", "Answered", "Lost", "p50", "p90", "p99", "p99.9", "Most", "What came"];
  const row = (r) => {
    const codes = Object.entries(r.status_counts).sort((a, b) => b[1] - a[1]).slice(0, 4).map(([word, n]) => `${word} ${share(n, r.answered + r.unanswered)}`).join(", ");
    const name = r.statement === "step" ? [r.id, h("span", { class: "muted" }, ` at ${count(Math.round(r.asked_qps))}/s${r.broke_by ? `: too much, by ${r.broke_by}` : r.held ? "" : ", not held"}`)] : r.statement === "total" ? h("b", {}, r.id) : partName(r);
    return h("tr", {}, h("td", {}, name), h("td", { class: "num" }, `${count(Math.round(r.sent_qps))}/s`), h("td", { class: "num" }, count(r.answered)), h("td", { class: "num" }, share(r.unanswered, r.answered + r.unanswered)),
      [["p50", 1], ["p90", 1], ["p99", 100], ["p999", 1000], ["max", 1]].map(([q, least]) => h("td", { class: "num" }, enough(r, q, least))), h("td", { class: "muted" }, codes));
  };
  const table = (holder, statements) => {
    const records = statements.flatMap((statement) => stated(MEASURED, statement));
    fill($(holder), h("thead", {}, h("tr", {}, heads.map((text, i) => h("th", { class: i >= 1 && i <= 8 ? "num" : null }, text)))), h("tbody", {}, records.map(row)));
    return records.length > 0;
  };
  table("measured-table", ["total", "step"]);
  $("measured-parts").hidden = !table("measured-parts-table", ["cache", "type"]);
}

function drawMeasuredWords() {
  const said = [...stated(MEASURED, "total"), ...stated(MEASURED, "knee")];
  fill($("measured-words"), said.map((r) => h("p", { class: "text" }, r.summary, r.own_side ? h("span", { class: "muted" }, ` ${r.own_side}`) : null)));
}

function startBench() {
  const kinds = ["type", "cache"].filter((statement) => stated(MEASURED, statement).length > 0);
  $("bench-part").hidden = false;
  fill($("measured-of"), h("option", { value: "" }, MEASURED.some((r) => r.statement === "total") ? "resolver" : "step"), kinds.map((kind) => h("option", { value: kind }, `resolver and ${kind === "cache" ? "cache state" : kind}`)));
  fill($("measured-over"), Object.entries(OVER_TIME).map(([key, { label }]) => h("option", { value: key }, label)));
  $("measured-of").addEventListener("change", (event) => { BENCH.of = event.target.value; drawMeasuredCurves(); });
  $("measured-over").addEventListener("change", (event) => { BENCH.over = event.target.value; drawMeasuredTime(); });
  for (const name of ["curve", "scale"]) {
    document.querySelectorAll(`input[name="measured-${name}"]`).forEach((input) => input.addEventListener("change", () => { BENCH[name] = input.value; drawMeasuredCurves(); }));
  }
  const draw = () => { drawMeasuredCurves(); drawMeasuredTime(); drawRamp(); };
  drawMeasuredWords();
  drawMeasuredTable();
  draw();
  themeListeners.push(draw);
  resizeListeners.push(draw);
}

// ---- a comparison --------------------------------------------------------------------------------

// The interval, its middle, and what counts as no difference, on an axis that all rows share.
function forest(r, reach) {
  const wide = 320, x = (us) => wide / 2 + (wide / 2 - 8) * us / reach;
  const sure = r.verdict === "first_faster" || r.verdict === "second_faster";
  return h("svg", { width: wide, height: 20, role: "img", "aria-label": `${difference(r.low_us)} to ${difference(r.high_us)}` },
    h("rect", { x: x(-Math.min(r.margin_us, reach)), y: 0, width: Math.max(1, 2 * (x(Math.min(r.margin_us, reach)) - x(0))), height: 20, fill: tone("hover") }),
    h("line", { x1: x(0), y1: 0, x2: x(0), y2: 20, stroke: tone("faint"), "stroke-width": 1 }),
    h("line", { x1: x(r.low_us), y1: 10, x2: Math.max(x(r.high_us), x(r.low_us) + 1), y2: 10, stroke: tone(sure ? "accent" : "faint"), "stroke-width": 2.5 }),
    h("circle", { cx: x(r.difference_us), cy: 10, r: 4.5, fill: tone(sure ? "accent" : "card"), stroke: tone(sure ? "accent" : "faint"), "stroke-width": 1.5 }));
}

const VERDICT_WORDS = { first_faster: (r) => `${r.first} is faster`, second_faster: (r) => `${r.second} is faster`, none: () => "no difference", not_enough_data: (r) => (r.pairs === 0 ? "nothing to compare" : r.more_needed ? `not enough data: ${count(r.more_needed)} more names` : "not enough data") };

function drawLatencies() {
  const rows = stated(COMPARED, "latency");
  const reach = Math.max(1, ...rows.filter((r) => r.pairs > 0).map((r) => Math.max(Math.abs(r.low_us), Math.abs(r.high_us), r.margin_us))) * 1.05;
  const heads = ["Second − first", "Names", "Pairs", "Median difference", "Interval", "second faster ← → first faster", "Faster on", "Verdict"];
  fill($("compared-latency"), h("thead", {}, h("tr", {}, heads.map((text, i) => h("th", { class: [2, 3, 4, 6].includes(i) ? "num" : null }, text)))),
    h("tbody", {}, rows.map((r) => h("tr", {}, h("td", {}, `${r.second} − ${r.first}`), h("td", {}, r.ask), h("td", { class: "num" }, count(r.pairs)),
      r.pairs > 0 ? [h("td", { class: "num" }, difference(r.difference_us)), h("td", { class: "num" }, `${difference(r.low_us)} to ${difference(r.high_us)}`, h("div", { class: "muted" }, `${(100 * r.confidence).toFixed(1)} %`)), h("td", {}, forest(r, reach))]
        : [h("td", { class: "num" }, "–"), h("td", { class: "num" }, "–"), h("td", {})],
      r.pairs > 0 ? h("td", { class: "num" }, `${r.second} ${count(r.second_faster)}`, h("div", {}, `${r.first} ${count(r.first_faster)}`)) : h("td", { class: "num" }, "–"), h("td", {}, VERDICT_WORDS[r.verdict](r), h("div", { class: "muted" }, `margin ${duration(Math.round(r.margin_us))}`))))));
}

// A column each for resolvers or groups, a row for each key that any of them has.
function matrix(holder, title, records, member, empty) {
  const keys = [...new Set(records.flatMap((r) => Object.keys(r[member])))];
  fill($(holder), h("thead", {}, h("tr", {}, h("th", {}, title), records.map((r) => h("th", {}, r.first)))),
    h("tbody", {}, keys.map((key) => h("tr", {}, h("td", { class: "mono" }, key), records.map((r) => {
      const value = r[member][key] ?? empty;
      return h("td", { class: String(value).startsWith("no") || value === empty ? "muted text" : "text" }, String(value));
    }))), member === "causes" ? h("tr", {}, h("td", { class: "muted" }, "of all questions"), records.map((r) => h("td", {}, h("b", {}, `${count(r.failed)} of ${count(r.questions)}`)))) : null));
}

const CLASS_TONES = { same: "ok", subset: "c-none", cdn_like: "c-negative", different: "c-local", filtered: "c-undetermined", rewritten: "c-upstream", nxdomain_against_data: "c-authoritative", failed: "failure", both_failed: "faint" };

function drawAnswers() {
  fill($("compared-answers"), stated(COMPARED, "answers").map((r) => {
    const present = Object.entries(r.classes).filter(([, n]) => n > 0);
    const bar = h("div", { class: "severities", role: "img", "aria-label": present.map(([word, n]) => `${n} ${word}`).join(", ") }, present.map(([word, n]) => {
      const part = h("span", { title: `${n} ${word}` });
      part.style.flexGrow = n;
      part.style.background = `var(--${CLASS_TONES[word]})`;
      return part;
    }));
    const key = (word) => {
      const tile = h("span", { class: "tile" });
      tile.style.background = `var(--${CLASS_TONES[word]})`;
      return tile;
    };
    const examples = present.filter(([word]) => word !== "same" && word !== "both_failed").map(([word]) => [word, r.examples.filter((e) => e.class === word).map((e) => `${e.name} ${e.qtype}`)]).filter(([, names]) => names.length > 0);
    return h("div", { class: "panel compared" }, h("b", {}, `${r.first} and ${r.second}`), h("span", { class: "muted" }, ` on ${plural(r.questions, "question")}`), bar,
      h("ul", { class: "legend" }, present.map(([word, n]) => h("li", {}, key(word), `${word.replaceAll("_", " ")} ${count(n)}`))),
      examples.map(([word, names]) => h("p", { class: "text" }, h("span", { class: "muted" }, `${word.replaceAll("_", " ")}: `), names.join(", "))));
  }));
}

function startCompared() {
  $("compare-part").hidden = false;
  fill($("compared-words"), stated(COMPARED, "summary").map((r) => h("p", { class: "text" }, h("b", {}, r.summary))));
  drawLatencies();
  drawAnswers();
  matrix("compared-failures", "Not plainly well, for", stated(COMPARED, "failures"), "causes", "–");
  matrix("compared-features", "Feature", stated(COMPARED, "features"), "features", "not measured");
  themeListeners.push(drawLatencies);
}

function startMeasured() {
  $("measured").hidden = OTHERS.length === 0;
  document.querySelector('nav a[href="#measured"]').hidden = OTHERS.length === 0;
  if (MEASURED.length > 0) startBench();
  if (COMPARED.length > 0) startCompared();
  for (const id of SPARED) document.querySelector(`nav a[href="#${id}"]`).hidden = true;
}
