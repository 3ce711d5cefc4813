import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
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
import { personName } from './name';
import { Timeline } from './Timeline';

export function PersonPage() {
  const { id } = useParams({ strict: false });
  return id ? <Person key={id} id={id} /> : null;
}

function Person({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const [isMerging, setMerging] = useState(false);
  const { data, isError, error, refetch } = useQuery(presenceQuery(id));
  if (isError) {
    return (
      <Page title={t('people.title')}>
        <Failure error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!data) return <Loading />;
  const { person, identities, summary } = data;
  const none = '–';
  const seen = (at: string | null | undefined) => (at ? <When at={at} /> : none);
  return (
    <Page
      title={personName(person)}
      actions={
        may('persons:write') && (
          <Button onClick={() => setMerging(true)}>{t('people.merge')}</Button>
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
      </Card>
      <Card title={t('people.identities')}>
        <Identities person={person} identities={identities} />
      </Card>
      {may('events:read') && (
        <Card title={t('people.timeline')}>
          <Timeline id={id} />
        </Card>
      )}
      <Card title={t('people.history')}>
        <History id={id} />
      </Card>
      {isMerging && (
        <Merge
          person={person}
          onClose={() => setMerging(false)}
          onMerged={kept => {
            setMerging(false);
            void navigate({ to: '/people/$id', params: { id: kept } });
          }}
        />
      )}
    </Page>
  );
}
