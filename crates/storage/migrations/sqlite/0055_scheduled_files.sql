-- What is sent: `content` if it is a file, otherwise `text`. `media_id` is the row of the file, which has no
-- message until then, and whose bytes are kept while the message is `scheduled`.
ALTER TABLE scheduled_messages ADD COLUMN content TEXT;
ALTER TABLE scheduled_messages ADD COLUMN media_id BLOB;
CREATE INDEX "scheduled_messages.media" ON scheduled_messages (media_id) WHERE media_id IS NOT NULL;
