import { useState } from 'react';
import { agentsKey, restoreAgent, type TaggedAgent } from '../../api/queries/agents';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

interface Props {
  id: string;
  number: number;
  onRestored: (now: TaggedAgent) => void;
}

/** Makes a version the present one, as a new version. Versions hold no secrets. */
export function RestoreVersion({ id, number, onRestored }: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const restore = useDeed(
    (apiKey: string) => restoreAgent(id, number, apiKey),
    [agentsKey],
    now => {
      setOpen(false);
      onRestored(now);
    },
  );
  return (
    <>
      <Button aria-label={t('agents.restoreOf', { number })} onClick={() => setOpen(true)}>
        {t('agents.restore')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('agents.restoreAsk', { number })}
          action={t('agents.restore')}
          error={restore.error}
          isBusy={restore.isPending}
          onSubmit={fields => restore.mutate(String(fields.get('key') ?? '').trim())}
          onClose={() => setOpen(false)}
        >
          <p>{t('agents.restoreText')}</p>
          <Field
            label={t('agents.key')}
            hint={t('agents.restoreKeyHint')}
            name="key"
            type="password"
            autoComplete="off"
          />
        </FormDialog>
      )}
    </>
  );
}
