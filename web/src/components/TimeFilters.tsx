import { useText } from '../i18n/useText';
import { fromLocal, toLocal } from '../lib/localTime';
import { Field } from './Field';

interface Period {
  since: string;
  until: string;
}

interface Props extends Period {
  onChange: (change: Partial<Period>) => void;
}

/** From when, and until when; empty is without a bound. */
export function TimeFilters({ since, until, onChange }: Props) {
  const t = useText();
  return (
    <>
      <Field
        label={t('common.from')}
        type="datetime-local"
        value={toLocal(since)}
        onChange={event => onChange({ since: fromLocal(event.target.value) ?? '' })}
      />
      <Field
        label={t('common.until')}
        type="datetime-local"
        value={toLocal(until)}
        onChange={event => onChange({ until: fromLocal(event.target.value) ?? '' })}
      />
    </>
  );
}
