import type { FormEvent } from 'react';
import { type InstallMcp, installMcp, mcpKey } from '../../api/queries/mcp';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { present } from '../../lib/present';

/** Writes the entry into a client's configuration on the machine of the server. */
export function McpInstall({ isRunning }: { isRunning: boolean }) {
  const t = useText();
  const install = useDeed(installMcp, [mcpKey]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    install.mutate({
      client: text('client') as InstallMcp['client'],
      method: text('method') as InstallMcp['method'],
      ...present({ configPath: text('path') }),
    });
  };
  return (
    <Card title={t('mcp.install')}>
      <p className="text-quiet">{t('mcp.installText')}</p>
      <Refused error={install.error} />
      {install.isSuccess && (
        <Notice tone="good" isAlert>
          <p className="break-words">{t('mcp.installed', { path: install.data.configPath })}</p>
          <p>{install.data.instructions}</p>
        </Notice>
      )}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Choice
          label={t('mcp.client')}
          name="client"
          options={[
            { value: 'claude-code', text: 'Claude Code' },
            { value: 'cursor', text: 'Cursor' },
            { value: 'custom', text: t('mcp.custom') },
          ]}
        />
        <Choice
          label={t('mcp.method')}
          name="method"
          options={[
            { value: 'http', text: 'HTTP' },
            { value: 'stdio', text: t('mcp.stdio') },
          ]}
        />
        <Field label={t('mcp.path')} hint={t('mcp.pathHint')} name="path" />
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
