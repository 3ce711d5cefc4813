-- What people answered last to a poll or an event.
CREATE TABLE message_answers (
    message_id UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    platform_user_id TEXT COLLATE "C" NOT NULL,
    choices TEXT COLLATE "C" NOT NULL,
    extra_guests BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, platform_user_id)
);

-- Messages that are pinned in their chat.
CREATE TABLE message_pins (
    message_id UUID NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    pinned_by TEXT COLLATE "C" NOT NULL,
    pinned_at BIGINT NOT NULL,
    expires_at BIGINT
);
