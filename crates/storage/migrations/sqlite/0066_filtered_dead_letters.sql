-- Dead letters are listed by kind and by instance, newest first.
CREATE INDEX "jobs.dead_kind" ON jobs (tenant_id, kind, created_at, id) WHERE state = 'dead';
CREATE INDEX "jobs.dead_instance" ON jobs (tenant_id, instance_id, created_at, id) WHERE state = 'dead';
