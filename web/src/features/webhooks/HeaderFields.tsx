import { Area } from '../../components/Area';
import { Check } from '../../components/Check';
import { useText } from '../../i18n/useText';

/** Headers of an endpoint. Their values are never read back, so that one is only replaced or removed. */
export function HeaderFields({ present }: { present: string[] }) {
  const t = useText();
  return (
    <>
      <Area
        label={t('webhooks.headers')}
        hint={t('webhooks.headersHint')}
        name="headers"
        placeholder="authorization: Bearer …"
      />
      {present.length > 0 && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t('webhooks.removeHeaders')}</legend>
          {present.map(name => (
            <Check key={name} label={name} name="removed" value={name} />
          ))}
        </fieldset>
      )}
    </>
  );
}
