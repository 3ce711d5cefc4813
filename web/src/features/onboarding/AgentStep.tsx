import type { FormEvent } from 'react';
import { instancesKey } from '../../api/queries/instances';
import { completeStep, onboardingKey, setAgent } from '../../api/queries/onboarding';
import { Area } from '../../components/Area';
import { Field } from '../../components/Field';
import { Loading } from '../../components/Loading';
import { Refused } from '../../components/Refused';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import type { ChosenModel } from './KeyStep';
import { StepButtons } from './StepButtons';
import { useOwnInstance } from './useOwnInstance';
import { skipped, useStep } from './useStep';

/** What answers: a model with OpenAI's API. Other protocols are set on the pages of agents. */
export function AgentStep({ model }: { model: ChosenModel | undefined }) {
  const instance = useOwnInstance();
  if (!instance) return <Loading />;
  return <Agent instance={instance.id} model={model} />;
}

function Agent({ instance, model }: { instance: string; model: ChosenModel | undefined }) {
  const t = useText();
  const skip = useStep<void>('agent', skipped);
  const save = useDeed(
    async (agent: Parameters<typeof setAgent>[1]) => {
      await setAgent(instance, agent);
      return completeStep('agent');
    },
    [onboardingKey, instancesKey],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const [apiKey, prompt] = [text('key'), text('prompt')];
    save.mutate({
      type: 'openai',
      apiUrl: text('url'),
      agentId: text('model'),
      ...(apiKey ? { apiKey } : {}),
      ...(prompt ? { prompt } : {}),
    });
  };
  return (
    <>
      <p>{t('onboarding.agent.text')}</p>
      <Refused error={save.error ?? skip.error} />
      <form onSubmit={submit} className="flex max-w-lg flex-col gap-4">
        <Field
          label={t('onboarding.agent.url')}
          name="url"
          type="url"
          defaultValue={model?.url ?? 'https://api.openai.com/v1'}
          required
        />
        <Field
          label={t('onboarding.agent.model')}
          hint={t('onboarding.agent.modelHint')}
          name="model"
          autoComplete="off"
          required
        />
        <Field
          label={t('onboarding.agent.key')}
          name="key"
          type="password"
          autoComplete="off"
          defaultValue={model?.key ?? ''}
        />
        <Area
          label={t('onboarding.agent.prompt')}
          hint={t('onboarding.agent.promptHint')}
          name="prompt"
        />
        <StepButtons action={t('onboarding.agent.submit')} isBusy={save.isPending} skip={skip} />
      </form>
    </>
  );
}
