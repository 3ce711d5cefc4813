-- Internal notes on chats. The author is a principal, with the name that it had then.
CREATE TABLE chat_notes (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    chat_id UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    author TEXT COLLATE "C" NOT NULL,
    author_name TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX "chat_notes.chat" ON chat_notes (chat_id, created_at, id);
CREATE INDEX "chat_notes.instance" ON chat_notes (instance_id);
