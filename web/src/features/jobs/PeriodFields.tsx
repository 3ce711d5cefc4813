import { Field } from '../../components/Field';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** From when, and until when; empty is without a bound. */
export function PeriodFields({ field }: { field: (name: 'since' | 'until') => FormField }) {
  const t = useText();
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <Field {...field('since')} label={t('common.from')} type="datetime-local" />
      <Field {...field('until')} label={t('common.until')} type="datetime-local" />
    </div>
  );
}
