import type { Schemas } from '../../api/client';
import { PROVIDER_TYPES, type Provider } from '../../api/queries/providers';
import { Check } from '../../components/Check';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useText } from '../../i18n/useText';

interface Props {
  title: string;
  action: string;
  present?: Provider;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: Schemas['CreateProviderRequest']) => void;
  onClose: () => void;
}

/** Creates a provider, or changes one. Its key is never read back; an empty field keeps it. */
export function ProviderForm({ present, onSubmit, ...rest }: Props) {
  const t = useText();
  const submit = (fields: FormData) => {
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const apiKey = text('key');
    onSubmit({
      name: text('name'),
      type: text('type') as Provider['type'],
      apiUrl: text('url'),
      defaultTimeout: Number(text('timeout')),
      defaultStreaming: fields.has('streaming'),
      ...(apiKey ? { apiKey } : {}),
    });
  };
  return (
    <FormDialog {...rest} onSubmit={submit}>
      <Field label={t('providers.name')} name="name" defaultValue={present?.name} required />
      <Choice
        label={t('providers.type')}
        name="type"
        defaultValue={present?.type ?? 'openai'}
        options={PROVIDER_TYPES.map(value => ({ value, text: value }))}
      />
      <Field
        label={t('providers.url')}
        name="url"
        type="url"
        placeholder="https://"
        defaultValue={present?.apiUrl}
        required
      />
      <Field
        label={t('providers.key')}
        hint={present ? t('providers.keyKept') : t('providers.keyHint')}
        name="key"
        type="password"
        autoComplete="off"
      />
      <Field
        label={t('providers.timeout')}
        name="timeout"
        type="number"
        min={1}
        defaultValue={present?.defaultTimeout ?? 60}
        required
      />
      <Check
        label={t('providers.streaming')}
        name="streaming"
        defaultChecked={present?.defaultStreaming ?? false}
      />
    </FormDialog>
  );
}
