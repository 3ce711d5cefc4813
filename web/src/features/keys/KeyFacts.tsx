import type { ReactNode } from 'react';
import type { Key } from '../../api/queries/keys';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';

export function KeyFacts({ apiKey }: { apiKey: Key }) {
  const t = useText();
  const time = (at: string | null | undefined) => (at ? <When at={at} /> : t('common.never'));
  const { instanceIds, lastUsedIp } = apiKey;
  const rows: [string, ReactNode][] = [
    [t('keys.begins'), `${apiKey.prefix}…${apiKey.suffix}`],
    [t('keys.may'), apiKey.scopes.join(', ')],
    [
      t('keys.instances'),
      instanceIds ? <InstanceNames key="instances" ids={instanceIds} /> : t('common.all'),
    ],
    [t('keys.lastUsed'), time(apiKey.lastUsedAt)],
    [t('keys.lastIp'), lastUsedIp ?? '–'],
    [t('keys.uses'), apiKey.usageCount],
    [t('common.created'), time(apiKey.createdAt)],
    [t('keys.expires'), time(apiKey.expiresAt)],
  ];
  if (apiKey.revokedAt) rows.push([t('keys.revokedAt'), time(apiKey.revokedAt)]);
  return <Facts rows={rows} />;
}
