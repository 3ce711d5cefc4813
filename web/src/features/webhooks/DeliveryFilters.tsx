import { useInfiniteQuery } from '@tanstack/react-query';
import { EVENT_TYPES } from '../../api/eventTypes';
import { DELIVERY_STATES, type DeliveryFilter } from '../../api/queries/deliveries';
import { webhooksQuery } from '../../api/queries/webhooks';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';

interface Props {
  filter: DeliveryFilter;
  onChange: (filter: DeliveryFilter) => void;
}

export function DeliveryFilters({ filter, onChange }: Props) {
  const t = useText();
  const endpoints = useInfiniteQuery(webhooksQuery).data?.pages.flatMap(page => page.items) ?? [];
  const all = { value: '', text: t('common.all') };
  const set = (change: Partial<Record<keyof DeliveryFilter, string>>) =>
    onChange({ ...filter, ...change } as DeliveryFilter);
  return (
    <Filters>
      <Choice
        label={t('deliveries.endpoint')}
        value={filter.endpointId}
        options={[all, ...endpoints.map(one => ({ value: one.id, text: one.url }))]}
        onChange={event => set({ endpointId: event.target.value })}
      />
      <Choice
        label={t('common.status')}
        value={filter.status}
        options={[
          all,
          ...DELIVERY_STATES.map(value => ({ value, text: t(`deliveries.states.${value}`) })),
        ]}
        onChange={event => set({ status: event.target.value })}
      />
      <Choice
        label={t('common.eventType')}
        value={filter.eventType}
        options={[all, ...EVENT_TYPES.map(value => ({ value, text: value }))]}
        onChange={event => set({ eventType: event.target.value })}
      />
      <TimeFilters since={filter.since} until={filter.until} onChange={set} />
    </Filters>
  );
}
