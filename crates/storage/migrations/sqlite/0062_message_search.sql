-- Messages that are found by an index of words of their own: synced history, what was edited or whose file
-- was read, and those whose events are deleted. Others are found by their events (`event_search`).
-- `place` is the time of the message in milliseconds, times 2^21, plus bits by which those of one time differ,
-- so that the index has its matches in the order in which they are listed.
CREATE TABLE indexed_messages (
    place INTEGER NOT NULL PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES messages (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX "indexed_messages.message" ON indexed_messages (message_id);

-- The words of each, made plain as those of events; the row id is its `place`.
CREATE VIRTUAL TABLE message_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
-- Merged in small steps beside what is written, as the index of events (0040).
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0);
INSERT INTO message_search (message_search, rank) VALUES ('deletemerge', 50);
CREATE TRIGGER "indexed_messages.unindex" AFTER DELETE ON indexed_messages BEGIN
    DELETE FROM message_search WHERE rowid = old.place;
END;

-- Messages before this id are not looked at yet; `migrate` does, the newest first, and deletes the row.
CREATE TABLE unindexed_messages (
    before_id BLOB NOT NULL PRIMARY KEY
);
INSERT INTO unindexed_messages (before_id) VALUES (X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF');
