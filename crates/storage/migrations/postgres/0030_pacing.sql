-- What limits how fast an account may write: since when it is linked, when its next message may be
-- sent, and what its network forbids it for some time.
CREATE TABLE account_limits (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    owner_id TEXT COLLATE "C" NOT NULL,
    linked_at BIGINT NOT NULL,
    next_send_at BIGINT NOT NULL,
    restricted_since BIGINT,
    restricted_until BIGINT,
    restriction_message TEXT COLLATE "C",
    banned_since BIGINT,
    banned_until BIGINT,
    ban_code TEXT COLLATE "C",
    ban_message TEXT COLLATE "C"
);
-- Accounts that were linked before are as old as their instances.
INSERT INTO account_limits (instance_id, owner_id, linked_at, next_send_at)
    SELECT id, owner_id, created_at, 0 FROM instances WHERE owner_id IS NOT NULL;

-- How many conversations an instance begins on a day, days since 1970.
CREATE TABLE new_chat_days (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    chats BIGINT NOT NULL,
    PRIMARY KEY (instance_id, day)
);

-- What was decided about sends that a limit concerns.
CREATE TABLE held_sends (
    message_id UUID NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    instance_id UUID NOT NULL,
    chat_id UUID NOT NULL,
    reason TEXT COLLATE "C",
    not_before BIGINT,
    day BIGINT,
    slot BIGINT
);
CREATE INDEX "held_sends.waiting" ON held_sends (instance_id, not_before)
    WHERE not_before IS NOT NULL;

-- Answers of networks to whether a number is registered.
CREATE TABLE number_checks (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    asked TEXT COLLATE "C" NOT NULL,
    found TEXT COLLATE "C",
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, asked)
);
CREATE INDEX "number_checks.age" ON number_checks (instance_id, expires_at);

-- How many such questions an instance asked in an hour, hours since 1970.
CREATE TABLE number_check_hours (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    checks BIGINT NOT NULL
);
