import { useInfiniteQuery } from '@tanstack/react-query';
import type { LoggedEvent } from '../../api/queries/events';
import { stateHistoryQuery } from '../../api/queries/instance';
import { useReason } from '../../components/Failure';
import { Mark, type Tone } from '../../components/Mark';
import { Card } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';

const STATES: Record<string, { tone: Tone; text: Text }> = {
  'instance.connected': { tone: 'good', text: 'instance.history.connected' },
  'instance.disconnected': { tone: 'quiet', text: 'instance.history.disconnected' },
  'instance.restricted': { tone: 'warn', text: 'instance.history.restricted' },
  'instance.restriction_ended': { tone: 'good', text: 'instance.history.restriction_ended' },
  'instance.banned': { tone: 'bad', text: 'instance.history.banned' },
  'instance.logged_out': { tone: 'bad', text: 'instance.history.logged_out' },
  'instance.failed': { tone: 'bad', text: 'instance.history.failed' },
};

/** How the connection changed, newest first. */
export function StateHistory({ id }: { id: string }) {
  const t = useText();
  const query = useInfiniteQuery(stateHistoryQuery(id));
  return (
    <Card title={t('instance.history.title')}>
      <Pages query={query} label={t('instance.history.title')} empty={t('instance.history.empty')}>
        {event => <Change event={event} />}
      </Pages>
    </Card>
  );
}

function Change({ event }: { event: LoggedEvent }) {
  const t = useText();
  const reason = useReason();
  const state = STATES[event.eventType];
  const payload = event.payload as Record<string, unknown>;
  const why = [payload.reason, payload.message].find(one => typeof one === 'string');
  return (
    <Row
      title={<Mark tone={state?.tone ?? 'quiet'} text={state ? t(state.text) : event.eventType} />}
      detail={
        <>
          <When at={event.createdAt} />
          {why !== undefined && ` · ${reason(why)}`}
        </>
      }
    />
  );
}
