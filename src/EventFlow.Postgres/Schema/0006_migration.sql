-- What was moved in from the data directory of one process. Silos of a service do not start while a move into it is unfinished.

CREATE TABLE IF NOT EXISTS eventflow_migration (
    service_id text PRIMARY KEY,
    source text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
