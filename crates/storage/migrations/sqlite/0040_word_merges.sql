-- The index of words merges its parts in small steps of its own, beside what is written
-- (`src/events/search.rs`). On its own it merges as much as it finds worth it in the transaction that
-- happens to be the next: of a deletion, a tenth of all words again and again.
INSERT INTO event_search (event_search, rank) VALUES ('automerge', 0);
-- Parts are rewritten without what is deleted once that is half of them.
INSERT INTO event_search (event_search, rank) VALUES ('deletemerge', 50);
