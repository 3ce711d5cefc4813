import { EVENT_TYPES } from '../../api/eventTypes';
import type { EventFilter } from '../../api/queries/events';
import { Choice, Field } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';

interface Props {
  filter: EventFilter;
  onChange: (filter: EventFilter) => void;
}

export function EventFilters({ filter, onChange }: Props) {
  const t = useText();
  const all = { value: '', text: t('common.all') };
  const set = (change: Partial<Record<keyof EventFilter, string>>) =>
    onChange({ ...filter, ...change } as EventFilter);
  return (
    <Filters>
      <Choice
        label={t('common.eventType')}
        value={filter.eventType}
        options={[all, ...EVENT_TYPES.map(value => ({ value, text: value }))]}
        onChange={event => set({ eventType: event.target.value })}
      />
      <InstanceFilter value={filter.instanceId} onChange={instanceId => set({ instanceId })} />
      <Choice
        label={t('webhooks.direction')}
        value={filter.direction}
        options={[
          all,
          { value: 'inbound', text: t('common.direction.inbound') },
          { value: 'outbound', text: t('common.direction.outbound') },
        ]}
        onChange={event => set({ direction: event.target.value })}
      />
      <Field
        label={t('events.search')}
        type="search"
        value={filter.search}
        onChange={event => set({ search: event.target.value })}
      />
      <TimeFilters since={filter.since} until={filter.until} onChange={set} />
    </Filters>
  );
}
