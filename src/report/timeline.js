// SPDX-License-Identifier: MIT
// The run over time, and what the measuring host lost itself.

const OVER = { what: "rates", resolver: "", shown: {} };

function timelineCurves() {
  const seconds = TIMELINE.width_us / 1e6, columns = OVER.resolver === "" ? [...Array(COLUMNS).keys()] : [Number(OVER.resolver)];
  const per = (which) => TIMELINE.probes.map((_, i) => columns.reduce((sum, column) => sum + TIMELINE.resolvers[column][which][i], 0) / seconds);
  if (OVER.what === "rates") {
    return { names: ["answered", "without an answer", "canaries and follow-ups"], curves: [per(0), per(1), TIMELINE.probes.map((n) => n / seconds)], label: "questions a second" };
  }
  const chosen = OVER.resolver === "" ? COLUMN_ORDER : columns;
  return { names: chosen.map((column) => RESOLVER[column].id), curves: chosen.map((column) => TIMELINE.resolvers[column][2].map((us, i) => (TIMELINE.resolvers[column][0][i] ? ms(us) : null))), label: "mean time to the answer, ms" };
}

function drawTimeline() {
  const short = TIMELINE.probes.length * TIMELINE.width_us < 2e6;
  const times = TIMELINE.probes.map((_, i) => i * TIMELINE.width_us / (short ? 1e3 : 1e6));
  if (times.length === 0) {
    fill($("timeline-chart"), h("p", { class: "muted" }, "Nothing was asked."));
    return;
  }
  const { names, curves, label } = timelineCurves();
  const key = `${OVER.what}/${OVER.resolver}`;
  OVER.shown[key] ||= names.map((_, i) => i < SHOWN_FIRST);
  const state = { shown: OVER.shown[key] };
  chart("timeline-chart", {
    scales: { x: { time: false }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.06 : 1] } },
    axes: [axis({ label: `${short ? "milliseconds" : "seconds"} since the start`, values: plainLabels, space: 60 }), axis({ label, size: 66 })],
    series: [{ label: "at" }, ...lines(names).map((line, i) => Object.assign(line, { show: state.shown[i], spanGaps: true }))],
  }, [times, ...curves]);
  seriesKeys("timeline-legend", names, null, state, drawTimeline);
}

const COUNTERS = [
  ["socket_drops", "Dropped by the socket", "the kernel had no room for a reply: this program read too slowly"],
  ["send_errors", "Send errors", "the kernel refused to send"],
  ["buffer_exhausted", "Out of receive buffers", "replies came faster than buffers were given back"],
  ["ring_overflow", "Ring overflows", "completions came faster than they were taken"],
  ["stalls", "Stalls", MEASURED.length > 0 ? "this process woke up more than 10 ms late: what was due then was not sent, and counts for nobody" : "this process woke up more than 50 ms late: a busy machine, and latencies are not to be trusted then"],
  ["clock_steps", "Clock steps", "the clock was set: latencies of those moments are left out"],
  ["late", "Late replies", "after the last try had been given up: a network or a server that is slow, not a loss of ours"],
  ["duplicate", "Duplicate replies", "the same answer twice"],
  ["rejected", "Rejected replies", "not believed: wrong id, port, question or form"],
];

function drawHost() {
  if (!HOST) {
    fill($("host-panel"), h("p", { class: "muted" }, "The run ended before this was written."));
    return;
  }
  const lost = COUNTERS.slice(0, 4).reduce((sum, [key]) => sum + (HOST[key] || 0), 0);
  fill($("host-panel"),
    h("p", {}, severityBadge(HOST.severity), " ", lost === 0 ? "Nothing was lost on this side: what did not come, others did not send, or the network lost." : `${plural(lost, "event")} on this side may have cost replies.${MEASURED.length > 0 ? "" : " Questions that timed out meanwhile were asked again."}`),
    HOST.summary && HOST.severity !== "ok" ? h("p", { class: "text" }, HOST.summary) : null,
    h("table", {}, h("tbody", {}, COUNTERS.map(([key, title, means]) => h("tr", {}, h("td", {}, title), h("td", { class: "num" }, HOST[key] ? h("b", {}, count(HOST[key])) : "0"), h("td", { class: "muted" }, means))))));
}

function startTimeline() {
  fill($("over-resolver"), h("option", { value: "" }, "all"), COLUMN_ORDER.map((column) => h("option", { value: column }, RESOLVER[column].id)));
  $("over-resolver").addEventListener("change", (event) => { OVER.resolver = event.target.value; drawTimeline(); });
  document.querySelectorAll('input[name="over"]').forEach((input) => input.addEventListener("change", () => { OVER.what = input.value; drawTimeline(); }));
  drawTimeline();
  themeListeners.push(drawTimeline);
  resizeListeners.push(drawTimeline);
}
