import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { eventsQuery } from '../../api/queries/events';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { PersonChip } from '../turns/PersonChip';
import { ChatChip } from './ChatChip';
import { EventFilters } from './EventFilters';
import { EventRow } from './EventRow';
import { filterOf } from './filter';
import { NewEvents } from './NewEvents';
import { type EventSearch, readEventSearch } from './search';

/** The log, newest first. The address has the filters, so that they can be returned to and shared. */
export function EventsPage() {
  const t = useText();
  const navigate = useNavigate();
  const filter = filterOf(useSearch({ from: '/signed-in/events' }));
  const { chatId, personId } = filter;
  const query = useInfiniteQuery(eventsQuery(filter));
  const set = (change: EventSearch) =>
    void navigate({
      to: '/events',
      search: now => readEventSearch({ ...now, ...change }),
      replace: true,
    });
  return (
    <Page title={t('sections.events')}>
      <EventFilters filter={filter} onChange={set} />
      {(chatId || personId) && (
        <div className="flex flex-wrap gap-3">
          {chatId && <ChatChip id={chatId} onRemove={() => set({ chat: '' })} />}
          {personId && <PersonChip id={personId} onRemove={() => set({ person: '' })} />}
        </div>
      )}
      <NewEvents shownAt={query.dataUpdatedAt} onShow={() => void query.refetch()} />
      <Pages query={query} label={t('sections.events')} empty={t('events.empty')}>
        {event => <EventRow event={event} />}
      </Pages>
    </Page>
  );
}
