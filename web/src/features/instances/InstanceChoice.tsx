import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { Check } from '../../components/Check';
import { useText } from '../../i18n/useText';

interface Props {
  legend: string;
  hint: string;
  chosen: readonly string[];
}

/** Which instances something is limited to; the form has their ids as `instance`. */
export function InstanceChoice({ legend, hint, chosen }: Props) {
  const t = useText();
  const { data = [], isPending } = useQuery(instancesQuery);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">{legend}</legend>
      <p className="text-quiet text-sm">{hint}</p>
      {isPending && <p className="text-quiet">{t('app.loading')}</p>}
      {data.map(one => (
        <Check
          key={one.id}
          label={one.name}
          name="instance"
          value={one.id}
          defaultChecked={chosen.includes(one.id)}
        />
      ))}
    </fieldset>
  );
}
