import { CHANNELS } from '../../api/channels';
import { CONTENT_TYPES } from '../../api/contentTypes';
import { EVENT_TYPES } from '../../api/eventTypes';
import type { EventFilter } from '../../api/queries/events';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import type { EventSearch } from './search';
import { WordsField } from './WordsField';

interface Props {
  filter: EventFilter;
  /** Empty is without the filter. */
  onChange: (change: EventSearch) => void;
}

export function EventFilters({ filter, onChange }: Props) {
  const t = useText();
  const all = { value: '', text: t('common.all') };
  return (
    <Filters>
      <Choice
        label={t('common.eventType')}
        value={filter.eventType}
        options={[all, ...EVENT_TYPES.map(value => ({ value, text: value }))]}
        onChange={event => onChange({ type: event.target.value })}
      />
      <InstanceFilter value={filter.instanceId} onChange={instance => onChange({ instance })} />
      <Choice
        label={t('chats.channel')}
        value={filter.channel}
        options={[all, ...CHANNELS.map(value => ({ value, text: t(`chats.channels.${value}`) }))]}
        onChange={event => onChange({ channel: event.target.value })}
      />
      <Choice
        label={t('webhooks.direction')}
        value={filter.direction}
        options={[
          all,
          { value: 'inbound', text: t('common.direction.inbound') },
          { value: 'outbound', text: t('common.direction.outbound') },
        ]}
        onChange={event => onChange({ direction: event.target.value })}
      />
      <Choice
        label={t('events.content')}
        value={filter.contentType}
        options={[
          all,
          ...CONTENT_TYPES.map(value => ({ value, text: t(`events.contents.${value}`) })),
        ]}
        onChange={event => onChange({ content: event.target.value })}
      />
      <WordsField value={filter.search} onChange={q => onChange({ q })} />
      <TimeFilters since={filter.since} until={filter.until} onChange={onChange} />
    </Filters>
  );
}
