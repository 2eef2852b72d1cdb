// SPDX-License-Identifier: MIT
// Names x resolvers. A column that is all one colour is a resolver's fault, a band across is a name's, specks are chance. Rows
// are sorted within their cause, and where several share a line of the screen, the worst of them is seen.

const ROLE_ORDER = { local: 0, isp: 1, public: 2 };
const COLUMN_ORDER = [...Array(COLUMNS).keys()].sort((a, b) => ROLE_ORDER[RESOLVER[a].role] - ROLE_ORDER[RESOLVER[b].role] || a - b);
const PICTURE = { groups: [], rows: [], shades: null, at: -1, column: 0, hits: [] };
const ROW_MOST = 16, GROUP_LEAST = 20, HEIGHT = 560, FINE_MOST = 0.3; // what is fine needs no room to be seen

function pictureGroups() {
  const groups = new Map();
  for (const row of ROWS) {
    const v = verdict(row), key = v[V.severity] * 1000 + v[V.cause];
    if (!groups.has(key)) groups.set(key, { severity: v[V.severity], cause: v[V.cause], rows: [] });
    groups.get(key).rows.push(row);
  }
  return [...groups.values()].sort((a, b) => b.severity - a.severity || b.rows.length - a.rows.length);
}

function preparePicture() {
  PICTURE.groups = pictureGroups();
  const shades = new Uint8Array(ROWS.length * COLUMNS);
  const signature = new Float64Array(NAMES.length);
  for (const row of ROWS) {
    let sum = 0;
    for (const column of COLUMN_ORDER.slice(0, 16)) sum = sum * 8 + classOf(row, column);
    signature[row] = sum;
  }
  let at = 0;
  for (const group of PICTURE.groups) {
    group.rows.sort((a, b) => signature[b] - signature[a] || a - b);
    group.first = at;
    for (const row of group.rows) {
      PICTURE.rows[at] = row;
      COLUMN_ORDER.forEach((column, i) => { shades[at * COLUMNS + i] = classOf(row, column); });
      at++;
    }
  }
  PICTURE.shades = shades;
}

function layGroups() {
  const rows = PICTURE.rows.length, groups = PICTURE.groups;
  const each = Math.min(ROW_MOST, Math.max(1, HEIGHT / Math.max(1, rows)));
  const weights = groups.map((group) => Math.sqrt(group.rows.length));
  const whole = weights.reduce((sum, w) => sum + w, 0);
  const free = HEIGHT - GROUP_LEAST * groups.length;
  let y = 0;
  groups.forEach((group, i) => {
    const dealt = each >= 5 ? Math.max(group.rows.length * each, GROUP_LEAST) : GROUP_LEAST + Math.max(0, free) * weights[i] / whole;
    const most = group.severity === SEVERITY.ok ? HEIGHT * FINE_MOST : Infinity;
    group.height = Math.round(Math.min(Math.max(GROUP_LEAST, group.rows.length * ROW_MOST), dealt, most));
    group.each = Math.min(ROW_MOST, group.height / group.rows.length);
    group.y = y;
    y += group.height + 6;
  });
  return y;
}

// Each class has a texture of its own: nobody needs to tell colours apart.
function texture(context, id, ratio) {
  const size = Math.round(8 * ratio), tile = h("canvas", { width: size, height: size }), c = tile.getContext("2d");
  c.fillStyle = tone("c-" + id);
  c.fillRect(0, 0, size, size);
  c.strokeStyle = c.fillStyle = tone("mark");
  c.globalAlpha = 0.45;
  c.lineWidth = 1.2 * ratio;
  c.beginPath();
  if (id === "local") for (const d of [-size, 0, size]) { c.moveTo(d, size); c.lineTo(d + size, 0); }
  if (id === "upstream") { c.moveTo(size / 2, 0); c.lineTo(size / 2, size); }
  if (id === "negative" || id === "none") { c.arc(size / 2, size / 2, size / 5, 0, 7); }
  if (id === "unasked") { c.strokeStyle = tone("faint"); c.globalAlpha = 0.35; c.moveTo(0, 0); c.lineTo(size, size); }
  if (id === "undetermined") { c.moveTo(0, 0); c.lineTo(size, size); c.moveTo(0, size); c.lineTo(size, 0); }
  c.stroke();
  return context.createPattern(tile, "repeat");
}

function drawLegend() {
  const used = new Set(PICTURE.shades);
  const ratio = devicePixelRatio || 1;
  fill($("legend"), CLASSES.map((shade, i) => {
    if (!used.has(i)) return null;
    const chip = h("canvas", { width: 22 * ratio, height: 14 * ratio, "aria-hidden": "true" }), c = chip.getContext("2d");
    c.fillStyle = texture(c, shade.id, ratio);
    c.fillRect(0, 0, chip.width, chip.height);
    return h("li", {}, chip, shade.says);
  }).reverse());
}

// The worst of the rows that share a line.
function lineShade(first, end, i) {
  let worst = 0;
  for (let at = first; at < end; at++) worst = Math.max(worst, PICTURE.shades[at * COLUMNS + i]);
  return worst;
}

function drawRows(c, patterns, x, width, top, ratio) {
  for (const group of PICTURE.groups) {
    const n = group.rows.length;
    const lines = group.each >= 3 ? n : Math.min(n, Math.round(group.height * ratio));
    const height = group.each >= 3 ? group.each : group.height / lines;
    const gap = height >= 5 ? 1 : 0;
    for (let line = 0; line < lines; line++) {
      const first = group.first + Math.floor(line * n / lines), end = group.first + Math.max(Math.floor((line + 1) * n / lines), Math.floor(line * n / lines) + 1);
      for (let i = 0; i < COLUMNS; i++) {
        c.fillStyle = patterns[lineShade(first, end, i)];
        const y = Math.round((top + group.y + line * height) * ratio);
        c.fillRect(Math.round(x(i) * ratio), y, Math.round(width * ratio), Math.max(1, Math.round((top + group.y + (line + 1) * height - gap) * ratio) - y));
      }
    }
  }
}

function cut(c, text, width) {
  if (c.measureText(text).width <= width) return text;
  let n = text.length;
  while (n > 1 && c.measureText(text.slice(0, n) + "…").width > width) n--;
  return text.slice(0, n) + "…";
}

function drawGroupLabels(c, gutter, top) {
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const group of PICTURE.groups) {
    const severity = WORDS.severities[group.severity];
    const y = top + group.y + Math.min(group.height, Math.max(GROUP_LEAST, group.each * group.rows.length)) / 2;
    const size = count(group.rows.length);
    c.font = "12.5px system-ui, sans-serif";
    c.fillStyle = tone("soft");
    c.fillText(size, gutter - 12, y);
    const room = gutter - 24 - c.measureText(size).width;
    c.fillStyle = tone(severity);
    c.fillText(cut(c, group.cause === CAUSE.ok ? (group.severity === SEVERITY.unjudged ? "no verdict" : "ok") : WORDS.causes[group.cause], room), gutter - 20 - c.measureText(size).width, y);
  }
}

function drawColumnLabels(c, x, width, step, top) {
  c.textBaseline = "middle";
  c.font = "12px system-ui, sans-serif";
  let from = 0;
  for (let i = 1; i <= COLUMNS; i++) {
    const role = RESOLVER[COLUMN_ORDER[from]].role;
    if (i < COLUMNS && RESOLVER[COLUMN_ORDER[i]].role === role) continue;
    c.fillStyle = tone("soft");
    c.textAlign = "left";
    c.fillText(role, x(from), 9);
    c.fillRect(x(from), 18, x(i - 1) + width - x(from), 1);
    from = i;
  }
  if (step < 11) return; // too narrow for names: the pointer tells them
  c.fillStyle = tone("ink");
  for (let i = 0; i < COLUMNS; i++) {
    const label = RESOLVER[COLUMN_ORDER[i]].id;
    if (step > 74) {
      c.textAlign = "center";
      c.fillText(cut(c, label, step - 6), x(i) + width / 2, top - 12);
      continue;
    }
    c.save();
    c.translate(x(i) + width / 2 + 3, top - 6);
    c.rotate(-Math.PI / 4);
    c.textAlign = "left";
    c.fillText(cut(c, label, 90), 0, 0);
    c.restore();
  }
}

function drawPicture() {
  const holder = $("fingerprint"), canvas = $("canvas"), c = canvas.getContext("2d");
  const ratio = devicePixelRatio || 1, wide = holder.clientWidth;
  if (wide === 0) return;
  const gutter = Math.min(240, wide * 0.34);
  const step = Math.max(2, Math.min(120, (wide - gutter - 70) / Math.max(1, COLUMNS)));
  const gap = step > 8 ? 2 : step > 4 ? 1 : 0;
  const top = step > 74 || step < 11 ? 44 : 96;
  const bodies = layGroups();
  const breaks = COLUMN_ORDER.map((column, i) => (i > 0 && RESOLVER[column].role !== RESOLVER[COLUMN_ORDER[i - 1]].role ? 1 : 0));
  for (let i = 1; i < COLUMNS; i++) breaks[i] += breaks[i - 1];
  const x = (i) => gutter + i * step + (breaks[i] || 0) * 8;
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round((top + bodies) * ratio);
  canvas.style.height = `${top + bodies}px`;
  const patterns = CLASSES.map((shade) => texture(c, shade.id, ratio));
  drawRows(c, patterns, x, step - gap, top, ratio);
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawGroupLabels(c, gutter, top);
  drawColumnLabels(c, x, step - gap, step, top);
  PICTURE.place = { gutter, step, top, x, gap };
  drawCursor(c);
}

function groupAt(at) {
  return PICTURE.groups.find((group) => at >= group.first && at < group.first + group.rows.length);
}

function drawCursor(c) {
  if (PICTURE.at < 0) return;
  const group = groupAt(PICTURE.at), { x, step, top, gap } = PICTURE.place;
  const y = top + group.y + (PICTURE.at - group.first) * group.each;
  c.strokeStyle = tone("ink");
  c.lineWidth = 2;
  c.strokeRect(x(PICTURE.column) - 1, y - 1, step - gap + 2, Math.max(3, group.each) + 1);
}

function cellSays(row, column) {
  const of = cell(row, column);
  const what = of.cause === CAUSE.ok ? "" : `, ${WORDS.loci[of.locus] === "none" ? "" : WORDS.loci[of.locus] + ": "}${WORDS.causes[of.cause]}`;
  const time = of.status < WORDS.statuses.indexOf("TIMEOUT") && of.rtt ? ` in ${duration(of.rtt)}` : "";
  return `${NAMES[row]} ${TYPES[row]} at ${RESOLVER[column].id}: ${of.word || "not part of this run"}${time}${what}${of.answer ? ` – ${of.answer}` : ""}${of.remark ? `; ${of.remark}` : ""}`;
}

// Of the rows under the pointer the one that is worst at this column: what was seen is what is told.
function pictureHit(event) {
  const box = $("canvas").getBoundingClientRect(), place = PICTURE.place;
  const px = event.clientX - box.left, py = event.clientY - box.top - place.top;
  const group = PICTURE.groups.find((g) => py >= g.y && py < g.y + Math.max(g.height, 1));
  if (!group) return null;
  let i = -1;
  for (let j = 0; j < COLUMNS; j++) if (px >= place.x(j) && px < place.x(j) + place.step) i = j;
  const first = group.first + Math.floor((py - group.y) / group.each);
  const end = Math.min(group.first + group.rows.length, Math.max(first + 1, group.first + Math.floor((py - group.y + 1) / group.each)));
  if (px < place.gutter) return { group, at: -1, i: -1 };
  if (i < 0 || first >= group.first + group.rows.length) return null;
  let at = first;
  for (let j = first; j < end; j++) if (PICTURE.shades[j * COLUMNS + i] > PICTURE.shades[at * COLUMNS + i]) at = j;
  return { group, at, i };
}

function tip(event, text) {
  const node = $("tip");
  node.hidden = !text;
  if (!text) return;
  fill(node, text);
  node.style.left = `${Math.min(event.clientX + 14, innerWidth - node.offsetWidth - 8)}px`;
  node.style.top = `${Math.min(event.clientY + 14, innerHeight - node.offsetHeight - 8)}px`;
}

function moveCursor(at, i) {
  PICTURE.at = Math.max(0, Math.min(PICTURE.rows.length - 1, at));
  PICTURE.column = Math.max(0, Math.min(COLUMNS - 1, i));
  fill($("cell-says"), cellSays(PICTURE.rows[PICTURE.at], COLUMN_ORDER[PICTURE.column]));
  drawPicture();
}

function pictureKey(event) {
  const { at, column } = PICTURE, group = groupAt(Math.max(0, at)), index = PICTURE.groups.indexOf(group);
  const jump = (to) => PICTURE.groups[Math.max(0, Math.min(PICTURE.groups.length - 1, to))].first;
  const stride = group.each >= 1 ? 1 : Math.ceil(1 / group.each);
  const moves = {
    ArrowDown: () => moveCursor(at + (at < 0 ? 1 : stride), column), ArrowUp: () => moveCursor(at - stride, column),
    ArrowRight: () => moveCursor(at, column + 1), ArrowLeft: () => moveCursor(at, column - 1),
    PageDown: () => moveCursor(jump(index + 1), column), PageUp: () => moveCursor(jump(index - 1), column),
    Home: () => moveCursor(0, column), End: () => moveCursor(PICTURE.rows.length - 1, column),
    Enter: () => at >= 0 && openName(PICTURE.rows[at]),
  };
  if (!moves[event.key] || PICTURE.rows.length === 0) return;
  event.preventDefault();
  moves[event.key]();
}

function startPicture() {
  if (ROWS.length === 0 || COLUMNS === 0) {
    $("picture").hidden = true;
    return;
  }
  preparePicture();
  drawLegend();
  drawPicture();
  const holder = $("fingerprint");
  holder.addEventListener("keydown", pictureKey);
  holder.addEventListener("mousemove", (event) => {
    const hit = pictureHit(event);
    if (!hit) tip(event, "");
    else if (hit.at < 0) tip(event, `${WORDS.titles[hit.group.cause] || WORDS.causes[hit.group.cause]}: ${plural(hit.group.rows.length, "question")}`);
    else tip(event, cellSays(PICTURE.rows[hit.at], COLUMN_ORDER[hit.i]));
  });
  holder.addEventListener("mouseleave", (event) => tip(event, ""));
  holder.addEventListener("click", (event) => {
    const hit = pictureHit(event);
    if (hit && hit.at >= 0) openName(PICTURE.rows[hit.at]);
    else if (hit) filterNames({ cause: WORDS.causes[hit.group.cause], severity: WORDS.severities[hit.group.severity] });
  });
  themeListeners.push(() => { drawLegend(); drawPicture(); });
  resizeListeners.push(drawPicture);
}
