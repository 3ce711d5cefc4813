-- What the account keeps about a chat on all of its devices.
CREATE TABLE chat_states (
    chat_id BLOB NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    archived BOOLEAN NOT NULL,
    pinned BOOLEAN NOT NULL,
    muted BOOLEAN NOT NULL,
    muted_until INTEGER,
    marked_unread BOOLEAN NOT NULL,
    disappearing_seconds INTEGER NOT NULL,
    cleared_at INTEGER,
    removed_at INTEGER,
    updated_at INTEGER NOT NULL
);

-- Labels of an instance, by the network's ids, and the chats that have them.
CREATE TABLE labels (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    label_id TEXT NOT NULL,
    name TEXT NOT NULL,
    color INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (instance_id, label_id)
);
CREATE TABLE chat_labels (
    chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    label_id TEXT NOT NULL,
    PRIMARY KEY (chat_id, label_id)
);

-- Whom the account has blocked, and its privacy settings, as the network reported them last.
CREATE TABLE blocked_contacts (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    address_alt TEXT,
    blocked_at INTEGER NOT NULL,
    PRIMARY KEY (instance_id, address)
);
CREATE TABLE privacy_settings (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (instance_id, name)
);

ALTER TABLE messages ADD COLUMN starred_at INTEGER;
CREATE INDEX "messages.starred" ON messages (chat_id, platform_timestamp)
    WHERE starred_at IS NOT NULL;
