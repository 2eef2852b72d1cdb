// SPDX-License-Identifier: MIT
// How long answers took: a curve for each resolver, its quantiles, and resolvers against each other over the same questions.

const LATENCY = { curve: "ecdf", scale: "log", shown: [] };
const ANSWERED = COLUMN_ORDER.filter((column) => RESOLVER[column].histogram && RESOLVER[column].histogram.length > 0);

// Answers at or below each point, as a share.
function cumulative(histogram, points) {
  let at = 0, sum = 0;
  const total = histogram.reduce((all, [, n]) => all + n, 0);
  return points.map((point) => {
    while (at < histogram.length && histogram[at][0] <= point) sum += histogram[at++][1];
    return sum / total;
  });
}

function latencyPoints(n) {
  const ends = ANSWERED.map((column) => RESOLVER[column].histogram);
  const least = Math.max(20, Math.min(...ends.map((b) => b[0][0])) * 0.9), most = Math.max(...ends.map((b) => b[b.length - 1][0])) * 1.1 + 10;
  const p99 = Math.max(...ANSWERED.map((column) => RESOLVER[column].latency.p99)) * 1.5 + 10;
  if (LATENCY.scale === "log") return Array.from({ length: n }, (_, i) => least * (most / least) ** (i / (n - 1)));
  return Array.from({ length: n }, (_, i) => Math.min(most, p99) * i / (n - 1));
}

function drawLatency() {
  if (ANSWERED.length === 0) return;
  const points = latencyPoints(LATENCY.curve === "ecdf" ? 600 : 80);
  const names = ANSWERED.map((column) => RESOLVER[column].id);
  const curves = ANSWERED.map((column) => {
    const share = cumulative(RESOLVER[column].histogram, points);
    return LATENCY.curve === "ecdf" ? share.map((s) => 100 * s) : share.map((s, i) => 100 * (i === 0 ? s : s - share[i - 1]));
  });
  const series = lines(names).map((line, i) => Object.assign(line, { show: LATENCY.shown[i] }, LATENCY.curve === "ecdf" ? {} : { paths: uPlot.paths.stepped({ align: -1 }) }));
  chart("latency-chart", {
    scales: { x: LATENCY.scale === "log" ? { time: false, distr: 3, log: 10 } : { time: false }, y: LATENCY.curve === "ecdf" ? { range: [0, 101] } : { range: (u, low, high) => [0, high * 1.05 || 1] } },
    axes: [axis(Object.assign({ label: "time to the answer", values: (u, values) => values.map(msText) }, LATENCY.scale === "log" ? { filter: logLabels } : {})), axis({ label: LATENCY.curve === "ecdf" ? "% of answers within it" : "% of answers", size: 56 })],
    series: [{ label: "within", value: (u, value) => msText(value) }, ...series],
  }, [points.map(ms), ...curves]);
  seriesKeys("latency-legend", names, null, LATENCY, drawLatency);
}

function drawResolverTable() {
  const heads = ["Resolver", "Role", "State", "Sent", "Answered", "Lost", "p50", "p90", "p99", "p99.9", "Most", "What came"];
  const body = COLUMN_ORDER.map((column) => {
    const r = RESOLVER[column], l = r.latency;
    const statuses = Object.entries(r.status_counts || {}).sort((a, b) => b[1] - a[1]).slice(0, 4).map(([word, n]) => `${word} ${count(n)}`).join(", ");
    return h("tr", {}, h("td", {}, h("b", {}, r.id), h("div", { class: "muted mono" }, r.address || "")), h("td", {}, r.role),
      h("td", {}, severityBadge(r.severity), r.cause === "ok" ? null : h("div", { class: "muted" }, r.cause)),
      h("td", { class: "num" }, count(r.sent || 0)), h("td", { class: "num" }, count(r.answered || 0)), h("td", { class: "num" }, share(r.lost || 0, r.sent || 0)),
      ["p50", "p90", "p99", "p999", "max"].map((q) => h("td", { class: "num" }, l ? duration(l[q]) : "–")), h("td", { class: "muted" }, statuses));
  });
  fill($("resolver-table"), h("thead", {}, h("tr", {}, heads.map((text, i) => h("th", { class: i >= 3 && i <= 10 ? "num" : null }, text)))), h("tbody", {}, body));
}

// ---- against each other ------------------------------------------------------------------------

// The median of the differences over questions that both answered, with a distribution-free interval: the order statistics
// between which it lies in 95 % of cases (binomial, normal approximation).
function paired(a, b) {
  const differences = [];
  let faster = 0, onlyA = 0, onlyB = 0;
  for (const row of ROWS) {
    const x = row * COLUMNS + a, y = row * COLUMNS + b;
    if (STATUS[x] >= PENDING || STATUS[y] >= PENDING || STATUS[x] === NOT_ASKED || STATUS[y] === NOT_ASKED) continue;
    if (isAnswer(x) && isAnswer(y)) {
      differences.push(RTT[x] - RTT[y]);
      faster += RTT[x] < RTT[y];
    } else {
      onlyA += isAnswer(x);
      onlyB += isAnswer(y);
    }
  }
  const n = differences.length, sorted = Int32Array.from(differences).sort();
  if (n === 0) return { n, onlyA, onlyB };
  const reach = 0.98 * Math.sqrt(n);
  const low = Math.max(0, Math.floor(n / 2 - reach)), high = Math.min(n - 1, Math.ceil(n / 2 + reach));
  const median = n % 2 ? sorted[n >> 1] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  return { n, median, low: sorted[low], high: sorted[high], faster, onlyA, onlyB, few: n < 6 };
}

// A line for the interval, a dot for the median, nought in the middle.
function interval(pair, reach) {
  const wide = 220, x = (us) => wide / 2 + (wide / 2 - 8) * Math.max(-1, Math.min(1, us / reach));
  const sure = pair.low > 0 || pair.high < 0;
  return h("svg", { width: wide, height: 18, role: "img", "aria-label": `${difference(pair.low)} to ${difference(pair.high)}` },
    h("line", { x1: wide / 2, y1: 0, x2: wide / 2, y2: 18, stroke: tone("line"), "stroke-width": 1 }),
    h("line", { x1: x(pair.low), y1: 9, x2: Math.max(x(pair.high), x(pair.low) + 1), y2: 9, stroke: tone(sure ? "ink" : "faint"), "stroke-width": 2 }),
    h("circle", { cx: x(pair.median), cy: 9, r: 4, fill: sure ? tone("ink") : tone("card"), stroke: tone(sure ? "ink" : "faint"), "stroke-width": 1.5 }));
}

function drawComparison() {
  const reference = Number($("reference").value);
  const pairs = COLUMN_ORDER.filter((column) => column !== reference).map((column) => ({ column, pair: paired(column, reference) }));
  const reach = Math.max(1, ...pairs.filter(({ pair }) => pair.n).map(({ pair }) => Math.max(Math.abs(pair.low), Math.abs(pair.high))));
  const heads = ["Resolver", "Pairs", "Median difference", "95 % interval", `faster ← ${show(RESOLVER[reference].id)} → slower`, "Faster in", "Only it answers", `Only ${show(RESOLVER[reference].id)}`];
  fill($("comparison"), h("thead", {}, h("tr", {}, heads.map((text, i) => h("th", { class: [1, 2, 3, 5, 6, 7].includes(i) ? "num" : null }, text)))),
    h("tbody", {}, pairs.map(({ column, pair }) => h("tr", {}, h("td", {}, RESOLVER[column].id), h("td", { class: "num" }, count(pair.n)),
      pair.n ? [h("td", { class: "num" }, difference(pair.median)), h("td", { class: "num" }, pair.few ? "too few pairs" : `${difference(pair.low)} to ${difference(pair.high)}`), h("td", {}, pair.few ? "" : interval(pair, reach)), h("td", { class: "num" }, share(pair.faster, pair.n))]
        : [h("td", { class: "num" }, "–"), h("td", { class: "num" }, "–"), h("td", {}), h("td", { class: "num" }, "–")],
      h("td", { class: "num" }, count(pair.onlyA)), h("td", { class: "num" }, count(pair.onlyB))))));
}

function startLatency() {
  drawResolverTable();
  if (ANSWERED.length === 0) {
    fill($("latency-chart"), h("p", { class: "muted" }, "No resolver answered."));
  }
  LATENCY.shown = ANSWERED.map((_, i) => i < SHOWN_FIRST);
  for (const name of ["curve", "scale"]) {
    document.querySelectorAll(`input[name="${name}"]`).forEach((input) => input.addEventListener("change", () => { LATENCY[name] = input.value; drawLatency(); }));
  }
  const most = ANSWERED.length ? ANSWERED.reduce((best, column) => (RESOLVER[column].answered > RESOLVER[best].answered ? column : best)) : 0;
  fill($("reference"), COLUMN_ORDER.map((column) => h("option", { value: column, selected: column === most }, RESOLVER[column].id)));
  $("reference").addEventListener("change", drawComparison);
  drawLatency();
  if (COLUMNS > 1) drawComparison();
  themeListeners.push(drawLatency, () => COLUMNS > 1 && drawComparison());
  resizeListeners.push(drawLatency);
}
