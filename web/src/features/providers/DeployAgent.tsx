import { useState } from 'react';
import { instancesKey } from '../../api/queries/instances';
import { deployAgent } from '../../api/queries/providers';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { InstanceChoice } from '../instances/InstanceChoice';

interface Props {
  provider: string;
  agent: { id: string; name: string };
}

/** Lets an agent answer on instances. */
export function DeployAgent({ provider, agent }: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const deploy = useDeed(
    (instances: string[]) =>
      Promise.all(instances.map(instance => deployAgent(instance, provider, agent.id))),
    [instancesKey, ['instance']],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('providers.deploy')}</Button>
      {isOpen && (
        <FormDialog
          title={t('providers.deployTitle', { name: agent.name })}
          action={t('providers.deploy')}
          error={deploy.error}
          isBusy={deploy.isPending}
          onSubmit={fields => deploy.mutate(fields.getAll('instance').map(String))}
          onClose={() => setOpen(false)}
        >
          <InstanceChoice
            legend={t('common.instances')}
            hint={t('providers.deployHint')}
            chosen={[]}
          />
        </FormDialog>
      )}
    </>
  );
}
