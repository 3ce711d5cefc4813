-- The users to whom chats are assigned.
CREATE TABLE chat_assignees (
    chat_id BLOB NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    assigned_at INTEGER NOT NULL
);
CREATE INDEX "chat_assignees.user" ON chat_assignees (user_id, chat_id);
