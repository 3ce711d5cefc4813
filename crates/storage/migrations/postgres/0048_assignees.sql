-- The users to whom chats are assigned.
CREATE TABLE chat_assignees (
    chat_id UUID NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    assigned_at BIGINT NOT NULL
);
CREATE INDEX "chat_assignees.user" ON chat_assignees (user_id, chat_id);
