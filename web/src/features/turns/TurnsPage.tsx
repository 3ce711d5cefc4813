import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { TURN_STATES, type TurnFilter, turnsQuery } from '../../api/queries/turns';
import { useReason } from '../../components/Failure';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { spanText } from '../../lib/size';
import { ChatLink } from '../chats/ChatLink';
import { InstanceFilter } from '../instances/InstanceFilter';
import { InstanceNames } from '../instances/InstanceNames';
import { PersonChip } from './PersonChip';
import { TurnMark } from './TurnMark';

/** What agents were asked, newest first: of everyone, or of the person that the address names. */
export function TurnsPage() {
  const t = useText();
  const reason = useReason();
  const navigate = useNavigate();
  const { person: personId = '' } = useSearch({ from: '/signed-in/turns' });
  const [filter, setFilter] = useState<Omit<TurnFilter, 'personId'>>({ instanceId: '', state: '' });
  const query = useInfiniteQuery(turnsQuery({ ...filter, personId }));
  const states = TURN_STATES.map(value => ({ value, text: t(`turns.states.${value}`) }));
  return (
    <Page title={t('sections.turns')}>
      <Filters>
        <Choice
          label={t('common.status')}
          value={filter.state}
          options={[{ value: '', text: t('common.all') }, ...states]}
          onChange={event =>
            setFilter({ ...filter, state: event.target.value as TurnFilter['state'] })
          }
        />
        <InstanceFilter
          value={filter.instanceId}
          onChange={instanceId => setFilter({ ...filter, instanceId })}
        />
      </Filters>
      {personId && (
        <PersonChip id={personId} onRemove={() => void navigate({ to: '/turns', search: {} })} />
      )}
      <Pages query={query} label={t('sections.turns')} empty={t('turns.empty')}>
        {({ id, createdAt, instanceId, chat, state, error, agentLatencyMs }) => (
          <Row
            title={
              <Link to="/turns/$id" params={{ id }} className="underline">
                <When at={createdAt} />
              </Link>
            }
            detail={
              <>
                {chat && (
                  <>
                    <ChatLink of={{ instanceId, chat }} /> ·{' '}
                  </>
                )}
                <InstanceNames ids={[instanceId]} />
                {agentLatencyMs != null && ` · ${spanText(agentLatencyMs)}`}
                {error && ` · ${reason(error)}`}
              </>
            }
            mark={<TurnMark state={state} />}
          />
        )}
      </Pages>
    </Page>
  );
}
