import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deadLettersQuery } from '../../api/queries/deadLetters';
import { providersQuery } from '../../api/queries/providers';
import { turnsQuery } from '../../api/queries/turns';
import { Failure } from '../../components/Failure';
import { Card } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

/** Turns that are listed; all of them are behind the link of the section. */
const TURNS = 5;

/** What went wrong recently, each with the way to where it is put right. */
export function Problems() {
  const t = useText();
  const may = useMay();
  const [mayTurns, mayLetters, mayProviders] = [
    may('messages:read'),
    may('admin:*'),
    may('settings:read'),
  ];
  const turns = useInfiniteQuery({
    ...turnsQuery({ instanceId: '', state: 'failed' }),
    enabled: mayTurns,
  });
  const letters = useInfiniteQuery({ ...deadLettersQuery('pending'), enabled: mayLetters });
  const providers = useInfiniteQuery({ ...providersQuery, enabled: mayProviders });
  if (!mayTurns && !mayLetters && !mayProviders) return null;
  const failed = [turns, letters, providers].find(query => query.isError);
  const first = letters.data?.pages[0];
  const pending = first?.meta.total ?? first?.items.length ?? 0;
  const sick = (providers.data?.pages ?? [])
    .flatMap(page => page.items)
    .filter(one => one.lastHealthStatus === 'unhealthy');
  const rows: [string, ReactNode, string | null][] = [
    ...sick.map(({ id, name, lastHealthCheck }): [string, ReactNode, string | null] => [
      id,
      <Link key={id} to="/providers/$id" params={{ id }} className="break-all underline">
        {t('home.sickProvider', { name })}
      </Link>,
      lastHealthCheck ?? null,
    ]),
    ...(turns.data?.pages[0]?.items ?? [])
      .slice(0, TURNS)
      .map(({ id, error, updatedAt }): [string, ReactNode, string | null] => [
        id,
        <Link key={id} to="/turns/$id" params={{ id }} className="break-words underline">
          {t('home.failedTurn', { code: error?.code ?? '–' })}
        </Link>,
        updatedAt,
      ]),
  ];
  return (
    <Card title={t('home.problems')}>
      {failed?.error && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && rows.length === 0 && pending === 0 && <p>{t('home.noProblems')}</p>}
      <ul className="flex flex-col divide-y divide-line empty:hidden">
        {pending > 0 && (
          <li className="py-2">
            <Link to="/dead-letters" className="underline">
              {t('home.deadLetters', { count: pending })}
            </Link>
          </li>
        )}
        {rows.map(([key, link, at]) => (
          <li key={key} className="flex flex-wrap items-center justify-between gap-2 py-2">
            {link}
            {at && <When at={at} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
