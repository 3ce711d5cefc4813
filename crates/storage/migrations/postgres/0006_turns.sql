-- What people wrote, gathered, and what the agent answered to it. A chat has at most one turn that
-- gathers and at most one that is under way: the indexes say so.
CREATE TABLE turns (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    chat_id UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    person_id UUID,
    state TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C",
    due_at BIGINT NOT NULL,
    latest_due_at BIGINT NOT NULL,
    media_due_at BIGINT,
    job_id UUID NOT NULL,
    attempts INTEGER NOT NULL,
    session_id TEXT COLLATE "C",
    reply TEXT COLLATE "C",
    queued_parts INTEGER NOT NULL,
    error_stage TEXT COLLATE "C",
    error_code TEXT COLLATE "C",
    error_message TEXT COLLATE "C",
    superseded_by UUID,
    agent_latency_ms BIGINT,
    created_at BIGINT NOT NULL,
    collected_at BIGINT,
    asked_at BIGINT,
    answered_at BIGINT,
    ended_at BIGINT,
    updated_at BIGINT NOT NULL
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
    message_id UUID NOT NULL PRIMARY KEY,
    turn_id UUID NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    part INTEGER
);
CREATE INDEX "turn_messages.turn" ON turn_messages (turn_id);

-- Chats that a person has for now. Without an end, until somebody gives it back.
CREATE TABLE chat_pauses (
    chat_id UUID NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    paused_until BIGINT,
    paused_by TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL
);
