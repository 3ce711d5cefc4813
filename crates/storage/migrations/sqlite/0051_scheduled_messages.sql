-- Messages to be sent at a time. While one is `scheduled`, the job `job_id` sends it.
CREATE TABLE scheduled_messages (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    chat TEXT NOT NULL,
    text TEXT NOT NULL,
    options TEXT NOT NULL,
    send_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    message_id BLOB,
    error TEXT,
    job_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX "scheduled_messages.list" ON scheduled_messages (tenant_id, send_at, id);
CREATE INDEX "scheduled_messages.instance" ON scheduled_messages (instance_id, chat, send_at);
CREATE INDEX "scheduled_messages.due" ON scheduled_messages (send_at) WHERE status = 'scheduled';
CREATE INDEX "scheduled_messages.ended" ON scheduled_messages (updated_at) WHERE status <> 'scheduled';
