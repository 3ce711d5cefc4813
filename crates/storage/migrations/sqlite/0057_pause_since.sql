-- Since when the agent is paused in a chat. `updated_at` is that of the last message or request about it,
-- which is the nearest that is known of the pauses before this migration.
ALTER TABLE chat_pauses ADD COLUMN paused_since INTEGER;
UPDATE chat_pauses SET paused_since = updated_at;
