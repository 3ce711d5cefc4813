import type { Parameter } from '../../api/operations';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { fieldOf } from './request';

export function ParameterField({ parameter }: { parameter: Parameter }) {
  const t = useText();
  const { name, isRequired, isList, choices, hint } = parameter;
  const common = { label: name, name: fieldOf(parameter), required: isRequired };
  if (choices.length > 0) {
    const options = choices.map(value => ({ value, text: value }));
    const none = { value: '', text: t('api.notGiven') };
    return <Choice {...common} options={isRequired ? options : [none, ...options]} />;
  }
  const text = [hint, isList && t('api.list')].filter(Boolean).join(' ');
  return <Field {...common} {...(text ? { hint: text } : {})} autoComplete="off" />;
}
