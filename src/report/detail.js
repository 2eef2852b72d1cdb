// SPDX-License-Identifier: MIT
// One name: the verdict, how it was reached, and what each resolver said. Its address is #name/NAME/TYPE.

function detailCells(row) {
  const head = ["Resolver", "Role", "Status", "RTT", "Tries", "Flags", "Answer", ""].map((text) => h("th", { class: text === "RTT" || text === "Tries" ? "num" : null }, text));
  const lines = COLUMN_ORDER.filter((column) => STATUS[row * COLUMNS + column] < PENDING).map((column) => {
    const of = cell(row, column), tile = h("span", { class: "tile" });
    tile.style.background = tone("c-" + CLASSES[classOf(row, column)].id);
    return h("tr", {},
      h("td", {}, tile, RESOLVER[column].id), h("td", { class: "muted" }, RESOLVER[column].role),
      h("td", {}, of.word), h("td", { class: "num" }, of.rtt ? duration(of.rtt) : "–"), h("td", { class: "num" }, String(of.tries)),
      h("td", { class: "mono" }, of.flags.join(" ") + (of.tcp ? " tcp" : "")),
      h("td", { class: "text" }, h("span", { class: "mono" }, of.answer), of.remark ? h("div", { class: "muted text" }, of.remark) : null),
      h("td", {}, of.cause === CAUSE.ok ? "" : `${WORDS.loci[of.locus] === "none" ? "" : WORDS.loci[of.locus] + ": "}${WORDS.causes[of.cause]}`));
  });
  return h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, lines)));
}

function detailText(row) {
  const v = verdict(row);
  const cells = COLUMN_ORDER.filter((column) => STATUS[row * COLUMNS + column] < PENDING).map((column) => "  " + cellSays(row, column));
  return [`${NAMES[row]} ${TYPES[row]}: ${WORDS.severities[v[V.severity]]}, ${WORDS.causes[v[V.cause]]} (${WORDS.loci[v[V.locus]]}, ${WORDS.confidences[v[V.confidence]]})`,
    said(v[V.summary], row), v[V.action] ? `next: ${said(v[V.action], row)}` : "", ...cells, ...steps(v).map((s) => `${s.probe}\n  saw   ${s.saw}\n  means ${s.means}`)].filter(Boolean).join("\n");
}

function drawDetail(row) {
  const v = verdict(row), cause = WORDS.causes[v[V.cause]], group = GROUPS[PLACES.groups[row]], bad = v[V.row] >= 0;
  const dnssec = bad && WORDS.dnssec[v[V.dnssec]] !== "unvalidated" ? `DNSSEC ${WORDS.dnssec[v[V.dnssec]]}` : null;
  const locus = WORDS.loci[v[V.locus]];
  fill($("detail-body"),
    h("div", { class: "detail-head" }, h("div", {}, h("h2", { id: "detail-name", class: "text" }, `${NAMES[row]} ${TYPES[row]}`),
      h("p", { class: "muted" }, [group && group.id, group && group.owner && `owner ${group.owner}`, dnssec].filter(Boolean).join(" · "))),
    h("div", {}, h("button", { type: "button", onclick: (event) => copy(detailText(row), event.currentTarget) }, "Copy as text"), h("button", { type: "button", id: "detail-close", onclick: () => $("detail").close() }, "Close"))),
    h("p", {}, severityBadge(WORDS.severities[v[V.severity]]), " ", bad ? h("b", {}, WORDS.titles[v[V.cause]] || cause) : v === NO_VERDICT ? "No verdict is in these records" : "Answered as it should be", " ",
      bad ? h("span", { class: "muted" }, `${locus === "none" ? "" : locus + ", "}${WORDS.confidences[v[V.confidence]]} · ${cause}`) : null),
    v[V.summary] ? h("p", { class: "text" }, said(v[V.summary], row)) : null,
    v[V.action] ? h("p", { class: `next text t-${WORDS.severities[v[V.severity]]}` }, said(v[V.action], row)) : null,
    v[V.alternatives].length ? h("p", { class: "muted" }, `Not ruled out: ${v[V.alternatives].map((c) => WORDS.causes[c]).join(", ")}`) : null,
    v[V.notes].map((note) => h("p", { class: "muted text" }, `Note: ${said(note, row)}`)),
    detailCells(row), evidenceDetails(steps(v), true),
    bad && WORDS.meanings[v[V.cause]] ? h("details", {}, h("summary", {}, `What ${cause} means`), h("p", {}, WORDS.meanings[v[V.cause]])) : null);
}

function openName(row) {
  history.pushState(null, "", nameHash(row));
  showHash();
}

function showHash() {
  const row = rowOfHash(location.hash), dialog = $("detail");
  if (row < 0) {
    if (dialog.open) dialog.close();
    return;
  }
  tip(null, "");
  drawDetail(row);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

function startDetail() {
  const dialog = $("detail");
  dialog.addEventListener("close", () => {
    if (rowOfHash(location.hash) >= 0) history.pushState(null, "", location.pathname + location.search);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  addEventListener("hashchange", showHash);
  addEventListener("popstate", showHash);
  showHash();
}
