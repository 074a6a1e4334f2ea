-- The keys that sessions are protected with, one ring for all silos: whoever signed in at one is known to the others.

CREATE TABLE IF NOT EXISTS eventflow_web_key (
    service_id text NOT NULL,
    name text NOT NULL,
    xml text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service_id, name)
);
