-- The last contact of the other side of a chat that is not among its messages: it called, or its messages
-- are removed because they were kept long enough. Such a chat is no new one.
ALTER TABLE chats ADD COLUMN contact_at INTEGER;

-- The job of a send that waits, by which it is made due when its chat has become part of another.
ALTER TABLE held_sends ADD COLUMN job_id BLOB;
CREATE INDEX "held_sends.chat" ON held_sends (chat_id) WHERE not_before IS NOT NULL;

-- The pins of a chat are found without its messages, and those that are over are removed.
ALTER TABLE message_pins ADD COLUMN chat_id BLOB;
UPDATE message_pins SET chat_id =
    (SELECT COALESCE(chats.merged_into, chats.id) FROM messages
     JOIN chats ON chats.id = messages.chat_id WHERE messages.id = message_pins.message_id);
CREATE INDEX "message_pins.chat" ON message_pins (chat_id, pinned_at, message_id);
CREATE INDEX "message_pins.over" ON message_pins (expires_at) WHERE expires_at IS NOT NULL;
