import { useState } from 'react';
import * as z from 'zod/mini';
import { type McpStatus, mcpKey, startMcp, stopMcp } from '../../api/queries/mcp';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Copyable } from '../../components/Copyable';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Mark } from '../../components/Mark';
import { Card, Facts } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { optionalNumber, text } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { present } from '../../lib/present';
import { root } from '../../lib/root';

/** Its state, its addresses, and the buttons that start and stop it. */
export function McpServer({ status }: { status: McpStatus }) {
  const t = useText();
  const { running, httpUrl } = status;
  return (
    <Card title={t('mcp.server')}>
      <Mark tone={running ? 'good' : 'quiet'} text={t(running ? 'mcp.running' : 'mcp.stopped')} />
      {httpUrl && <Facts rows={[[t('mcp.local'), httpUrl]]} />}
      {running && (
        <>
          <p>{t('mcp.address')}</p>
          <Copyable label={t('mcp.address')} value={new URL('mcp', root).href} />
        </>
      )}
      <div className="flex flex-wrap gap-3">
        <StartMcp />
        {running && (
          <Ask
            action={t('mcp.stop')}
            title={t('mcp.stopAsk')}
            text={t('mcp.stopText')}
            run={stopMcp}
            keys={[mcpKey]}
          />
        )}
      </div>
    </Card>
  );
}

/** Starts it on a listener of its own; while it runs, on another. */
function StartMcp() {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('mcp.start')}</Button>
      {isOpen && <StartForm onClose={() => setOpen(false)} />}
    </>
  );
}

const LISTENER = z.object({ port: optionalNumber({ min: 0, max: 65_535 }), host: text() });

function StartForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const start = useAction(startMcp, [mcpKey], onClose);
  const form = useSchemaForm(LISTENER, {
    defaultValues: { port: '', host: '' },
    error: start.error,
    onSubmit: listener => start.mutate(present(listener)),
  });
  return (
    <FormDialog
      title={t('mcp.startTitle')}
      action={t('mcp.startNow')}
      form={form}
      isBusy={start.isPending}
      onClose={onClose}
    >
      <p>{t('mcp.startText')}</p>
      <Field
        {...form.field('port')}
        label={t('mcp.port')}
        hint={t('mcp.portHint')}
        type="number"
        min={0}
        max={65_535}
      />
      <Field {...form.field('host')} label={t('mcp.host')} hint={t('mcp.hostHint')} />
    </FormDialog>
  );
}
