import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type EventFilter, eventsQuery } from '../../api/queries/events';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { EventFilters } from './EventFilters';
import { EventRow } from './EventRow';
import { NewEvents } from './NewEvents';

const ALL: EventFilter = {
  instanceId: '',
  eventType: '',
  direction: '',
  since: '',
  until: '',
  search: '',
};

export function EventsPage() {
  const t = useText();
  const [filter, setFilter] = useState(ALL);
  const query = useInfiniteQuery(eventsQuery(filter));
  return (
    <Page title={t('sections.events')}>
      <EventFilters filter={filter} onChange={setFilter} />
      <NewEvents shownAt={query.dataUpdatedAt} onShow={() => void query.refetch()} />
      <Pages query={query} label={t('sections.events')} empty={t('events.empty')}>
        {event => <EventRow event={event} />}
      </Pages>
    </Page>
  );
}
