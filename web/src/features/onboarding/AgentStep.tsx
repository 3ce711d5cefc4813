import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import * as z from 'zod/mini';
import { type Instance, instancesKey } from '../../api/queries/instances';
import { setAgent } from '../../api/queries/onboarding';
import { type Provider, providerAgentsQuery, providersQuery } from '../../api/queries/providers';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Refused } from '../../components/Refused';
import { required, text, url } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { agentOf, firstAgent } from './agent';
import { OwnInstance } from './OwnInstance';
import { StepButtons } from './StepButtons';
import { useStep } from './useStep';

/** What answers: a model with OpenAI's API. Other protocols are set on the pages of agents. */
export function AgentStep() {
  const providers = useInfiniteQuery(providersQuery);
  return (
    <OwnInstance step="agent">
      {instance => (
        <Loaded query={providers}>
          {({ pages }) => (
            <Agent
              instance={instance}
              providers={pages.flatMap(page => page.items).filter(one => one.type === 'openai')}
            />
          )}
        </Loaded>
      )}
    </OwnInstance>
  );
}

const AGENT = z.pipe(
  z.object({
    provider: z.string(),
    apiUrl: url(),
    agentId: required(),
    apiKey: text(),
    prompt: text(),
  }),
  z.transform(agentOf),
);

const FIELD_NAMES = {
  'agent.providerId': 'provider',
  'agent.apiUrl': 'apiUrl',
  'agent.agentId': 'agentId',
  'agent.apiKey': 'apiKey',
  'agent.prompt': 'prompt',
} as const;

function Agent({ instance, providers }: { instance: Instance; providers: Provider[] }) {
  const t = useText();
  const save = useStep(
    'agent',
    async (agent: ReturnType<typeof agentOf>) => {
      await setAgent(instance.id, agent);
      return {};
    },
    [instancesKey],
  );
  const form = useSchemaForm(AGENT, {
    defaultValues: firstAgent(instance.agent, providers),
    error: save.error,
    names: FIELD_NAMES,
    onSubmit: agent => save.mutate(agent),
  });
  const provider = form.choice('provider');
  const models = useModels(provider.value);
  return (
    <>
      <p>{t('onboarding.agent.text')}</p>
      <Refused error={form.error} />
      <form noValidate onSubmit={form.submit} className="flex max-w-lg flex-col gap-4">
        {providers.length > 0 && (
          <Choice
            {...provider}
            label={t('onboarding.agent.provider')}
            options={[
              ...providers.map(({ id, name }) => ({ value: id, text: name })),
              { value: '', text: t('onboarding.agent.other') },
            ]}
          />
        )}
        {provider.value === '' && (
          <>
            <Field
              {...form.field('apiUrl')}
              label={t('onboarding.agent.url')}
              type="url"
              required
            />
            <Field
              {...form.field('apiKey')}
              label={t('onboarding.agent.key')}
              hint={t(
                instance.agent.hasApiKey ? 'onboarding.agent.keyKept' : 'onboarding.key.keyHint',
              )}
              type="password"
              autoComplete="off"
            />
          </>
        )}
        <Field
          {...form.field('agentId')}
          label={t('onboarding.agent.model')}
          hint={t(models.hint)}
          list={models.list}
          autoComplete="off"
          required
        />
        <datalist id={models.list}>
          {models.ids.map(id => (
            <option key={id} value={id} />
          ))}
        </datalist>
        <Area
          {...form.field('prompt')}
          label={t('onboarding.agent.prompt')}
          hint={t('onboarding.agent.promptHint')}
        />
        <StepButtons step="agent" action={t('onboarding.agent.submit')} isBusy={save.isPending} />
      </form>
    </>
  );
}

/** The models that the provider lists now. One that is not stored yet cannot be asked. */
function useModels(provider: string) {
  const list = useId();
  const { data = [], isError } = useQuery({
    ...providerAgentsQuery(provider),
    enabled: provider !== '',
  });
  const ids = data.map(one => one.id);
  if (isError) return { list, ids, hint: 'onboarding.agent.notListed' } as const;
  const hint = ids.length > 0 ? 'onboarding.agent.listed' : 'onboarding.agent.modelHint';
  return { list, ids, hint } as const;
}
