import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { presenceQuery } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Card, Facts, Page } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { History } from './History';
import { Identities } from './Identities';
import { Merge } from './Merge';
import { factsOf } from './memory';
import { personName } from './name';
import { Timeline } from './Timeline';

const Rename = lazy(() => import('./Rename'));

export function PersonPage() {
  const { id } = useParams({ strict: false });
  return id ? <Person key={id} id={id} /> : null;
}

function Person({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const [isMerging, setMerging] = useState(false);
  const [isRenaming, setRenaming] = useState(false);
  const { data, isError, error, refetch } = useQuery(presenceQuery(id));
  if (!data) {
    return (
      <Page title={t('people.title')}>
        {isError ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  }
  const { person, identities, summary } = data;
  const facts = factsOf(person);
  const show = (kept: string) => void navigate({ to: '/people/$id', params: { id: kept } });
  const none = '–';
  const seen = (at: string | null | undefined) => (at ? <When at={at} /> : none);
  return (
    <Page
      title={personName(person)}
      actions={
        may('persons:write') && (
          <>
            <Button onClick={() => setRenaming(true)}>{t('people.rename')}</Button>
            <Button onClick={() => setMerging(true)}>{t('people.merge')}</Button>
          </>
        )
      }
    >
      <Card title={t('people.about')}>
        <Facts
          rows={[
            [t('people.phone'), person.primaryPhone ?? none],
            [t('people.email'), person.primaryEmail ?? none],
            [t('people.messages'), summary.totalMessages],
            [t('people.firstSeen'), seen(summary.firstSeenAt)],
            [t('people.lastSeen'), seen(summary.lastSeenAt)],
          ]}
        />
        {may('messages:read') && (
          <Link to="/turns" search={{ person: id }} className="self-start text-accent underline">
            {t('people.answers')}
          </Link>
        )}
        {may('events:read') && (
          <Link to="/events" search={{ person: id }} className="self-start text-accent underline">
            {t('people.events')}
          </Link>
        )}
      </Card>
      <Card title={t('people.identities')}>
        <Identities person={person} identities={identities} onLinked={show} />
      </Card>
      <Card title={t('people.remembered')}>
        {facts.length > 0 ? (
          <Facts rows={facts} />
        ) : (
          <p className="text-quiet">{t('people.noMemory')}</p>
        )}
      </Card>
      {may('events:read') && (
        <Card title={t('people.timeline')}>
          <Timeline id={id} />
        </Card>
      )}
      <Card title={t('people.history')}>
        <History id={id} />
      </Card>
      {isRenaming && (
        <Suspense fallback={null}>
          <Rename person={person} onClose={() => setRenaming(false)} />
        </Suspense>
      )}
      {isMerging && (
        <Merge
          person={person}
          onClose={() => setMerging(false)}
          onMerged={kept => {
            setMerging(false);
            show(kept);
          }}
        />
      )}
    </Page>
  );
}
