import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { deadLettersQuery, WAITING_LETTERS } from '../../api/queries/deadLetters';
import { providersQuery } from '../../api/queries/providers';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Card } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { type Problem, useProblems } from './useProblems';

/** What went wrong recently, each with the way to where it is put right. */
export function Problems() {
  const t = useText();
  const may = useMay();
  const [mayLetters, mayProviders] = [may('admin:*'), may('settings:read')];
  const { queries: ofWork, found } = useProblems();
  const letters = useInfiniteQuery({ ...deadLettersQuery(WAITING_LETTERS), enabled: mayLetters });
  const providers = useInfiniteQuery({ ...providersQuery, enabled: mayProviders });
  if (ofWork.length === 0 && !mayLetters && !mayProviders) return null;
  const queries = [...ofWork, letters, providers];
  const failed = queries.find(query => query.isError);
  const retry = () => {
    for (const query of queries) if (query.isError) void query.refetch();
  };
  // Those that this person may not read are not fetched.
  const isLoading = queries.some(query => query.isLoading);
  const first = letters.data?.pages[0];
  const pending = first?.meta.total ?? first?.items.length ?? 0;
  const sick = (providers.data?.pages ?? [])
    .flatMap(page => page.items)
    .filter(one => one.lastHealthStatus === 'unhealthy')
    .map(
      ({ id, name, lastHealthCheck }): Problem => ({
        key: id,
        at: lastHealthCheck ?? null,
        link: (
          <Link to="/providers/$id" params={{ id }} className="break-all underline">
            {t('home.sickProvider', { name })}
          </Link>
        ),
      }),
    );
  const rows = [...sick, ...newestFirst(found)];
  return (
    <Card title={t('home.problems')}>
      {failed?.error && <Failure error={failed.error} onRetry={retry} />}
      {isLoading && <Loading />}
      {!failed && !isLoading && rows.length === 0 && pending === 0 && <p>{t('home.noProblems')}</p>}
      <ul className="flex flex-col divide-y divide-line empty:hidden">
        {pending > 0 && (
          <li className="py-2">
            <Link to="/dead-letters" className="underline">
              {t('home.deadLetters', { count: pending })}
            </Link>
          </li>
        )}
        {rows.map(({ key, at, link }) => (
          <li key={key} className="flex flex-wrap items-center justify-between gap-2 py-2">
            {link}
            {at && <When at={at} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const timeOf = ({ at }: Problem) => (at ? Date.parse(at) : 0);
const newestFirst = (problems: Problem[]) =>
  problems.toSorted((one, other) => timeOf(other) - timeOf(one));
