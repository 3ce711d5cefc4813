import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entryPointKeyQuery, rotateEntryPointKey } from '../../api/queries/entryPoints';
import { Ask } from '../../components/Ask';
import { Loaded } from '../../components/Loaded';
import { Once } from '../../components/Once';
import { Card, Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** The key of the account at its entry points. */
export function EntryPointKey() {
  const t = useText();
  const [secret, setSecret] = useState<string>();
  const rotate = async () => setSecret((await rotateEntryPointKey()).key);
  return (
    <Card title={t('entryPoints.key')}>
      <Loaded query={useQuery(entryPointKeyQuery)}>
        {({ exists, suffix, lastUsedAt, usageCount }) => (
          <>
            {exists ? (
              <>
                <Facts
                  rows={[
                    [t('entryPoints.keyEnd'), suffix ?? ''],
                    [t('keys.uses'), usageCount ?? 0],
                    [
                      t('keys.lastUsed'),
                      lastUsedAt ? <When key="used" at={lastUsedAt} /> : t('common.never'),
                    ],
                  ]}
                />
                <p>{t('entryPoints.keyHidden')}</p>
              </>
            ) : (
              <p>{t('entryPoints.noKey')}</p>
            )}
            <div>
              <Ask
                action={t(exists ? 'keys.regenerate' : 'entryPoints.makeKey')}
                title={t('entryPoints.keyAsk')}
                text={t('entryPoints.keyText')}
                run={rotate}
                keys={[entryPointKeyQuery.queryKey]}
              />
            </div>
          </>
        )}
      </Loaded>
      {secret && (
        <Once title={t('entryPoints.key')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </Card>
  );
}
