-- Texts that an agent is given passages of when it answers. A document never changes.
CREATE TABLE agent_documents (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    agent_id BLOB NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX "agent_documents.name" ON agent_documents (agent_id, name);
CREATE INDEX "agent_documents.tenant" ON agent_documents (tenant_id);

-- A document in pieces. `seq` is of the counter `passages`, and names the piece in the index of words.
CREATE TABLE agent_passages (
    seq INTEGER NOT NULL PRIMARY KEY,
    document_id BLOB NOT NULL REFERENCES agent_documents (id) ON DELETE CASCADE,
    agent_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX "agent_passages.position" ON agent_passages (document_id, position);
CREATE INDEX "agent_passages.agent" ON agent_passages (agent_id);

-- The words of each passage, made plain as those of events, and a word that stands for its agent; the row
-- id is the passage's `seq`.
CREATE VIRTUAL TABLE passage_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
CREATE TRIGGER "agent_passages.unindex" AFTER DELETE ON agent_passages BEGIN
    DELETE FROM passage_search WHERE rowid = old.seq;
END;
INSERT INTO sequences (name, value) VALUES ('passages', 0);

-- Which passages the agent of a turn was given last. No foreign key to the document: its text may be deleted.
CREATE TABLE turn_passages (
    turn_id BLOB NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    document_id BLOB NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (turn_id, place)
);

-- The documents of the agent at the time of a version. Earlier versions had none.
ALTER TABLE agent_versions ADD COLUMN documents TEXT NOT NULL DEFAULT '[]';
