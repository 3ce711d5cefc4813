import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { type Agent, agentsKey, deployAgent, undeployAgent } from '../../api/queries/agents';
import { type Instance, instancesKey, instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Check } from '../../components/Check';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { ticked } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  agent: Agent;
  mayChange: boolean;
}

/** Where the agent answers: boxes to tick. */
export function Deployment({ agent, mayChange }: Props) {
  const t = useText();
  const query = useQuery(instancesQuery);
  const present = agent.instances.map(one => one.id);
  if (agent.instanceId) {
    return (
      <Card title={t('agents.deployment')}>
        <Notice>{t('agents.ownOf', { name: agent.instances[0]?.name ?? agent.name })}</Notice>
      </Card>
    );
  }
  return (
    <Card title={t('agents.deployment')}>
      <Loaded query={query}>
        {instances =>
          instances.length === 0 ? (
            <p>{t('home.none')}</p>
          ) : (
            // Anew with each state of the server.
            <Boxes
              key={present.join()}
              agent={agent}
              present={present}
              instances={instances}
              mayChange={mayChange}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

const DEPLOYED = z.object({ instanceIds: ticked() });

interface BoxesProps extends Props {
  present: string[];
  instances: readonly Instance[];
}

function Boxes({ agent, present, instances, mayChange }: BoxesProps) {
  const t = useText();
  const change = useAction(
    async (wanted: string[]) => {
      const added = wanted.filter(id => !present.includes(id));
      const removed = present.filter(id => !wanted.includes(id));
      if (added.length > 0) await deployAgent(agent.id, added);
      if (removed.length > 0) await undeployAgent(agent.id, removed);
    },
    [agentsKey, instancesKey, ['instance']],
  );
  const form = useSchemaForm(DEPLOYED, {
    defaultValues: { instanceIds: present },
    error: change.error,
    onSubmit: ({ instanceIds }) => change.mutate(instanceIds),
  });
  return (
    <form noValidate onSubmit={form.submit}>
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-3">
        <legend className="mb-2 text-quiet text-sm">{t('agents.deploymentHint')}</legend>
        {instances.map(({ id, name, agent: other }) => (
          <Check
            key={id}
            {...form.field('instanceIds')}
            label={name}
            value={id}
            hint={
              !present.includes(id) && (other.providerId || other.apiUrl)
                ? t('agents.replaces')
                : undefined
            }
          />
        ))}
        <Refused error={form.error} />
        {mayChange && (
          <Button type="submit" kind="main" isBusy={change.isPending} className="self-start">
            {t('agents.deploy')}
          </Button>
        )}
      </fieldset>
    </form>
  );
}
