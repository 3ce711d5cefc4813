import type { Parameter } from '../../api/operations';
import { Choice, Field } from '../../components/Field';
import type { FormFields } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  parameter: Parameter;
  name: string;
  form: FormFields<string>;
}

export function ParameterField({ parameter, name, form }: Props) {
  const t = useText();
  const { name: label, isRequired, isList, choices, hint } = parameter;
  if (choices.length > 0) {
    const options = choices.map(value => ({ value, text: value }));
    const none = { value: '', text: t('api.notGiven') };
    return (
      <Choice
        {...form.choice(name)}
        label={label}
        required={isRequired}
        options={isRequired ? options : [none, ...options]}
      />
    );
  }
  const text = [hint, isList && t('api.list')].filter(Boolean).join(' ');
  return (
    <Field
      {...form.field(name)}
      label={label}
      required={isRequired}
      hint={text || undefined}
      autoComplete="off"
    />
  );
}
