-- What people answered last to a poll or an event.
CREATE TABLE message_answers (
    message_id BLOB NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    platform_user_id TEXT NOT NULL,
    choices TEXT NOT NULL,
    extra_guests INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, platform_user_id)
);

-- Messages that are pinned in their chat.
CREATE TABLE message_pins (
    message_id BLOB NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    pinned_by TEXT NOT NULL,
    pinned_at INTEGER NOT NULL,
    expires_at INTEGER
);
