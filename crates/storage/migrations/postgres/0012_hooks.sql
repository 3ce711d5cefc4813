-- What comes in is a hook; a webhook is what this server delivers to others.
ALTER TABLE webhook_secrets RENAME TO hook_secrets;
ALTER TABLE webhook_deliveries RENAME TO hook_deliveries;
ALTER INDEX webhook_secrets_pkey RENAME TO hook_secrets_pkey;
ALTER INDEX webhook_deliveries_pkey RENAME TO hook_deliveries_pkey;
ALTER INDEX "webhook_deliveries.age" RENAME TO "hook_deliveries.age";
