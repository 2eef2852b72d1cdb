-- What `bench` measured and `compare` found, run by run. `record` is the whole of it, as the records have it (JSON:
-- record ->> 'rtt_p50_us'); histograms are [[least value, count], ...] there. A run of `bench` has no states.

-- Of a resolver: `statement` is total, type (of it, one query type), cache (of it, hits or misses), step or knee. Latencies count
-- from when a question was due, over all that were asked; NULL: beyond the timeout.
CREATE TABLE IF NOT EXISTS measurement (
	run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
	place INTEGER NOT NULL, -- in the order of the run
	resolver INTEGER NOT NULL REFERENCES resolver,
	statement TEXT NOT NULL,
	qtype TEXT,
	cache TEXT NOT NULL,
	load TEXT NOT NULL,
	asked_qps REAL,
	sent_qps REAL NOT NULL,
	held INTEGER NOT NULL,
	answered INTEGER NOT NULL,
	unanswered INTEGER NOT NULL,
	p50_us REAL,
	p90_us REAL,
	p99_us REAL,
	knee_qps REAL, -- of a knee; NULL: not found
	summary TEXT NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (run, place)
) WITHOUT ROWID;

-- Of two groups of resolvers: latency (of cold or warm names), answers or summary; of one: failures; of a resolver: features.
-- Differences are the second's minus the first's.
CREATE TABLE IF NOT EXISTS comparison (
	run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
	place INTEGER NOT NULL,
	statement TEXT NOT NULL,
	first TEXT NOT NULL,
	second TEXT,
	ask TEXT,
	pairs INTEGER,
	difference_us REAL,
	low_us REAL,
	high_us REAL,
	verdict TEXT, -- none, first_faster, second_faster or not_enough_data
	summary TEXT NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (run, place)
) WITHOUT ROWID;
