import { useState } from 'react';
import * as z from 'zod/mini';
import { instancesKey } from '../../api/queries/instances';
import { deployAgent } from '../../api/queries/providers';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { ticked } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { InstanceChoice } from '../instances/InstanceChoice';

const DEPLOYMENT = z.object({ instanceIds: ticked() });

interface Props {
  provider: string;
  agent: { id: string; name: string };
}

/** Lets an agent answer on instances. */
export function DeployAgent(props: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('providers.deploy')}</Button>
      {isOpen && <DeploymentForm {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function DeploymentForm({ provider, agent, onClose }: Props & { onClose: () => void }) {
  const t = useText();
  const deploy = useAction(
    (instances: string[]) =>
      Promise.all(instances.map(instance => deployAgent(instance, provider, agent.id))),
    [instancesKey, ['instance']],
    onClose,
  );
  const form = useSchemaForm(DEPLOYMENT, {
    defaultValues: { instanceIds: [] },
    error: deploy.error,
    onSubmit: ({ instanceIds }) => deploy.mutate(instanceIds),
  });
  return (
    <FormDialog
      title={t('providers.deployTitle', { name: agent.name })}
      action={t('providers.deploy')}
      form={form}
      isBusy={deploy.isPending}
      onClose={onClose}
    >
      <InstanceChoice
        field={form.field('instanceIds')}
        legend={t('common.instances')}
        hint={t('providers.deployHint')}
      />
    </FormDialog>
  );
}
