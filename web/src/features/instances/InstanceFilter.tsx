import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { Choice } from '../../components/Field';
import { useText } from '../../i18n/useText';

/** The filter of a list by instance; empty is all. */
export function InstanceFilter(props: { value: string; onChange: (id: string) => void }) {
  const { value, onChange } = props;
  const t = useText();
  const { data = [] } = useQuery(instancesQuery);
  const all = { value: '', text: t('common.all') };
  return (
    <Choice
      label={t('common.instance')}
      value={value}
      options={[all, ...data.map(one => ({ value: one.id, text: one.name }))]}
      onChange={event => onChange(event.target.value)}
    />
  );
}
