-- What the account keeps about a chat on all of its devices.
CREATE TABLE chat_states (
    chat_id UUID NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    archived BOOLEAN NOT NULL,
    pinned BOOLEAN NOT NULL,
    muted BOOLEAN NOT NULL,
    muted_until BIGINT,
    marked_unread BOOLEAN NOT NULL,
    disappearing_seconds BIGINT NOT NULL,
    cleared_at BIGINT,
    removed_at BIGINT,
    updated_at BIGINT NOT NULL
);

-- Labels of an instance, by the network's ids, and the chats that have them.
CREATE TABLE labels (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    label_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    color BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, label_id)
);
CREATE TABLE chat_labels (
    chat_id UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    label_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (chat_id, label_id)
);

-- Whom the account has blocked, and its privacy settings, as the network reported them last.
CREATE TABLE blocked_contacts (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    address_alt TEXT COLLATE "C",
    blocked_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, address)
);
CREATE TABLE privacy_settings (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instance_id, name)
);

ALTER TABLE messages ADD COLUMN starred_at BIGINT;
CREATE INDEX "messages.starred" ON messages (chat_id, platform_timestamp)
    WHERE starred_at IS NOT NULL;
