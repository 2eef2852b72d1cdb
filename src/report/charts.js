// SPDX-License-Identifier: MIT
// What the charts have in common. A series is told by its dashes as well as by its colour.

const SERIES_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b45fa0", "#e69f00", "#56b4e9", "#7a6a58", "#8c1c3f"];
const SERIES_DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 5], [1, 2], [12, 4], [4, 2, 1, 2]];
const SHOWN_FIRST = 8; // more lines than this are a thicket: the rest can be switched on

const seriesColour = (i) => SERIES_COLOURS[i % SERIES_COLOURS.length];
const seriesDash = (i) => SERIES_DASHES[(i + Math.floor(i / SERIES_COLOURS.length)) % SERIES_DASHES.length];

function swatch(i) {
  return h("svg", { class: "swatch", width: 26, height: 8, "aria-hidden": "true" },
    h("line", { x1: 0, y1: 4, x2: 26, y2: 4, stroke: seriesColour(i), "stroke-width": 2.5, "stroke-dasharray": seriesDash(i).join(" ") || null }));
}

function axis(more) {
  const font = "12px system-ui, sans-serif";
  return Object.assign({ stroke: tone("soft"), font, labelFont: font, grid: { stroke: tone("line"), width: 1 }, ticks: { stroke: tone("line"), width: 1 } }, more);
}

// Of a decade's values as many as there is room for: the powers alone, then 2 and 5, then all. Null: no label there.
function logLabels(u, splits) {
  const wanted = ["123456789", "12357", "125", "1"].map((digits) => splits.map((value) => (digits.includes(value.toExponential()[0]) ? value : null)));
  const roomy = (values) => {
    const at = values.filter((value) => value !== null).map((value) => u.valToPos(value, "x"));
    return at.every((x, i) => i === 0 || x - at[i - 1] >= 52);
  };
  return wanted.find(roomy) || wanted[wanted.length - 1];
}

// As many decimals as tell neighbours apart.
function plainLabels(u, splits, index, space, step) {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return splits.map((value) => value.toFixed(digits));
}

function lines(names) {
  return names.map((name, i) => ({ label: name, stroke: seriesColour(i), dash: seriesDash(i), width: 1.6, points: { show: false } }));
}

// Redraws what was there: a chart is made anew when the theme or the width changes.
function chart(holder, options, data) {
  const width = Math.max(280, $(holder).clientWidth);
  fill($(holder));
  return new uPlot(Object.assign({ width, height: 300, legend: { show: false }, cursor: { points: { size: 6 } } }, options), data, $(holder));
}

// What the pointer is at, beside the names of the series.
function seriesKeys(holder, names, plot, state, redraw) {
  fill($(holder), names.map((name, i) => {
    const box = h("input", { type: "checkbox", checked: state.shown[i], onchange: (event) => { state.shown[i] = event.target.checked; redraw(); } });
    return h("label", {}, box, swatch(i), name);
  }));
}

const ms = (us) => us / 1000;
const trimmed = (value) => Number(value.toPrecision(4)); // 0.3, not 0.30000000000000004
const msText = (value) => (value === null || value === undefined ? "" : value >= 1000 ? `${trimmed(value / 1000)} s` : `${trimmed(value)} ms`);
