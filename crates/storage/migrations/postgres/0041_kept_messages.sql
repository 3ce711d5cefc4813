-- Since when a message of a chat whose messages disappear is kept for all participants.
ALTER TABLE messages ADD COLUMN kept_at BIGINT;
