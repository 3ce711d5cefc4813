-- Messages that are found by an index of words of their own: synced history, what was edited or whose file
-- was read, and those whose events are deleted. Others are found by their events (`event_search`).
-- `place` is the time of the message in milliseconds, times 2^21, plus bits by which those of one time differ,
-- so that the index has its matches in the order in which they are listed.
CREATE TABLE indexed_messages (
    place BIGINT NOT NULL PRIMARY KEY,
    message_id UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX "indexed_messages.message" ON indexed_messages (message_id);

-- The words of each, made plain as those of events.
CREATE TABLE message_search (
    place BIGINT NOT NULL PRIMARY KEY REFERENCES indexed_messages (place) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX "message_search.words" ON message_search USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 256);

-- Messages before this id are not looked at yet; `migrate` does, the newest first, and deletes the row.
CREATE TABLE unindexed_messages (
    before_id UUID NOT NULL PRIMARY KEY
);
INSERT INTO unindexed_messages (before_id) VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff');
