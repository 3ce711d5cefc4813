-- How often other nodes have asked a node to drop what it keeps in memory, and up to which of these it
-- has. A node of the previous version does not say, and is not waited for.
ALTER TABLE nodes ADD COLUMN caches_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN caches_dropped BIGINT;
