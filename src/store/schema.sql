-- A history of runs. A state stands for as long as nothing changed: since the run that saw it first, until the run that saw
-- something else (NULL: to this day). Times are RFC 3339, UTC.

-- Runs that are compared with each other: one inventory, seen from one place.
CREATE TABLE series (
	id INTEGER PRIMARY KEY,
	vantage TEXT NOT NULL,
	inventory TEXT NOT NULL,
	UNIQUE (vantage, inventory)
);

-- A run without `ended` was killed, or is still going on: it has changed nothing else here.
CREATE TABLE run (
	id INTEGER PRIMARY KEY,
	series INTEGER NOT NULL REFERENCES series,
	run_id TEXT NOT NULL UNIQUE,
	started TEXT NOT NULL,
	ended TEXT,
	complete INTEGER NOT NULL DEFAULT 0,
	shard TEXT NOT NULL,
	version TEXT NOT NULL,
	engine TEXT NOT NULL,
	inventory_hash TEXT NOT NULL,
	questions INTEGER NOT NULL,
	cells INTEGER NOT NULL,
	queries INTEGER,
	elapsed_s REAL,
	exit_status INTEGER,
	ok INTEGER, info INTEGER, negative INTEGER, degraded INTEGER, failure INTEGER,
	host_severity TEXT,
	host_cause TEXT
);

CREATE TABLE question (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	qtype TEXT NOT NULL,
	"group" TEXT,
	owner TEXT,
	UNIQUE (name, qtype)
);

CREATE TABLE resolver (
	id INTEGER PRIMARY KEY,
	resolver TEXT NOT NULL UNIQUE,
	address TEXT NOT NULL,
	role TEXT NOT NULL
);

-- What a resolver said of a question. `answers` is the set of records without TTLs; another set is another state only where
-- the two have nothing in common: rotation is no change.
CREATE TABLE cell (
	series INTEGER NOT NULL REFERENCES series,
	question INTEGER NOT NULL REFERENCES question,
	resolver INTEGER NOT NULL REFERENCES resolver,
	since_run INTEGER NOT NULL,
	since TEXT NOT NULL,
	until_run INTEGER,
	until TEXT,
	status TEXT NOT NULL,
	answers TEXT NOT NULL,
	locus TEXT NOT NULL,
	cause TEXT NOT NULL,
	PRIMARY KEY (series, question, resolver, since_run)
) WITHOUT ROWID;

-- The verdict of a question.
CREATE TABLE verdict (
	series INTEGER NOT NULL REFERENCES series,
	question INTEGER NOT NULL REFERENCES question,
	since_run INTEGER NOT NULL,
	since TEXT NOT NULL,
	until_run INTEGER,
	until TEXT,
	severity TEXT NOT NULL,
	locus TEXT NOT NULL,
	cause TEXT NOT NULL,
	confidence TEXT NOT NULL,
	summary TEXT NOT NULL,
	action TEXT NOT NULL,
	PRIMARY KEY (series, question, since_run)
) WITHOUT ROWID;

-- The verdict of a resolver itself.
CREATE TABLE resolver_verdict (
	series INTEGER NOT NULL REFERENCES series,
	resolver INTEGER NOT NULL REFERENCES resolver,
	since_run INTEGER NOT NULL,
	since TEXT NOT NULL,
	until_run INTEGER,
	until TEXT,
	severity TEXT NOT NULL,
	locus TEXT NOT NULL,
	cause TEXT NOT NULL,
	summary TEXT NOT NULL,
	action TEXT NOT NULL,
	PRIMARY KEY (series, resolver, since_run)
) WITHOUT ROWID;

-- How fast a resolver answered in a run. `histogram` is [[least value, count], ...] in microseconds, as in the records.
CREATE TABLE latency (
	run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
	resolver INTEGER NOT NULL REFERENCES resolver,
	count INTEGER NOT NULL,
	p50_us INTEGER NOT NULL,
	p90_us INTEGER NOT NULL,
	p99_us INTEGER NOT NULL,
	histogram TEXT NOT NULL,
	PRIMARY KEY (run, resolver)
) WITHOUT ROWID;

CREATE INDEX cell_open ON cell (series, question, resolver) WHERE until_run IS NULL;
CREATE INDEX verdict_open ON verdict (series, question) WHERE until_run IS NULL;
CREATE INDEX cell_closed ON cell (until_run) WHERE until_run IS NOT NULL;
CREATE INDEX verdict_closed ON verdict (until_run) WHERE until_run IS NOT NULL;

-- What fails now, since when, and whom to call.
CREATE VIEW failing AS
SELECT question.name, question.qtype, question."group", question.owner, verdict.severity, verdict.locus, verdict.cause,
       verdict.since, verdict.summary, verdict.action, series.vantage, series.inventory
FROM verdict JOIN question ON question.id = verdict.question JOIN series ON series.id = verdict.series
WHERE verdict.until_run IS NULL AND verdict.severity IN ('failure', 'degraded');

-- When a question was seen first, and when it was well last (NULL: it never was; 'now': it is).
CREATE VIEW seen AS
SELECT question.name, question.qtype, series.vantage, series.inventory, min(verdict.since) AS first_seen,
       CASE WHEN sum(verdict.until_run IS NULL AND verdict.severity IN ('ok', 'info')) > 0 THEN 'now'
            ELSE max(CASE WHEN verdict.severity IN ('ok', 'info') THEN verdict.until END) END AS last_good,
       count(*) - 1 AS changes
FROM verdict JOIN question ON question.id = verdict.question JOIN series ON series.id = verdict.series
GROUP BY verdict.series, verdict.question;
