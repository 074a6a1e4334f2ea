-- What grains know, a row for each named state, under the same key and as the same JSON text as in a data directory of one process. The text is kept as it is written:
-- jsonb would reorder it. Versions come from one sequence, so that a state that was cleared and written again never has a version it had before.

CREATE SEQUENCE IF NOT EXISTS eventflow_grain_state_version AS bigint CACHE 100;

CREATE TABLE IF NOT EXISTS eventflow_grain_state (
    service_id text NOT NULL,
    storage text NOT NULL,
    grain_type text NOT NULL,
    -- SHA-256 of the key in UTF-8: the key of a series may be longer than an entry of an index.
    key_hash bytea NOT NULL,
    grain_key text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL DEFAULT nextval('eventflow_grain_state_version'),
    changed_at timestamptz NOT NULL DEFAULT now(),
    json text NOT NULL,
    PRIMARY KEY (service_id, grain_type, key_hash, name, storage)
) WITH (fillfactor = 70);
