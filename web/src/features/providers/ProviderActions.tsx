import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import {
  checkProvider,
  deleteProvider,
  type Provider,
  providersKey,
  updateProvider,
} from '../../api/queries/providers';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { ProviderForm } from './ProviderForm';

export function ProviderActions({ provider }: { provider: Provider }) {
  const t = useText();
  const navigate = useNavigate();
  const { id, name } = provider;
  const [isEditing, setEditing] = useState(false);
  const update = useAction(
    (values: Schemas['CreateProviderRequest']) => updateProvider(id, values),
    [providersKey],
    () => setEditing(false),
  );
  return (
    <div className="flex flex-wrap gap-3">
      <ActionButton
        action={t('providers.check')}
        run={() => checkProvider(id)}
        keys={[providersKey]}
      />
      <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
      <Ask
        action={t('common.delete')}
        title={t('providers.deleteAsk', { name })}
        text={t('providers.deleteText')}
        run={() => deleteProvider(id)}
        keys={[[...providersKey, 'list']]}
        onDone={() => void navigate({ to: '/providers' })}
      />
      {isEditing && (
        <ProviderForm
          title={t('providers.edit', { name })}
          action={t('common.save')}
          present={provider}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={values => update.mutate(values)}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );
}
