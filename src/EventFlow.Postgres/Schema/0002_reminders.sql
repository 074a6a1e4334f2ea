-- Reminders, kept under the service's name; names of queries, parameters and columns as the ADO.NET provider of Orleans asks for them.
-- A silo reads those whose hash lies in its part of a ring that begins again behind its end: from behind BeginHash to EndHash.

CREATE TABLE IF NOT EXISTS eventflow_grain_reminder (
    service_id text NOT NULL,
    grain_id text NOT NULL,
    reminder_name text NOT NULL,
    grain_hash integer NOT NULL,
    start_time timestamptz NOT NULL,
    period bigint NOT NULL,
    version integer NOT NULL DEFAULT 0
);

-- By digest: the key of a group of alerts may be longer than an entry of an index.
CREATE UNIQUE INDEX IF NOT EXISTS eventflow_grain_reminder_key ON eventflow_grain_reminder (service_id, md5(grain_id), reminder_name);

CREATE INDEX IF NOT EXISTS eventflow_grain_reminder_hash ON eventflow_grain_reminder (service_id, grain_hash);

INSERT INTO orleansquery (querykey, querytext) VALUES
('ReadReminderRowsKey', $query$
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
    FROM eventflow_grain_reminder
    WHERE service_id = @ServiceId AND md5(grain_id) = md5(@GrainId) AND grain_id = @GrainId
$query$),
('ReadReminderRowKey', $query$
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
    FROM eventflow_grain_reminder
    WHERE service_id = @ServiceId AND md5(grain_id) = md5(@GrainId) AND grain_id = @GrainId AND reminder_name = @ReminderName
$query$),
('ReadRangeRows1Key', $query$
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
    FROM eventflow_grain_reminder
    WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$query$),
('ReadRangeRows2Key', $query$
    SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
    FROM eventflow_grain_reminder
    WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$query$),
('UpsertReminderRowKey', $query$
    INSERT INTO eventflow_grain_reminder AS kept (service_id, grain_id, reminder_name, grain_hash, start_time, period)
    VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period)
    ON CONFLICT (service_id, md5(grain_id), reminder_name) DO UPDATE
    SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = kept.version + 1
    RETURNING version AS Version
$query$),
('DeleteReminderRowKey', $query$
    WITH deleted AS (
        DELETE FROM eventflow_grain_reminder
        WHERE service_id = @ServiceId AND md5(grain_id) = md5(@GrainId) AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
        RETURNING service_id)
    SELECT count(*) = 1 FROM deleted
$query$),
('DeleteReminderRowsKey', $query$
    DELETE FROM eventflow_grain_reminder WHERE service_id = @ServiceId
$query$)
ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext;
