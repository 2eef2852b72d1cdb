// SPDX-License-Identifier: MIT
// All names, of which only those in sight are in the document: a hundred thousand cost what thirty do.

const ROW_HEIGHT = 28, TALLEST = 12e6; // browsers draw nothing beyond some 30 million pixels
const TABLE = { rows: [], sort: "severity", down: true, active: -1, slowest: null };

function slowest(row) {
  let most = 0;
  for (let column = 0; column < COLUMNS; column++) most = Math.max(most, RTT[row * COLUMNS + column]);
  return most;
}

const SORTS = [
  { id: "name", title: "Name", by: (a, b) => (NAMES[a] < NAMES[b] ? -1 : NAMES[a] > NAMES[b] ? 1 : 0), down: false },
  { id: "type", title: "Type", by: (a, b) => (TYPES[a] < TYPES[b] ? -1 : TYPES[a] > TYPES[b] ? 1 : 0), down: false },
  { id: "severity", title: "Verdict", by: (a, b) => verdict(a)[V.severity] - verdict(b)[V.severity], down: true },
  { id: "cause", title: "Cause", by: (a, b) => verdict(a)[V.cause] - verdict(b)[V.cause], down: true },
  { id: "cells", title: "At each resolver", by: (a, b) => badness(a) - badness(b), down: true },
  { id: "rtt", title: "Slowest", by: (a, b) => TABLE.slowest[a] - TABLE.slowest[b], down: true },
];

function badness(row) {
  let sum = 0;
  for (let column = 0; column < COLUMNS; column++) sum += classOf(row, column) > CLASS.ok ? 1 : 0;
  return sum;
}

const filterValues = () => ({ words: $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean), severity: $("f-severity").value, locus: $("f-locus").value, cause: $("f-cause").value, resolver: $("f-resolver").value, group: $("f-group").value });

function blamedFor(row, code, offset) {
  for (let column = 0; column < COLUMNS; column++) {
    const blame = BLAME[row * COLUMNS + column];
    if (blame && LIMITS.blames[2 * blame - 2 + offset] === code) return true;
  }
  return false;
}

// Words are looked for in the name, then in what was answered; texts that hold them are found once for all rows.
function textsWith(words) {
  const found = new Set();
  TEXTS.forEach((text, i) => {
    const lower = text.toLowerCase();
    if (words.every((word) => lower.includes(word))) found.add(i + 1);
  });
  return found;
}

function matches(f) {
  const cause = f.cause === "" ? -1 : CAUSE[f.cause], locus = f.locus === "" ? -1 : LOCUS[f.locus];
  const severity = f.severity === "" ? -1 : SEVERITY[f.severity], column = f.resolver === "" ? -1 : Number(f.resolver), group = f.group === "" ? -1 : Number(f.group);
  const texts = f.words.length ? textsWith(f.words) : null;
  return (row) => {
    const v = verdict(row);
    if (severity >= 0 && v[V.severity] !== severity) return false;
    if (locus >= 0 && v[V.locus] !== locus && !blamedFor(row, locus, 0)) return false;
    if (cause >= 0 && v[V.cause] !== cause && !blamedFor(row, cause, 1)) return false;
    if (column >= 0 && classOf(row, column) <= CLASS.ok) return false;
    if (group >= 0 && PLACES.groups[row] !== group) return false;
    if (!texts) return true;
    const name = NAMES[row].toLowerCase();
    if (f.words.every((word) => name.includes(word))) return true;
    if (texts.has(v[V.summary])) return true;
    for (let i = 0; i < COLUMNS; i++) if (texts.has(TEXT[row * COLUMNS + i])) return true;
    return false;
  };
}

function sortRows() {
  const by = SORTS.find((s) => s.id === TABLE.sort).by, sign = TABLE.down ? -1 : 1;
  TABLE.rows.sort((a, b) => sign * by(a, b) || a - b);
}

function refreshNames() {
  TABLE.rows = ROWS.filter(matches(filterValues()));
  sortRows();
  TABLE.active = -1;
  $("grid-body").scrollTop = 0;
  fill($("names-count"), TABLE.rows.length === ROWS.length ? plural(ROWS.length, "question") : `${count(TABLE.rows.length)} of ${plural(ROWS.length, "question")}`);
  $("grid-body").setAttribute("aria-rowcount", TABLE.rows.length);
  fill($("print-names"), TABLE.rows.slice(0, 400).filter((row) => verdictOf[row] >= 0 || TABLE.rows.length < 100).map((row) =>
    h("li", {}, `${NAMES[row]} ${TYPES[row]}: ${WORDS.severities[verdict(row)[V.severity]]}, ${WORDS.causes[verdict(row)[V.cause]]}`)));
  drawNames();
}

function strip(row) {
  const wide = Math.min(150, COLUMNS * 14), ratio = devicePixelRatio || 1;
  const canvas = h("canvas", { width: Math.round(wide * ratio), height: Math.round(16 * ratio), "aria-hidden": "true" }), c = canvas.getContext("2d");
  canvas.style.width = `${wide}px`;
  const step = canvas.width / COLUMNS;
  COLUMN_ORDER.forEach((column, i) => {
    c.fillStyle = TABLE.textures[classOf(row, column)];
    c.fillRect(Math.round(i * step), 0, Math.max(1, Math.round(step) - (step > 4 ? Math.round(ratio) : 0)), canvas.height);
  });
  return canvas;
}

function gridRow(index, top) {
  const row = TABLE.rows[index], v = verdict(row);
  const bad = COLUMN_ORDER.filter((column) => classOf(row, column) > CLASS.ok).map((column) => RESOLVER[column].id);
  const node = h("div", { class: `grid-row${index === TABLE.active ? " active" : ""}`, role: "row", id: `row-${index}`, "aria-rowindex": index + 2, onclick: () => openName(row) },
    h("div", { role: "gridcell", class: "name text", title: NAMES[row] }, NAMES[row]),
    h("div", { role: "gridcell" }, TYPES[row]),
    h("div", { role: "gridcell" }, severityBadge(WORDS.severities[v[V.severity]])),
    h("div", { role: "gridcell" }, v[V.cause] === CAUSE.ok ? "" : WORDS.causes[v[V.cause]]),
    h("div", { role: "gridcell", "aria-label": bad.length ? `not fine at ${bad.join(", ")}` : "fine everywhere", title: bad.length ? `not fine at ${bad.join(", ")}` : "" }, strip(row)),
    h("div", { role: "gridcell", class: "num" }, TABLE.slowest[row] ? duration(TABLE.slowest[row]) : "–"));
  node.style.top = `${top}px`;
  return node;
}

// Where very many rows would be taller than browsers draw, the scroll bar stands for more than it shows.
function drawNames() {
  const body = $("grid-body"), space = $("grid-space"), n = TABLE.rows.length;
  const whole = n * ROW_HEIGHT, tall = Math.min(whole, TALLEST), seen = body.clientHeight;
  const ratio = tall > seen ? (whole - seen) / (tall - seen) : 1;
  const offset = body.scrollTop * ratio;
  const first = Math.max(0, Math.floor(offset / ROW_HEIGHT) - 4), last = Math.min(n, Math.ceil((offset + seen) / ROW_HEIGHT) + 4);
  space.style.height = `${tall}px`;
  const nodes = [];
  for (let i = first; i < last; i++) nodes.push(gridRow(i, i * ROW_HEIGHT - offset + body.scrollTop));
  fill(space, n ? nodes : h("p", { class: "empty" }, "No name matches."));
  if (TABLE.active >= 0) body.setAttribute("aria-activedescendant", `row-${TABLE.active}`);
  else body.removeAttribute("aria-activedescendant");
}

function bringIntoSight(index) {
  const body = $("grid-body"), whole = TABLE.rows.length * ROW_HEIGHT, tall = Math.min(whole, TALLEST), seen = body.clientHeight;
  const ratio = tall > seen ? (whole - seen) / (tall - seen) : 1, offset = body.scrollTop * ratio, y = index * ROW_HEIGHT;
  if (y < offset) body.scrollTop = y / ratio;
  else if (y + ROW_HEIGHT > offset + seen) body.scrollTop = (y + ROW_HEIGHT - seen) / ratio;
}

function namesKey(event) {
  const page = Math.max(1, Math.floor($("grid-body").clientHeight / ROW_HEIGHT) - 1), n = TABLE.rows.length;
  const to = { ArrowDown: TABLE.active + 1, ArrowUp: TABLE.active - 1, PageDown: TABLE.active + page, PageUp: TABLE.active - page, Home: 0, End: n - 1 }[event.key];
  if (event.key === "Enter" && TABLE.active >= 0) {
    openName(TABLE.rows[TABLE.active]);
  } else if (to !== undefined && n > 0) {
    event.preventDefault();
    TABLE.active = Math.max(0, Math.min(n - 1, to));
    bringIntoSight(TABLE.active);
    drawNames();
  }
}

// Shows the table filtered like this and nothing else: what cards, counts and the picture lead to.
function filterNames(wanted) {
  $("filters").reset();
  for (const [key, value] of Object.entries(wanted)) if (key !== "locus" || value !== "none") $("f-" + key).value = value;
  refreshNames();
  $("names").scrollIntoView();
  $("grid-body").focus({ preventScroll: true });
}

function drawHead() {
  fill($("grid-head"), SORTS.map((s) => h("div", { role: "columnheader", class: s.id === "rtt" ? "num" : null, "aria-sort": s.id === TABLE.sort ? (TABLE.down ? "descending" : "ascending") : null },
    h("button", { type: "button", id: `sort-${s.id}`, onclick: () => {
      TABLE.down = TABLE.sort === s.id ? !TABLE.down : s.down;
      TABLE.sort = s.id;
      drawHead();
      $(`sort-${s.id}`).focus();
      sortRows();
      $("grid-body").scrollTop = 0;
      drawNames();
    } }, s.title))));
}

function options(select, pairs) {
  fill(select, h("option", { value: "" }, "any"), pairs.map(([value, text]) => h("option", { value }, text)));
}

function makeTextures() {
  const c = h("canvas", {}).getContext("2d");
  TABLE.textures = CLASSES.map((shade) => texture(c, shade.id, devicePixelRatio || 1));
}

function startNames() {
  TABLE.slowest = new Uint32Array(NAMES.length);
  for (const row of ROWS) TABLE.slowest[row] = slowest(row);
  makeTextures();
  if (ROWS.length < 20) $("grid-body").style.height = `${Math.max(ROWS.length, 4) * ROW_HEIGHT}px`; // no more than there is to see
  const causes = new Set([...VERDICTS.map((v) => v[V.cause]), ...LIMITS.blames.filter((_, i) => i % 2 === 1)]);
  options($("f-severity"), ORDER.map((word) => [word, word]));
  options($("f-locus"), WORDS.loci.filter((word) => word !== "none").map((word) => [word, word]));
  options($("f-cause"), [...causes].filter((c) => c !== CAUSE.ok).map((c) => WORDS.causes[c]).sort().map((word) => [word, word]));
  options($("f-resolver"), COLUMN_ORDER.map((column) => [String(column), RESOLVER[column].id]));
  options($("f-group"), GROUPS.map((group, i) => [String(i), group.id]));
  drawHead();
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(refreshNames, 120); };
  $("search").addEventListener("input", soon);
  for (const id of ["f-severity", "f-locus", "f-cause", "f-resolver", "f-group"]) $(id).addEventListener("change", refreshNames);
  $("filters").addEventListener("reset", () => setTimeout(refreshNames, 0));
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); refreshNames(); });
  $("grid-body").addEventListener("scroll", () => requestAnimationFrame(drawNames), { passive: true });
  $("grid-body").addEventListener("keydown", namesKey);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName) && !$("detail").open) {
      event.preventDefault();
      $("search").focus();
      $("names").scrollIntoView();
    }
  });
  themeListeners.push(() => { makeTextures(); drawNames(); });
  resizeListeners.push(drawNames);
  refreshNames();
}
