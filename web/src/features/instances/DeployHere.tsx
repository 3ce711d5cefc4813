import type { FormEvent } from 'react';
import { type Agent, agentsKey, deployAgent } from '../../api/queries/agents';
import { instanceKey, instancesKey } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Choice } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

interface Props {
  instance: string;
  agents: readonly Agent[];
}

/** Lets one of these agents answer on an instance. */
export function DeployHere({ instance, agents }: Props) {
  const t = useText();
  const deploy = useDeed(
    (agent: string) => deployAgent(agent, [instance]),
    [agentsKey, instancesKey, instanceKey(instance)],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    deploy.mutate(String(new FormData(event.currentTarget).get('agent')));
  };
  return (
    <Card title={t('instance.agent.choose')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Choice
          label={t('sections.agents')}
          hint={t('instance.agent.chooseHint')}
          name="agent"
          options={agents.map(({ id, name }) => ({ value: id, text: name }))}
        />
        <Refused error={deploy.error} />
        <Button type="submit" kind="main" isBusy={deploy.isPending} className="self-start">
          {t('instance.agent.deploy')}
        </Button>
      </form>
    </Card>
  );
}
