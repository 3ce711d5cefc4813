-- What limits how fast an account may write: since when it is linked, when its next message may be
-- sent, and what its network forbids it for some time.
CREATE TABLE account_limits (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    owner_id TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    next_send_at INTEGER NOT NULL,
    restricted_since INTEGER,
    restricted_until INTEGER,
    restriction_message TEXT,
    banned_since INTEGER,
    banned_until INTEGER,
    ban_code TEXT,
    ban_message TEXT
);
-- Accounts that were linked before are as old as their instances.
INSERT INTO account_limits (instance_id, owner_id, linked_at, next_send_at)
    SELECT id, owner_id, created_at, 0 FROM instances WHERE owner_id IS NOT NULL;

-- How many conversations an instance begins on a day, days since 1970.
CREATE TABLE new_chat_days (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    chats INTEGER NOT NULL,
    PRIMARY KEY (instance_id, day)
);

-- What was decided about sends that a limit concerns.
CREATE TABLE held_sends (
    message_id BLOB NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    instance_id BLOB NOT NULL,
    chat_id BLOB NOT NULL,
    reason TEXT,
    not_before INTEGER,
    day INTEGER,
    slot INTEGER
);
CREATE INDEX "held_sends.waiting" ON held_sends (instance_id, not_before)
    WHERE not_before IS NOT NULL;

-- Answers of networks to whether a number is registered.
CREATE TABLE number_checks (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    asked TEXT NOT NULL,
    found TEXT,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (instance_id, asked)
);
CREATE INDEX "number_checks.age" ON number_checks (instance_id, expires_at);

-- How many such questions an instance asked in an hour, hours since 1970.
CREATE TABLE number_check_hours (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    hour INTEGER NOT NULL,
    checks INTEGER NOT NULL
);
