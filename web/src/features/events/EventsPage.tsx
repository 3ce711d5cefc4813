import { useInfiniteQuery } from '@tanstack/react-query';
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
import { useEventSearch } from './useEventSearch';

/** The log, newest first. The address has the filters, so that they can be returned to and shared. */
export function EventsPage() {
  const t = useText();
  const { search, change } = useEventSearch();
  const filter = filterOf(search);
  const { chatId, personId } = filter;
  const query = useInfiniteQuery(eventsQuery(filter));
  return (
    <Page title={t('sections.events')}>
      <EventFilters filter={filter} onChange={change} />
      {(chatId || personId) && (
        <div className="flex flex-wrap gap-3">
          {chatId && <ChatChip id={chatId} onRemove={() => change({ chat: '' })} />}
          {personId && <PersonChip id={personId} onRemove={() => change({ person: '' })} />}
        </div>
      )}
      <NewEvents shownAt={query.dataUpdatedAt} onShow={() => void query.refetch()} />
      <Pages query={query} label={t('sections.events')} empty={t('events.empty')}>
        {event => <EventRow event={event} />}
      </Pages>
    </Page>
  );
}
