// SPDX-License-Identifier: MIT
// The head of the page: what came out, in a sentence, and of what.

const ORDER = ["unjudged", "failure", "degraded", "negative", "info", "ok"];

function severityCounts() {
  const unjudged = ROWS.reduce((sum, row) => sum + (verdict(row) === NO_VERDICT ? 1 : 0), 0);
  if (SUMMARY && !unjudged) return Object.assign({ unjudged: 0 }, SUMMARY.by_severity);
  const counts = Object.fromEntries(ORDER.map((word) => [word, 0]));
  for (const row of ROWS) counts[WORDS.severities[verdict(row)[V.severity]]]++;
  return counts;
}

// Of a benchmark nobody is judged.
function benchHeadline() {
  const totals = OTHERS.filter((record) => record.type === "measurement" && (record.statement === "total" || record.statement === "knee"));
  const spared = totals.filter((record) => record.statement === "total" && record.answered === 0).length;
  const load = { constant: "at a steady rate", poisson: "at random times", closed: "in a closed loop", ramp: totals.length === 1 ? "up to its knee" : "up to their knees" }[totals[0].load];
  return `${plural(totals.length, "resolver")} measured ${load}${spared ? `; ${count(spared)} answered nothing` : ""}.`;
}

function headline(counts, total) {
  const faulty = RESOLVERS.filter((r) => r.severity === "failure" || r.severity === "degraded").length;
  const parts = [];
  if (counts.unjudged) parts.push(`${count(counts.unjudged)} have no verdict`);
  if (counts.failure) parts.push(`${count(counts.failure)} failed`);
  if (counts.degraded) parts.push(`${count(counts.degraded)} degraded`);
  const names = parts.length ? `Of ${plural(total, "question")}, ${parts.join(", ")}` : `All ${plural(total, "question")} are as they should be`;
  const at = RESOLVERS.length === 0 ? "" : faulty ? `; ${faulty} of ${plural(COLUMNS, "resolver")} at fault` : `; no resolver at fault`;
  return names + at + ".";
}

function warnings() {
  const out = [];
  if (!SUMMARY) out.push("This run ended without a summary: it was killed, and what is here is what was written until then.");
  else if (!SUMMARY.complete) out.push("This run is incomplete: it was interrupted, ran into its deadline, or an output failed.");
  if (severityCounts().unjudged) out.push("These records hold no verdict for some questions: what their cells show is what came, and nobody is blamed for it. fleetdig replay makes verdicts of a run's records again.");
  if (LIMITS.anomalies_only) out.push(`The run has ${count(RUN.cells)} cells, more than a page holds: names that are fine everywhere are left out.`);
  if (LIMITS.rows_left_out) out.push(`${plural(LIMITS.rows_left_out, "verdict")} found no room in this page; the records of the run have them.`);
  if (LIMITS.texts_left_out) out.push(`${plural(LIMITS.texts_left_out, "text")} (answers, evidence) found no room in this page; the records of the run have them.`);
  if (HOST && HOST.severity !== "ok" && HOST.severity !== "info") out.push("This host is itself at fault: see the first finding before blaming anybody else.");
  return out;
}

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
const when = (us) => new Date(us / 1000).toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC");

function drawOverview() {
  const counts = severityCounts();
  const total = ORDER.reduce((sum, word) => sum + counts[word], 0);
  document.title = `${show(RUN.inventory)}: ${count(counts.failure)} failed – fleetdig`;
  const bench = OTHERS.some((record) => record.type === "measurement");
  fill($("headline"), bench ? benchHeadline() : headline(counts, total));
  if (bench) {
    $("severities").hidden = true;
    document.title = `${show(RUN.inventory)}: measured – fleetdig`;
  }
  fill($("subline"), `${show(RUN.inventory)} as seen from ${show(RUN.vantage)}, ${when(RUN.started_us)}`);
  const bar = $("severities");
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", ORDER.map((word) => `${counts[word]} ${word}`).join(", "));
  fill(bar, ORDER.filter((word) => counts[word]).map((word) => {
    const part = h("span", { class: `fill t-${word}`, title: `${count(counts[word])} ${word}` });
    part.style.flexGrow = counts[word];
    return part;
  }));
  bar.after(h("ul", { class: "counts" }, ORDER.filter((word) => counts[word]).map((word) =>
    h("li", {}, h("button", { type: "button", class: "link", onclick: () => filterNames({ severity: word }) }, h("b", {}, count(counts[word])), severityBadge(word))))));
  fill($("notes"), warnings().map((text) => h("p", { class: "warning" }, text)));
  const seconds = SUMMARY ? SUMMARY.elapsed_s : 0;
  const purposes = LIMITS.probes.map((n, i) => [n, WORDS.purposes[i]]).filter(([n]) => n > 0);
  const canaries = purposes.filter(([, word]) => word.includes("canary")).reduce((sum, [n]) => sum + n, 0);
  fill($("facts"),
    fact("Asked", `${plural(RUN.names, "name")}, ${plural(RUN.questions, "question")}, ${plural(RUN.resolvers, "resolver")}`),
    !bench && fact("Cells", count(RUN.cells)),
    SUMMARY && fact("Sent", `${count(SUMMARY.queries)} queries in ${seconds.toFixed(seconds < 10 ? 2 : 0)} s (${count(Math.round(SUMMARY.qps))} a second)`),
    !bench && fact("Besides", `${plural(canaries, "canary query").replace("querys", "queries")}, ${plural(SUMMARY ? SUMMARY.followups : 0, "follow-up")}`),
    RUN.shard_count > 1 && fact("Shard", `${RUN.shard_index} of ${RUN.shard_count}`),
    fact("Engine", RUN.engine + (RUN.engine_features ? ` (${RUN.engine_features})` : "")));
  fill($("about-facts"), fact("fleetdig", RUN.version), fact("Run", h("code", {}, RUN.run_id)), fact("Host", RUN.host), fact("Seed", String(RUN.seed)),
    RUN.engine_reason && fact("Why this engine", RUN.engine_reason), fact("Options in force", h("code", {}, RUN.options.join(" "))));
}
