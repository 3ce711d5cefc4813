-- What is kept for a time is found by its age, and what is stored is counted without reading it.
CREATE INDEX "media.kept" ON media (created_at) WHERE blob_key IS NOT NULL;
CREATE INDEX "media.stored" ON media (tenant_id, instance_id, size) WHERE blob_key IS NOT NULL;
CREATE INDEX "turns.ended" ON turns (ended_at) WHERE ended_at IS NOT NULL;
