import { useState } from 'react';
import { type Key, keysKey, regenerateKey, revokeKey, updateKey } from '../../api/queries/keys';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Once } from '../../components/Once';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { KeyForm, type KeyValues } from './KeyForm';
import { isOfEntryPoints } from './kind';

/** What can be done with a key. The server's first key is only revoked on its command line. */
export function KeyActions({ apiKey }: { apiKey: Key }) {
  const t = useText();
  const { id, name } = apiKey;
  const [isEditing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string>();
  const update = useAction(
    ({ name, ...rights }: KeyValues) =>
      updateKey(id, isOfEntryPoints(apiKey) ? { name } : { name, ...rights }),
    [keysKey],
    () => setEditing(false),
  );
  const regenerate = async () => setSecret((await regenerateKey(id)).key);
  return (
    <div className="flex flex-wrap gap-3">
      <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
      <Ask
        action={t('keys.regenerate')}
        title={t('keys.regenerateAsk', { name })}
        text={t('keys.regenerateText')}
        run={regenerate}
        keys={[keysKey]}
      />
      <Ask
        action={t('keys.revoke')}
        title={t('keys.revokeAsk', { name })}
        text={t('keys.revokeText')}
        run={() => revokeKey(id)}
        keys={[keysKey]}
      />
      {isEditing && (
        <KeyForm
          title={t('keys.edit', { name })}
          action={t('common.save')}
          present={apiKey}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={values => update.mutate(values)}
          onClose={() => setEditing(false)}
        />
      )}
      {secret && (
        <Once title={t('keys.created')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </div>
  );
}
