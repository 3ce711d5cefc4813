import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { CheckboxGroup } from '../../components/CheckboxGroup';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  legend: string;
  hint: string;
  field: FormField;
}

/** Which instances something is limited to: their ids are the value of the field. */
export function InstanceChoice({ legend, hint, field }: Props) {
  const t = useText();
  const { data = [], isPending } = useQuery(instancesQuery);
  return (
    <CheckboxGroup
      legend={legend}
      hint={isPending ? `${hint} ${t('app.loading')}` : hint}
      field={field}
      options={data.map(one => ({ value: one.id, text: one.name }))}
    />
  );
}
