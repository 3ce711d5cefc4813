import { useState } from 'react';
import { enableWebhook, webhooksKey } from '../../api/queries/webhooks';
import { Button } from '../../components/Button';
import { Check } from '../../components/Check';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

/** Enables an endpoint again, with or without what it missed. */
export function Resume({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const deed = useDeed(
    (sendMissed: boolean) => enableWebhook(id, sendMissed),
    [webhooksKey],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('webhooks.resume')}</Button>
      {isOpen && (
        <FormDialog
          title={t('webhooks.resume')}
          action={t('webhooks.resume')}
          error={deed.error}
          isBusy={deed.isPending}
          onSubmit={fields => deed.mutate(fields.has('missed'))}
          onClose={() => setOpen(false)}
        >
          <Check label={t('webhooks.missed')} hint={t('webhooks.missedHint')} name="missed" />
        </FormDialog>
      )}
    </>
  );
}
