-- What comes in is a hook; a webhook is what this server delivers to others.
ALTER TABLE webhook_secrets RENAME TO hook_secrets;
ALTER TABLE webhook_deliveries RENAME TO hook_deliveries;
DROP INDEX "webhook_deliveries.age";
CREATE INDEX "hook_deliveries.age" ON hook_deliveries (created_at);
