import { Area } from '../../components/Area';
import { Check } from '../../components/Check';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  present: string[];
  headers: FormField;
  removed: FormField;
}

/** Headers of an endpoint. Their values are never read back, so that one is only replaced or removed. */
export function HeaderFields({ present, headers, removed }: Props) {
  const t = useText();
  return (
    <>
      <Area
        {...headers}
        label={t('webhooks.headers')}
        hint={t('webhooks.headersHint')}
        placeholder="authorization: Bearer …"
      />
      {present.length > 0 && (
        <fieldset className="flex min-w-0 flex-col gap-2">
          <legend className="mb-1 font-medium">{t('webhooks.removeHeaders')}</legend>
          {present.map(name => (
            <Check key={name} {...removed} label={name} value={name} />
          ))}
        </fieldset>
      )}
    </>
  );
}
