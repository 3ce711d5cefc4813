import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { channelsQuery } from '../../api/queries/channels';
import { createInstance, instancesKey, instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Refused } from '../../components/Refused';
import { required } from '../../forms/fields';
import { useFirstOption } from '../../forms/useFirstOption';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { StepButtons } from './StepButtons';
import { nothing, useStep } from './useStep';

export function InstanceStep() {
  const t = useText();
  const instances = useQuery(instancesQuery);
  const keep = useStep<void>('first_instance', nothing);
  return (
    <Loaded query={instances}>
      {all =>
        all.length === 0 ? (
          <NewInstance />
        ) : (
          <>
            <p>{t('onboarding.instance.have', { names: all.map(one => one.name).join(', ') })}</p>
            <Refused error={keep.error} />
            <Button
              kind="main"
              className="self-start"
              isBusy={keep.isPending}
              onClick={() => keep.mutate()}
            >
              {t('onboarding.next')}
            </Button>
          </>
        )
      }
    </Loaded>
  );
}

const INSTANCE = z.object({ name: required(), channel: z.string() });

function NewInstance() {
  const t = useText();
  const channels = useQuery(channelsQuery);
  const create = useStep(
    'first_instance',
    async (body: z.infer<typeof INSTANCE>) => {
      await createInstance(body);
      return {};
    },
    [instancesKey],
  );
  const form = useSchemaForm(INSTANCE, {
    defaultValues: { name: '', channel: 'whatsapp-baileys' },
    error: create.error,
    onSubmit: instance => create.mutate(instance),
  });
  const channel = form.choice('channel');
  const options = (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name }));
  useFirstOption(channel, options);
  return (
    <Loaded query={channels}>
      {() => (
        <form noValidate onSubmit={form.submit} className="flex max-w-lg flex-col gap-4">
          <p>{t('onboarding.instance.text')}</p>
          <Refused error={form.error} />
          <Field
            {...form.field('name')}
            label={t('instances.name')}
            hint={t('instances.nameHint')}
            required
          />
          <Choice {...channel} label={t('instances.channel')} options={options} />
          <StepButtons
            step="first_instance"
            action={t('instances.create')}
            isBusy={create.isPending}
          />
        </form>
      )}
    </Loaded>
  );
}
