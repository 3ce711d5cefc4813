import * as z from 'zod/mini';
import { type Agent, agentsKey, deployAgent } from '../../api/queries/agents';
import { instanceKey, instancesKey } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Choice } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { useFirstOption } from '../../forms/useFirstOption';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const CHOSEN = z.object({ agent: z.string() });

interface Props {
  instance: string;
  agents: readonly Agent[];
}

/** Lets one of these agents answer on an instance. */
export function DeployHere({ instance, agents }: Props) {
  const t = useText();
  const deploy = useAction(
    (agent: string) => deployAgent(agent, [instance]),
    [agentsKey, instancesKey, instanceKey(instance)],
  );
  const form = useSchemaForm(CHOSEN, {
    defaultValues: { agent: '' },
    error: deploy.error,
    onSubmit: ({ agent }) => deploy.mutate(agent),
  });
  const options = agents.map(({ id, name }) => ({ value: id, text: name }));
  const chosen = form.choice('agent');
  useFirstOption(chosen, options);
  return (
    <Card title={t('instance.agent.choose')}>
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        <Choice
          {...chosen}
          label={t('sections.agents')}
          hint={t('instance.agent.chooseHint')}
          options={options}
        />
        <Refused error={form.error} />
        <Button type="submit" kind="main" isBusy={deploy.isPending} className="self-start">
          {t('instance.agent.deploy')}
        </Button>
      </form>
    </Card>
  );
}
