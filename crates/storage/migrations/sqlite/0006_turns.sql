-- What people wrote, gathered, and what the agent answered to it. A chat has at most one turn that
-- gathers and at most one that is under way: the indexes say so.
CREATE TABLE turns (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    person_id BLOB,
    state TEXT NOT NULL,
    outcome TEXT,
    due_at INTEGER NOT NULL,
    latest_due_at INTEGER NOT NULL,
    media_due_at INTEGER,
    job_id BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    session_id TEXT,
    reply TEXT,
    queued_parts INTEGER NOT NULL,
    error_stage TEXT,
    error_code TEXT,
    error_message TEXT,
    superseded_by BLOB,
    agent_latency_ms INTEGER,
    created_at INTEGER NOT NULL,
    collected_at INTEGER,
    asked_at INTEGER,
    answered_at INTEGER,
    ended_at INTEGER,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "turns.collecting" ON turns (chat_id) WHERE state = 'collecting';
CREATE UNIQUE INDEX "turns.active" ON turns (chat_id)
    WHERE state IN ('waiting_media', 'running', 'replying');
CREATE INDEX "turns.list" ON turns (tenant_id, created_at, id);
CREATE INDEX "turns.chat" ON turns (chat_id, created_at, id);
CREATE INDEX "turns.instance" ON turns (instance_id, created_at, id);
CREATE INDEX "turns.asked" ON turns (instance_id, person_id, asked_at) WHERE asked_at IS NOT NULL;

-- Which messages a turn is about (`part` is null), and which are its answer. A message is in one
-- turn at most.
CREATE TABLE turn_messages (
    message_id BLOB NOT NULL PRIMARY KEY,
    turn_id BLOB NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    part INTEGER
);
CREATE INDEX "turn_messages.turn" ON turn_messages (turn_id);

-- Chats that a person has for now. Without an end, until somebody gives it back.
CREATE TABLE chat_pauses (
    chat_id BLOB NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    paused_until INTEGER,
    paused_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);
