import * as z from 'zod/mini';
import { completeStep, keepProvider, onboardingKey } from '../../api/queries/onboarding';
import { providersKey } from '../../api/queries/providers';
import { setSetting } from '../../api/queries/settings';
import { Choice, Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { optionalUrl, required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { StepButtons } from './StepButtons';
import { useShownStep } from './useStep';

/** The services whose keys the server tests, and where each is reached. */
const SERVICES = [
  { value: 'openai', text: 'OpenAI', url: 'https://api.openai.com/v1' },
  { value: 'groq', text: 'Groq', url: 'https://api.groq.com/openai/v1' },
  {
    value: 'gemini',
    text: 'Gemini',
    url: 'https://generativelanguage.googleapis.com/v1beta/openai',
  },
];

const KEY = z.object({ service: z.string(), key: required(), url: optionalUrl() });

async function keepKey({ service, url, key }: z.infer<typeof KEY>): Promise<void> {
  // Before the key: it is tested there, and a key belongs to one address.
  if (url) await setSetting(`${service}.base_url`, url, 'onboarding');
  await completeStep('api_keys', { [`${service}ApiKey`]: key });
  // For the agent: a key is stored nowhere in the browser, and the server never returns it.
  const known = SERVICES.find(({ value }) => value === service);
  if (known) await keepProvider(known.text, url || known.url, key);
}

export function KeyStep() {
  const t = useText();
  const { leave } = useShownStep();
  const step = useAction(keepKey, [onboardingKey, providersKey], leave);
  const form = useSchemaForm(KEY, {
    defaultValues: { service: 'openai', key: '', url: '' },
    error: step.error,
    onSubmit: key => step.mutate(key),
  });
  return (
    <>
      <p>{t('onboarding.key.text')}</p>
      <Refused error={form.error} />
      <form noValidate onSubmit={form.submit} className="flex max-w-lg flex-col gap-4">
        <Choice
          {...form.choice('service')}
          label={t('onboarding.key.service')}
          options={SERVICES}
        />
        <Field
          {...form.field('key')}
          label={t('onboarding.key.key')}
          hint={t('onboarding.key.keyHint')}
          type="password"
          autoComplete="off"
          required
        />
        <Field
          {...form.field('url')}
          label={t('onboarding.key.url')}
          hint={t('onboarding.key.urlHint')}
          type="url"
          autoComplete="off"
        />
        <StepButtons step="api_keys" action={t('onboarding.key.submit')} isBusy={step.isPending} />
      </form>
    </>
  );
}
