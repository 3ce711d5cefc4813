-- Who made a version, and their name at that time. Earlier versions have no author.
ALTER TABLE agent_versions ADD COLUMN changed_by TEXT;
ALTER TABLE agent_versions ADD COLUMN changed_by_name TEXT;
