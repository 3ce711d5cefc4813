-- A dead letter that a person has dealt with: kept, and no longer counted as one that waits.
ALTER TABLE jobs ADD COLUMN resolved_at BIGINT;
ALTER TABLE jobs ADD COLUMN resolved_by TEXT COLLATE "C";
ALTER TABLE jobs ADD COLUMN resolution_note TEXT COLLATE "C";
