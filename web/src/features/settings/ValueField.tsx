import type { Setting } from '../../api/queries/settings';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import type { ChoiceField, FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  setting: Setting;
  field: FormField;
  choice: ChoiceField;
}

/** The field for a value, by its type. */
export function ValueField({ setting, field, choice }: Props) {
  const t = useText();
  const common = { ...field, label: t('settings.value') };
  const hint = setting.description ?? undefined;
  switch (setting.valueType) {
    case 'boolean':
      return (
        <Choice
          {...choice}
          label={t('settings.value')}
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
