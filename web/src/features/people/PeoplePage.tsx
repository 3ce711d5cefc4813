import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { personsQuery } from '../../api/queries/persons';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { Loading } from '../../components/Loading';
import { useText } from '../../i18n/useText';
import { titlePage } from '../../lib/title';
import { useLater } from '../../lib/useLater';
import { Export } from './Export';
import { Import } from './Import';
import { PersonRows } from './PersonRows';

/** All people over all channels. */
export function PeoplePage() {
  const t = useText();
  const navigate = useNavigate();
  const { q = '' } = useSearch({ from: '/signed-in/people' });
  const [typed, setTyped] = useState(q);
  const words = useLater(typed.trim());
  const query = useInfiniteQuery(personsQuery(q));
  useEffect(() => {
    titlePage(t('people.title'));
  }, [t]);
  useEffect(() => {
    if (words === q) return;
    void navigate({ to: '/people', search: words ? { q: words } : {}, replace: true });
  }, [words, q, navigate]);
  const people = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <div className="mx-auto flex h-full max-w-4xl flex-col gap-4 p-4 md:p-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="font-semibold text-2xl">{t('people.title')}</h1>
        <div className="flex flex-wrap items-center gap-3">
          <Export search={q} />
          <Import />
        </div>
      </div>
      <Field
        label={t('people.search')}
        type="search"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && people.length === 0 && (
        <p className="text-quiet">{t(q ? 'people.nothing' : 'people.empty')}</p>
      )}
      {people.length > 0 && (
        <PersonRows
          people={people}
          onEnd={() => {
            // What failed is asked for again by the reader only.
            if (query.hasNextPage && !query.isFetching && !query.isError)
              void query.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}
