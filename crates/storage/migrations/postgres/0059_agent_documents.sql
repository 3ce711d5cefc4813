-- Texts that an agent is given passages of when it answers. A document never changes.
CREATE TABLE agent_documents (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    agent_id UUID NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    characters BIGINT NOT NULL,
    passages BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    text TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX "agent_documents.name" ON agent_documents (agent_id, name);
CREATE INDEX "agent_documents.tenant" ON agent_documents (tenant_id);

-- A document in pieces. `seq` is of the counter `passages`, and names the piece in the index of words.
CREATE TABLE agent_passages (
    seq BIGINT NOT NULL PRIMARY KEY,
    document_id UUID NOT NULL REFERENCES agent_documents (id) ON DELETE CASCADE,
    agent_id UUID NOT NULL,
    position BIGINT NOT NULL,
    text TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX "agent_passages.position" ON agent_passages (document_id, position);
CREATE INDEX "agent_passages.agent" ON agent_passages (agent_id);

-- The words of each passage, made plain as those of events, and a word that stands for its agent.
CREATE TABLE passage_search (
    passage_seq BIGINT NOT NULL PRIMARY KEY REFERENCES agent_passages (seq) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX "passage_search.words" ON passage_search USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 256);
INSERT INTO sequences (name, value) VALUES ('passages', 0);

-- Which passages the agent of a turn was given last. No foreign key to the document: its text may be deleted.
CREATE TABLE turn_passages (
    turn_id UUID NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    document_id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (turn_id, place)
);

-- The documents of the agent at the time of a version. Earlier versions had none.
ALTER TABLE agent_versions ADD COLUMN documents TEXT COLLATE "C" NOT NULL DEFAULT '[]';
