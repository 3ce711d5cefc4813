import { useState } from 'react';
import { createWebhook, webhooksKey } from '../../api/queries/webhooks';
import { Button } from '../../components/Button';
import { Once } from '../../components/Once';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import type { WebhookValues } from './values';
import { WebhookForm } from './WebhookForm';

/** No header is removed from an endpoint that does not exist yet. */
function create({ headers, ...values }: WebhookValues) {
  const given = Object.entries(headers).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  return createWebhook({ ...values, headers: Object.fromEntries(given) });
}

/**
 * The button, the form, and the secret of the new endpoint, which is shown once. `instance` is ticked
 * at first.
 */
export function CreateWebhook({ instance }: { instance?: string }) {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  const [secret, setSecret] = useState<string>();
  const mutation = useAction(create, [webhooksKey], created => {
    setOpen(false);
    setSecret(created.secret);
  });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('webhooks.new')}
      </Button>
      {isOpen && (
        <WebhookForm
          title={t('webhooks.new')}
          action={t('common.create')}
          instances={instance ? [instance] : []}
          error={mutation.error}
          isBusy={mutation.isPending}
          onSubmit={values => mutation.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
      {secret && (
        <Once title={t('webhooks.secret')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </>
  );
}
