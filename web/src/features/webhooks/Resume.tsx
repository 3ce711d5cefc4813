import { useState } from 'react';
import * as z from 'zod/mini';
import { enableWebhook, webhooksKey } from '../../api/queries/webhooks';
import { Button } from '../../components/Button';
import { Check } from '../../components/Check';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const RESUME = z.object({ sendMissed: z.boolean() });

/** Enables an endpoint again, with or without what it missed. */
export function Resume({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('webhooks.resume')}</Button>
      {isOpen && <ResumeForm id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

function ResumeForm({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const mutation = useAction(
    (sendMissed: boolean) => enableWebhook(id, sendMissed),
    [webhooksKey],
    onClose,
  );
  const form = useSchemaForm(RESUME, {
    defaultValues: { sendMissed: false },
    error: mutation.error,
    onSubmit: ({ sendMissed }) => mutation.mutate(sendMissed),
  });
  return (
    <FormDialog
      title={t('webhooks.resume')}
      action={t('webhooks.resume')}
      form={form}
      isBusy={mutation.isPending}
      onClose={onClose}
    >
      <Check
        {...form.field('sendMissed')}
        label={t('webhooks.missed')}
        hint={t('webhooks.missedHint')}
      />
    </FormDialog>
  );
}
