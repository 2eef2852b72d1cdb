// SPDX-License-Identifier: MIT
// One card for each thing that is wrong, worst first. What a resolver or this host explains is told with them, and not again.

function evidenceList(list) {
  return h("ol", { class: "steps" }, list.map((step) => h("li", {},
    step.probe && h("div", { class: "probe text" }, step.probe),
    step.probe.startsWith("dig ") ? h("button", { type: "button", "aria-label": "Copy this line", onclick: (event) => copy(step.probe, event.currentTarget) }, "Copy") : h("span", {}),
    h("div", { class: "saw text" }, h("span", { class: "tag" }, "saw"), step.saw),
    h("div", { class: "means text" }, h("span", { class: "tag" }, "means"), step.means))));
}

function evidenceDetails(list, open) {
  if (list.length === 0) return null;
  return h("details", { open }, h("summary", {}, `Evidence: ${plural(list.length, "step")}`), evidenceList(list),
    h("button", { type: "button", onclick: (event) => copy(list.map((s) => `${s.probe}\n  saw   ${s.saw}\n  means ${s.means}`).join("\n"), event.currentTarget) }, "Copy all"));
}

const nameLink = (row) => h("a", { href: nameHash(row), class: "mono text" }, `${NAMES[row]} ${TYPES[row]}`);

// Where the cells of these rows have this cause.
function resolversWith(rows, cause) {
  const at = new Uint32Array(COLUMNS);
  for (const row of rows) {
    for (let column = 0; column < COLUMNS; column++) {
      const blame = BLAME[row * COLUMNS + column];
      if (blame && LIMITS.blames[2 * blame - 1] === cause) at[column]++;
    }
  }
  return [...at.keys()].filter((column) => at[column] > 0);
}

function whereText(columns) {
  if (columns.length === 0) return "";
  if (columns.length === COLUMNS) return COLUMNS === 1 ? `at ${RESOLVER[0].id}` : `at all ${COLUMNS} resolvers`;
  const ids = columns.slice(0, 4).map((column) => RESOLVER[column].id).join(", ");
  return `at ${ids}${columns.length > 4 ? " and others" : ""} (${columns.length} of ${COLUMNS} resolvers)`;
}

function owners(rows) {
  const counts = new Map();
  for (const row of rows) {
    const group = GROUPS[PLACES.groups[row]];
    const owner = group && group.owner;
    if (owner) counts.set(owner, (counts.get(owner) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([id, n]) => `${id} (${count(n)})`).join(", ");
}

// Verdicts that say the same but for the name.
function kinds(rows) {
  const byText = new Map();
  for (const row of rows) {
    const v = verdict(row), key = `${v[V.summary]}/${v[V.action]}`;
    if (!byText.has(key)) byText.set(key, []);
    byText.get(key).push(row);
  }
  return [...byText.values()].sort((a, b) => b.length - a.length);
}

function questionFindings() {
  const found = new Map();
  for (const v of VERDICTS) {
    const key = `${v[V.severity]}/${v[V.locus]}/${v[V.cause]}`;
    if (!found.has(key)) found.set(key, { severity: v[V.severity], locus: v[V.locus], cause: v[V.cause], rows: [] });
    found.get(key).rows.push(v[0]);
  }
  return [...found.values()];
}

function cardHead(severity, cause, where) {
  return [h("h3", {}, severityBadge(severity), h("span", {}, WORDS.titles[CAUSE[cause]] || cause), h("code", {}, cause)), h("p", { class: "where text" }, where)];
}

function exampleList(rows, filter) {
  return [h("ul", { class: "examples" }, rows.slice(0, 5).map((row) => h("li", {}, nameLink(row)))),
    rows.length > 5 ? h("button", { type: "button", class: "link", onclick: () => filterNames(filter) }, `All ${count(rows.length)} in the table`) : null];
}

function questionCard(finding, open) {
  const severity = WORDS.severities[finding.severity], cause = WORDS.causes[finding.cause], locus = WORDS.loci[finding.locus];
  const sorts = kinds(finding.rows), first = verdict(sorts[0][0]);
  const also = owners(finding.rows);
  return h("article", { class: `card t-${severity}` },
    cardHead(severity, cause, [locus === "none" ? null : locus, WORDS.confidences[first[V.confidence]], plural(finding.rows.length, "question"), whereText(resolversWith(finding.rows, finding.cause)), also && `owners: ${also}`].filter(Boolean).join(" · ")),
    h("p", { class: "text" }, said(first[V.summary], first[0])),
    first[V.action] ? h("p", { class: "next text" }, said(first[V.action], first[0])) : null,
    first[V.alternatives].length ? h("p", { class: "muted" }, `Not ruled out: ${first[V.alternatives].map((c) => WORDS.causes[c]).join(", ")}`) : null,
    first[V.notes].map((note) => h("p", { class: "muted text" }, `Note: ${said(note, first[0])}`)),
    exampleList(finding.rows, { severity, cause, locus }),
    evidenceDetails(steps(first), open),
    sorts.length > 1 ? h("details", { class: "more" }, h("summary", {}, `${plural(sorts.length - 1, "other kind")} of it`),
      h("ul", {}, sorts.slice(1, 12).map((rows) => h("li", { class: "text" }, nameLink(rows[0]), ` (${plural(rows.length, "question")}): `, said(verdict(rows[0])[V.summary], rows[0]))),
        sorts.length > 12 ? h("li", {}, `and ${count(sorts.length - 12)} more kinds`) : null)) : null);
}

function recordCard(record, where, told, open) {
  return h("article", { class: `card t-${record.severity}` },
    cardHead(record.severity, record.cause, where),
    record.summary && h("p", { class: "text" }, record.summary),
    record.action && h("p", { class: "next text" }, record.action),
    record.alternatives && record.alternatives.length ? h("p", { class: "muted" }, `Not ruled out: ${record.alternatives.join(", ")}`) : null,
    (record.notes || []).map((note) => h("p", { class: "muted text" }, `Note: ${note}`)),
    told, evidenceDetails(record.evidence || [], open));
}

function drawFindings() {
  const isFinding = (record) => record.severity !== "ok" && record.severity !== "unjudged";
  const questions = questionFindings();
  const explained = new Set(RESOLVERS.filter(isFinding).map((r) => r.cause));
  if (HOST && isFinding(HOST)) explained.add(HOST.cause);
  const cards = [];
  if (HOST && isFinding(HOST)) {
    cards.push({ rank: [SEVERITY[HOST.severity], 3, 0], make: (open) => recordCard(HOST, ["this host", HOST.locus, HOST.confidence, plural(HOST.affected, "question")].join(" · "), null, open) });
  }
  RESOLVER.forEach((record, column) => {
    if (!isFinding(record)) return;
    const rows = questions.filter((q) => WORDS.causes[q.cause] === record.cause).flatMap((q) => q.rows).filter((row) => BLAME[row * COLUMNS + column]);
    const told = rows.length ? exampleList(rows, { cause: record.cause, resolver: String(column) }) : null;
    const where = [`at ${record.id} (${record.role}, ${record.address})`, record.locus === "none" ? null : record.locus, record.confidence, `${plural(record.affected, "question")} affected`].filter(Boolean).join(" · ");
    cards.push({ rank: [SEVERITY[record.severity], 2, record.affected], make: (open) => recordCard(record, where, told, open) });
  });
  for (const finding of questions) {
    if (explained.has(WORDS.causes[finding.cause])) continue;
    cards.push({ rank: [finding.severity, 1, finding.rows.length], make: (open) => questionCard(finding, open) });
  }
  cards.sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1] || b.rank[2] - a.rank[2]);
  const shown = cards.slice(0, 60);
  fill($("cards"), shown.length ? shown.map((card, i) => card.make(i === 0)) : h("p", { class: "panel" }, severityCounts().unjudged ? "These records hold no findings." : "Nothing is wrong: every name is answered as it should be, everywhere."),
    cards.length > shown.length ? h("p", { class: "muted" }, `and ${plural(cards.length - shown.length, "further finding")}: the table of names filters them all`) : null);
}
