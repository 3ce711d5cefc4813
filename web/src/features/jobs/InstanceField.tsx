import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { Choice } from '../../components/Field';
import { useFirstOption } from '../../forms/useFirstOption';
import type { ChoiceField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** The instance of a form; `none` names the choice of no instance, where there is that. */
export function InstanceField({ choice, none }: { choice: ChoiceField; none?: string }) {
  const t = useText();
  const { data = [] } = useQuery(instancesQuery);
  const all = none ? [{ value: '', text: none }] : [];
  const options = [...all, ...data.map(one => ({ value: one.id, text: one.name }))];
  useFirstOption(choice, options);
  return <Choice {...choice} label={t('common.instance')} required={!none} options={options} />;
}
