import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { TURN_STATES, type TurnFilter, turnsQuery } from '../../api/queries/turns';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import { InstanceNames } from '../instances/InstanceNames';
import { TurnMark } from './TurnMark';

/** What agents were asked, newest first. */
export function TurnsPage() {
  const t = useText();
  const [filter, setFilter] = useState<TurnFilter>({ instanceId: '', state: '' });
  const query = useInfiniteQuery(turnsQuery(filter));
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
      <Pages query={query} label={t('sections.turns')} empty={t('turns.empty')}>
        {({ id, createdAt, instanceId, state, error, agentLatencyMs }) => (
          <Row
            title={
              <Link to="/turns/$id" params={{ id }} className="underline">
                <When at={createdAt} />
              </Link>
            }
            detail={
              <>
                <InstanceNames ids={[instanceId]} />
                {agentLatencyMs != null && ` · ${agentLatencyMs} ms`}
                {error && ` · ${error.message}`}
              </>
            }
            mark={<TurnMark state={state} />}
          />
        )}
      </Pages>
    </Page>
  );
}
