-- The messages of an account across its chats, newest first.
CREATE INDEX "messages.by_instance" ON messages (instance_id, platform_timestamp, id);
-- Files that were uploaded and are not sent yet: few of all.
CREATE INDEX "media.unsent" ON media (instance_id, id) WHERE message_id IS NULL;
