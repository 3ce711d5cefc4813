-- Internal notes on chats. The author is a principal, with the name that it had then.
CREATE TABLE chat_notes (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    author_name TEXT,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX "chat_notes.chat" ON chat_notes (chat_id, created_at, id);
CREATE INDEX "chat_notes.instance" ON chat_notes (instance_id);
