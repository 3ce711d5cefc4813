-- Executions are listed and removed by their time, and removed with their messages; what is left of a
-- tenant is found by the tenant.
CREATE INDEX "executions.tenant" ON executions (tenant_id, created_at, id);
CREATE INDEX "executions.message" ON executions (message_id);
CREATE INDEX "conversations.tenant" ON conversations (tenant_id);
