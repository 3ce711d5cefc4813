import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  deleteWebhook,
  rotateWebhook,
  updateWebhook,
  type Webhook,
  webhooksKey,
} from '../../api/queries/webhooks';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Once } from '../../components/Once';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { Resume } from './Resume';
import { changesOf, type WebhookValues } from './values';
import { WebhookForm } from './WebhookForm';

export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const navigate = useNavigate();
  const { id, active } = webhook;
  const [isEditing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string>();
  const update = useAction(
    (values: WebhookValues) => updateWebhook(id, changesOf(values)),
    [webhooksKey],
    () => setEditing(false),
  );
  const rotate = async () => setSecret((await rotateWebhook(id)).secret);
  return (
    <div className="flex flex-wrap gap-3">
      <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
      {active ? (
        <ActionButton
          action={t('webhooks.pause')}
          run={() => updateWebhook(id, { active: false })}
          keys={[webhooksKey]}
        />
      ) : (
        <Resume id={id} />
      )}
      <Ask
        action={t('webhooks.rotate')}
        title={t('webhooks.rotateAsk')}
        text={t('webhooks.rotateText')}
        run={rotate}
        keys={[webhooksKey]}
      />
      <Ask
        action={t('common.delete')}
        title={t('webhooks.deleteAsk')}
        text={t('webhooks.deleteText')}
        run={() => deleteWebhook(id)}
        keys={[[...webhooksKey, 'list']]}
        onDone={() => void navigate({ to: '/webhooks' })}
      />
      {isEditing && (
        <WebhookForm
          title={t('webhooks.edit')}
          action={t('common.save')}
          present={webhook}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={values => update.mutate(values)}
          onClose={() => setEditing(false)}
        />
      )}
      {secret && (
        <Once title={t('webhooks.secret')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </div>
  );
}
