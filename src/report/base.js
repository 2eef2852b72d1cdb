// SPDX-License-Identifier: MIT
// What all parts share. Text only ever becomes text: there is no innerHTML in this report.

const $ = (id) => document.getElementById(id);

// Control, invisible and bidirectional characters change what a reader believes to read: they are shown by number.
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const show = (text) => String(text).replace(DECEPTIVE, (c) => "\\u{" + c.charCodeAt(0).toString(16) + "}");

// h("td", { class: "num" }, "text", node...): attributes that begin with "on" are listeners.
function h(tag, attributes, ...children) {
  const svg = tag === "svg" || tag === "path" || tag === "line" || tag === "circle" || tag === "rect";
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === "" || child === false) continue;
    node.append(child instanceof Node ? child : show(child));
  }
  return node;
}

const fill = (node, ...children) => node.replaceChildren(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== "" && c !== false));
const count = (number) => Number(number).toLocaleString("en-US");
const plural = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;
function share(part, whole) {
  if (whole === 0) return "–";
  const percent = 100 * part / whole;
  return `${percent === 0 || percent >= 9.95 ? Math.round(percent) : percent.toPrecision(percent >= 1 ? 2 : 1)} %`;
}


function duration(us) {
  if (us < 1000) return `${us} µs`;
  const ms = us / 1000;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
}

function difference(us) {
  const sign = us > 0 ? "+" : us < 0 ? "−" : "±";
  return sign + duration(Math.abs(Math.round(us)));
}

const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

// A severity is a shape and a word first: cross, triangle, ring, dot, tick.
const SHAPES = {
  failure: "M2 2 L10 10 M10 2 L2 10",
  degraded: "M6 1.5 L11 10.5 L1 10.5 Z",
  negative: "M6 1.5 A4.5 4.5 0 1 0 6.01 1.5 Z M3 9 L9 3",
  info: "M6 5 L6 10.5 M6 1.5 L6 2.8",
  unjudged: "M3.5 4 A2.5 2.5 0 1 1 6 6.5 L6 8 M6 10.4 L6 10.5",
  ok: "M1.5 6.5 L4.5 9.5 L10.5 2.5",
};
function severityBadge(word) {
  return h("span", { class: `sev t-${word}` },
    h("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" },
      h("path", { d: SHAPES[word], fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" })), word);
}

async function copy(text, button) {
  const before = button.textContent;
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch (error) { // a file opened from disk may not use the clipboard: then the old way
    const area = h("textarea", { "aria-hidden": "true" });
    area.value = text;
    (button.closest("dialog") || document.body).append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  button.textContent = done ? "Copied" : "Select it";
  setTimeout(() => { button.textContent = before; }, 1200);
}

const themeListeners = [];
const resizeListeners = [];
