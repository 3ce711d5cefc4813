import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { eventQuery } from '../../api/queries/events';
import { Code } from '../../components/Code';
import { Loaded } from '../../components/Loaded';
import { Card, Facts, Page } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';
import { InstanceNames } from '../instances/InstanceNames';
import { TraceCard } from './TraceCard';

/** One event, and the way of its message from end to end. */
export function TracePage() {
  const t = useText();
  const { id } = useParams({ from: '/signed-in/traces/$id' });
  return (
    <Loaded title={t('sections.events')} query={useQuery(eventQuery(id))}>
      {event => (
        <Page title={event.eventType}>
          <Card title={t('traces.event')}>
            <Facts
              rows={[
                [t('traces.time'), <When key="at" at={event.createdAt} />],
                ['seq', event.seq],
                [
                  t('common.instance'),
                  event.instanceId ? <InstanceNames key="i" ids={[event.instanceId]} /> : '–',
                ],
                [t('traces.chat'), event.chatId ? addressText(event.chatId) : '–'],
                [t('common.status'), event.status],
              ]}
            />
            {event.textContent && <Code value={event.textContent} />}
            {event.instanceId && event.chatId && (
              <Link
                to="/chats/$instance/$chat"
                params={{ instance: event.instanceId, chat: event.chatId }}
                className="underline"
              >
                {t('traces.openChat')}
              </Link>
            )}
          </Card>
          <TraceCard id={id} />
          <Card title={t('common.raw')}>
            <Code value={event} />
          </Card>
        </Page>
      )}
    </Loaded>
  );
}
