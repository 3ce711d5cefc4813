import * as z from 'zod/mini';
import { installMcp, mcpKey } from '../../api/queries/mcp';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { text } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { present } from '../../lib/present';

const INSTALLATION = z.object({
  client: z.enum(['claude-code', 'cursor', 'custom']),
  method: z.enum(['http', 'stdio']),
  configPath: text(),
});

/** Writes the entry into a client's configuration on the machine of the server. */
export function McpInstall({ isRunning }: { isRunning: boolean }) {
  const t = useText();
  const install = useAction(installMcp, [mcpKey]);
  const form = useSchemaForm(INSTALLATION, {
    defaultValues: { client: 'claude-code', method: 'http', configPath: '' },
    error: install.error,
    onSubmit: ({ configPath, ...values }) =>
      install.mutate({ ...values, ...present({ configPath }) }),
  });
  return (
    <Card title={t('mcp.install')}>
      <p className="text-quiet">{t('mcp.installText')}</p>
      <Refused error={form.error} />
      {install.isSuccess && (
        <Notice tone="good" isAlert>
          <p className="break-words">{t('mcp.installed', { path: install.data.configPath })}</p>
          <p>{install.data.instructions}</p>
        </Notice>
      )}
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        <Choice
          {...form.choice('client')}
          label={t('mcp.client')}
          options={[
            { value: 'claude-code', text: 'Claude Code' },
            { value: 'cursor', text: 'Cursor' },
            { value: 'custom', text: t('mcp.custom') },
          ]}
        />
        <Choice
          {...form.choice('method')}
          label={t('mcp.method')}
          options={[
            { value: 'http', text: 'HTTP' },
            { value: 'stdio', text: t('mcp.stdio') },
          ]}
        />
        <Field {...form.field('configPath')} label={t('mcp.path')} hint={t('mcp.pathHint')} />
        <Button
          type="submit"
          className="self-start"
          isBusy={install.isPending}
          disabled={!isRunning || install.isPending}
        >
          {t('mcp.installNow')}
        </Button>
      </form>
    </Card>
  );
}
