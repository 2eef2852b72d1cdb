// SPDX-License-Identifier: MIT
// The run, from its blocks. Cells are columns of numbers: a hundred thousand names open at once.

function octets(id) {
  const text = atob($("data-" + id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// Little-endian, whatever this machine is.
function numbers(id) {
  const bytes = octets(id), view = new DataView(bytes.buffer), out = new Uint32Array(bytes.length >> 2);
  for (let i = 0; i < out.length; i++) out[i] = view.getUint32(4 * i, true);
  return out;
}

const json = (id) => JSON.parse($("data-" + id).textContent);

const WORDS = json("words");
const RUN = json("run");
const SUMMARY = json("summary");
const HOST = json("host");
const RESOLVERS = json("resolvers");
const GROUPS = json("groups");
const LIMITS = json("limits");
const OTHERS = json("others");
const TIMELINE = json("timeline");
const TEXTS = json("texts");
const VERDICTS = json("verdicts");
const NAMES = json("names");
const PLACES = json("places");

const TYPES = PLACES.types;
for (let i = 1; i < NAMES.length; i++) {
  if (NAMES[i] === "") NAMES[i] = NAMES[i - 1];
  if (TYPES[i] === 0) TYPES[i] = TYPES[i - 1];
}

WORDS.severities.push("unjudged");
const COLUMNS = LIMITS.columns;
const STATUS = octets("status"), FLAGS = octets("flags"), TRIES = octets("tries"), BLAME = octets("blame");
const RTT = numbers("rtt"), TEXT = numbers("text");
const PENDING = WORDS.statuses.length, NOT_ASKED = WORDS.statuses.indexOf("NOT_ASKED");
const FLAG = { AA: 1, TC: 2, RA: 4, AD: 8 }, UNMET = 0x40, TCP = 0x80;
const CAUSE = Object.fromEntries(WORDS.causes.map((word, i) => [word, i]));
const LOCUS = Object.fromEntries(WORDS.loci.map((word, i) => [word, i]));
const SEVERITY = Object.fromEntries(WORDS.severities.map((word, i) => [word, i]));

// Resolvers that have no record (an interrupted run) are columns all the same.
const RESOLVER = Array.from({ length: COLUMNS }, (_, i) => RESOLVERS[i] || Object.assign({ severity: "unjudged", cause: "ok", affected: 0 }, json("columns")[i]));

const verdictOf = new Int32Array(NAMES.length).fill(-1);
VERDICTS.forEach((verdict, i) => { verdictOf[verdict[0]] = i; });

const V = { row: 0, severity: 1, locus: 2, cause: 3, confidence: 4, dnssec: 5, summary: 6, action: 7, evidence: 8, alternatives: 9, notes: 10 };
const OK_VERDICT = [-1, SEVERITY.ok, LOCUS.none, CAUSE.ok, 0, 0, 0, 0, [], [], []];
// Verdicts come at the end of a run: of one that was killed nothing is said to be fine.
const NO_VERDICT = [-1, SEVERITY.unjudged, LOCUS.none, CAUSE.ok, 0, 0, 0, 0, [], [], []];
const JUDGED = octets("judged");
const verdict = (row) => (verdictOf[row] >= 0 ? VERDICTS[verdictOf[row]] : JUDGED[row] ? OK_VERDICT : NO_VERDICT);

const ROWS = []; // those that were asked
for (let row = 0; row < NAMES.length; row++) {
  for (let column = 0; column < COLUMNS; column++) {
    if (STATUS[row * COLUMNS + column] < PENDING) {
      ROWS.push(row);
      break;
    }
  }
}
if (COLUMNS && ROWS.length === 0) VERDICTS.forEach((v) => ROWS.push(v[0])); // verdicts alone were kept

// The text with its name put back: what is said of many names is kept once.
const said = (id, row) => (id === 0 ? "" : TEXTS[id - 1].replaceAll("\u0001", row >= 0 ? NAMES[row] : ""));

function steps(v) {
  const evidence = v[V.evidence], out = [];
  for (let i = 0; i + 2 < evidence.length; i += 3) {
    out.push({ probe: said(evidence[i], v[0]), saw: said(evidence[i + 1], v[0]), means: said(evidence[i + 2], v[0]) });
  }
  return out;
}

function cell(row, column) {
  const at = row * COLUMNS + column;
  const [answer, remark] = (TEXT[at] ? TEXTS[TEXT[at] - 1] : "").split("\u001f");
  const blame = BLAME[at];
  return {
    status: STATUS[at], word: WORDS.statuses[STATUS[at]] || "", rtt: RTT[at], tries: TRIES[at] & 0x3f, tcp: (TRIES[at] & TCP) !== 0, unmet: (TRIES[at] & UNMET) !== 0,
    flags: Object.keys(FLAG).filter((flag) => FLAGS[at] & FLAG[flag]).map((flag) => flag.toLowerCase()),
    answer: answer || "", remark: remark || "",
    locus: blame ? LIMITS.blames[2 * blame - 2] : LOCUS.none, cause: blame ? LIMITS.blames[2 * blame - 1] : CAUSE.ok,
  };
}

const isAnswer = (at) => STATUS[at] === 0 || STATUS[at] === 3; // NOERROR, NXDOMAIN: the resolver did its work

// What a cell shows in the picture: a class, and with it a colour and a pattern.
const CLASSES = [
  { id: "unasked", says: "not asked" },
  { id: "ok", says: "fine" },
  { id: "none", says: "differs, nobody's fault" },
  { id: "negative", says: "does not exist, rightly" },
  { id: "undetermined", says: "undetermined" },
  { id: "local", says: "local" },
  { id: "upstream", says: "upstream" },
  { id: "authoritative", says: "authoritative" },
];
const CLASS = Object.fromEntries(CLASSES.map((c, i) => [c.id, i]));
const CLASS_OF_BLAME = new Uint8Array(256);
for (let i = 0; 2 * i < LIMITS.blames.length; i++) {
  const locus = WORDS.loci[LIMITS.blames[2 * i]];
  CLASS_OF_BLAME[i + 1] = CLASS[locus];
}
function classOf(row, column) {
  const at = row * COLUMNS + column;
  if (STATUS[at] >= PENDING) return LIMITS.anomalies_only ? CLASS.ok : CLASS.unasked;
  if (BLAME[at]) {
    const shade = CLASS_OF_BLAME[BLAME[at]];
    return verdictOf[row] >= 0 && verdict(row)[V.severity] === SEVERITY.negative && shade === CLASS.authoritative ? CLASS.negative : shade;
  }
  if (STATUS[at] === NOT_ASKED) return CLASS.unasked;
  return !JUDGED[row] && !isAnswer(at) ? CLASS.undetermined : CLASS.ok;
}

const nameHash = (row) => `#name/${encodeURIComponent(NAMES[row])}/${encodeURIComponent(TYPES[row])}`;
function rowOfHash(hash) {
  const [word, name, type] = hash.slice(1).split("/");
  if (word !== "name" || name === undefined) return -1;
  let plain;
  try {
    plain = [decodeURIComponent(name), type === undefined ? null : decodeURIComponent(type)];
  } catch (error) {
    return -1; // not a link of ours
  }
  return ROWS.find((row) => NAMES[row] === plain[0] && (plain[1] === null || TYPES[row] === plain[1])) ?? -1;
}
