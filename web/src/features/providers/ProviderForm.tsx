import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import { PROVIDER_TYPES, type Provider } from '../../api/queries/providers';
import { Check } from '../../components/Check';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { required, seconds, text, url } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const PROVIDER = z.object({
  name: required(),
  type: z.enum(PROVIDER_TYPES),
  apiUrl: url(),
  /** Never read back: an empty field keeps it. */
  apiKey: text(),
  dropKey: z.boolean(),
  defaultTimeout: seconds({ min: 0.1, max: 600 }),
  defaultStreaming: z.boolean(),
});

interface Props {
  title: string;
  action: string;
  present?: Provider;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: Schemas['CreateProviderRequest']) => void;
  onClose: () => void;
}

/** Creates a provider, or changes one. */
export function ProviderForm({ present, onSubmit, error, ...rest }: Props) {
  const t = useText();
  const form = useSchemaForm(PROVIDER, {
    defaultValues: {
      name: present?.name ?? '',
      type: present?.type ?? 'openai',
      apiUrl: present?.apiUrl ?? '',
      apiKey: '',
      dropKey: false,
      defaultTimeout: String((present?.defaultTimeout ?? 60_000) / 1000),
      defaultStreaming: present?.defaultStreaming ?? false,
    },
    error,
    onSubmit: ({ apiKey, dropKey, ...values }) => {
      if (apiKey) onSubmit({ ...values, apiKey });
      else onSubmit(dropKey ? { ...values, apiKey: null } : values);
    },
  });
  return (
    <FormDialog {...rest} form={form}>
      <Field {...form.field('name')} label={t('providers.name')} required />
      <Choice
        {...form.choice('type')}
        label={t('providers.type')}
        options={PROVIDER_TYPES.map(value => ({ value, text: value }))}
      />
      <Field
        {...form.field('apiUrl')}
        label={t('providers.url')}
        type="url"
        placeholder="https://"
        required
      />
      <Field
        {...form.field('apiKey')}
        label={t('providers.key')}
        hint={present ? t('providers.keyKept') : t('providers.keyHint')}
        type="password"
        autoComplete="off"
      />
      {present?.apiKey && <Check {...form.field('dropKey')} label={t('agents.dropKey')} />}
      <Field
        {...form.field('defaultTimeout')}
        label={t('providers.timeout')}
        type="number"
        min={0.1}
        max={600}
        step="any"
        required
      />
      <Check {...form.field('defaultStreaming')} label={t('providers.streaming')} />
    </FormDialog>
  );
}
