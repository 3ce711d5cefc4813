import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { LEVELS, type Level, type LogFilter } from '../../api/live/logs';
import type { LogPeriod } from '../../api/queries/logs';
import { servicesQuery } from '../../api/queries/services';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';

interface Props {
  filter: LogFilter;
  onChange: (filter: LogFilter) => void;
  /** Where a period can be read instead of what is written now. */
  period?: LogPeriod;
  onPeriod?: (period: LogPeriod) => void;
}

export function LogFilters({ filter, onChange, period, onPeriod }: Props) {
  const t = useText();
  const { data: services = [] } = useQuery(servicesQuery);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange({ ...filter, search: String(new FormData(event.currentTarget).get('search')).trim() });
  };
  return (
    <Filters>
      <Choice
        label={t('logs.level')}
        value={filter.level}
        options={LEVELS.map(value => ({ value, text: t(`logs.levels.${value}`) }))}
        onChange={event => onChange({ ...filter, level: event.target.value as Level })}
      />
      <Choice
        label={t('logs.service')}
        value={filter.services[0] ?? '*'}
        options={[
          { value: '*', text: t('common.all') },
          ...services.map(one => ({ value: one.name, text: one.name })),
        ]}
        onChange={event => onChange({ ...filter, services: [event.target.value] })}
      />
      {period && onPeriod && (
        <TimeFilters {...period} onChange={change => onPeriod({ ...period, ...change })} />
      )}
      <form onSubmit={search} className="flex items-end gap-2">
        <Field label={t('logs.search')} name="search" type="search" className="flex-1" />
        <Button type="submit">{t('logs.find')}</Button>
      </form>
    </Filters>
  );
}
