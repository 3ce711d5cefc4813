import type { Setting } from '../../api/queries/settings';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { fieldText } from './value';

/** The field for a value, by its type. */
export function ValueField({ setting }: { setting: Setting }) {
  const t = useText();
  const common = { label: t('settings.value'), name: 'value', defaultValue: fieldText(setting) };
  const hint = setting.description ?? undefined;
  switch (setting.valueType) {
    case 'boolean':
      return (
        <Choice
          {...common}
          options={[
            { value: 'true', text: t('common.yes') },
            { value: 'false', text: t('common.no') },
          ]}
        />
      );
    case 'json':
      return <Area {...common} hint={hint} rows={8} required />;
    case 'integer':
      return <Field {...common} type="number" step={1} required />;
    case 'secret':
      return <Field {...common} type="password" autoComplete="off" required />;
    default:
      return <Field {...common} />;
  }
}
