import { useState } from 'react';
import * as z from 'zod/mini';
import { agentsKey, restoreAgent, type TaggedAgent } from '../../api/queries/agents';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { text } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  id: string;
  number: number;
  onRestored: (now: TaggedAgent) => void;
}

const RESTORED = z.object({ apiKey: text() });

/** Makes a version the present one, as a new version. Versions hold no secrets. */
export function RestoreVersion(props: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        aria-label={t('agents.restoreOf', { number: props.number })}
        onClick={() => setOpen(true)}
      >
        {t('agents.restore')}
      </Button>
      {isOpen && <RestoreForm {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function RestoreForm({ id, number, onRestored, onClose }: Props & { onClose: () => void }) {
  const t = useText();
  const restore = useAction(
    (apiKey: string) => restoreAgent(id, number, apiKey),
    [agentsKey],
    now => {
      onClose();
      onRestored(now);
    },
  );
  const form = useSchemaForm(RESTORED, {
    defaultValues: { apiKey: '' },
    error: restore.error,
    onSubmit: ({ apiKey }) => restore.mutate(apiKey),
  });
  return (
    <FormDialog
      title={t('agents.restoreAsk', { number })}
      action={t('agents.restore')}
      form={form}
      isBusy={restore.isPending}
      onClose={onClose}
    >
      <p>{t('agents.restoreText')}</p>
      <Field
        {...form.field('apiKey')}
        label={t('agents.key')}
        hint={t('agents.restoreKeyHint')}
        type="password"
        autoComplete="off"
      />
    </FormDialog>
  );
}
