-- Which silos form a cluster. The table of queries, its name and the names of queries, parameters and columns are what the ADO.NET provider of Orleans asks for;
-- everything else is EventFlow's. Every change of membership raises the cluster's version by one, and only one of two changes made from the same version succeeds.

CREATE TABLE IF NOT EXISTS orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

CREATE TABLE IF NOT EXISTS eventflow_cluster_version (
    cluster_id text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS eventflow_cluster_silo (
    cluster_id text NOT NULL REFERENCES eventflow_cluster_version ON DELETE CASCADE,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name text NOT NULL,
    host_name text NOT NULL,
    status integer NOT NULL,
    proxy_port integer NOT NULL,
    suspect_times text,
    start_time timestamptz NOT NULL,
    i_am_alive_time timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $query$
    WITH added AS (
        INSERT INTO eventflow_cluster_version (cluster_id) VALUES (@DeploymentId)
        ON CONFLICT (cluster_id) DO NOTHING
        RETURNING cluster_id)
    SELECT count(*) = 1 FROM added
$query$),
('InsertMembershipKey', $query$
    WITH raised AS (
        UPDATE eventflow_cluster_version SET version = version + 1, changed_at = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM eventflow_cluster_silo
            WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster_id),
    added AS (
        INSERT INTO eventflow_cluster_silo (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
        SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
        RETURNING cluster_id)
    SELECT count(*) = 1 FROM added
$query$),
('UpdateMembershipKey', $query$
    WITH raised AS (
        UPDATE eventflow_cluster_version SET version = version + 1, changed_at = now()
        WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM eventflow_cluster_silo
            WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster_id),
    changed AS (
        UPDATE eventflow_cluster_silo AS silo SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
        FROM raised
        WHERE silo.cluster_id = raised.cluster_id AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation
        RETURNING silo.cluster_id)
    SELECT count(*) = 1 FROM changed
$query$),
('UpdateIAmAlivetimeKey', $query$
    UPDATE eventflow_cluster_silo SET i_am_alive_time = @IAmAliveTime
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
('MembershipReadRowKey', $query$
    SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
        s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime
    FROM eventflow_cluster_version AS c
    LEFT JOIN eventflow_cluster_silo AS s ON s.cluster_id = c.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE c.cluster_id = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
    SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
        s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime
    FROM eventflow_cluster_version AS c
    LEFT JOIN eventflow_cluster_silo AS s ON s.cluster_id = c.cluster_id
    WHERE c.cluster_id = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
    FROM eventflow_cluster_silo
    WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),
('CleanupDefunctSiloEntriesKey', $query$
    -- 6 is Dead; a silo in any other state may still come back to itself.
    DELETE FROM eventflow_cluster_silo WHERE cluster_id = @DeploymentId AND status = 6 AND i_am_alive_time < @IAmAliveTime
$query$),
('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM eventflow_cluster_version WHERE cluster_id = @DeploymentId
$query$)
ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext;
