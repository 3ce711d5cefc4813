import { type FormEvent, useState } from 'react';
import { setSetting } from '../../api/queries/settings';
import { Choice, Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { StepButtons } from './StepButtons';
import { skipped, useStep } from './useStep';

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

/** For the step of the agent, while the page is open: a key is stored nowhere in the browser. */
export interface ChosenModel {
  url: string;
  key: string;
}

export function KeyStep({ onChosen }: { onChosen: (model: ChosenModel) => void }) {
  const t = useText();
  const [service, setService] = useState('openai');
  const step = useStep('api_keys', async ({ url, key }: ChosenModel) => {
    // Before the key: it is tested there, and a key belongs to one address.
    if (url) await setSetting(`${service}.base_url`, url, 'onboarding');
    const known = SERVICES.find(({ value }) => value === service)?.url ?? '';
    onChosen({ url: url || known, key });
    return { [`${service}ApiKey`]: key };
  });
  const skip = useStep<void>('api_keys', skipped);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    step.mutate({ url: String(form.get('url')).trim(), key: String(form.get('key')).trim() });
  };
  return (
    <>
      <p>{t('onboarding.key.text')}</p>
      <Refused error={step.error ?? skip.error} />
      <form onSubmit={submit} className="flex max-w-lg flex-col gap-4">
        <Choice
          label={t('onboarding.key.service')}
          options={SERVICES}
          value={service}
          onChange={event => setService(event.target.value)}
        />
        <Field
          label={t('onboarding.key.key')}
          hint={t('onboarding.key.keyHint')}
          name="key"
          type="password"
          autoComplete="off"
          required
        />
        <Field
          label={t('onboarding.key.url')}
          hint={t('onboarding.key.urlHint')}
          name="url"
          type="url"
          autoComplete="off"
        />
        <StepButtons action={t('onboarding.key.submit')} isBusy={step.isPending} skip={skip} />
      </form>
    </>
  );
}
