-- Which service a cluster's name belongs to, so that a second installation that reuses the name is told so before it touches anything.

CREATE TABLE IF NOT EXISTS eventflow_cluster_registration (
    cluster_id text PRIMARY KEY,
    service_id text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);
