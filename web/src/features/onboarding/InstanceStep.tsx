import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { createInstance, instancesKey, instancesQuery } from '../../api/queries/instances';
import { channelsQuery, completeStep, onboardingKey } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Refused } from '../../components/Refused';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
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

function NewInstance() {
  const t = useText();
  const channels = useQuery(channelsQuery);
  const create = useDeed(
    async (body: { name: string; channel: string }) => {
      await createInstance(body);
      return completeStep('first_instance');
    },
    [onboardingKey, instancesKey],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({
      name: String(form.get('name')).trim(),
      channel: String(form.get('channel')),
    });
  };
  return (
    <Loaded query={channels}>
      {({ items }) => (
        <form onSubmit={submit} className="flex max-w-lg flex-col gap-4">
          <p>{t('onboarding.instance.text')}</p>
          <Refused error={create.error} />
          <Field label={t('instances.name')} hint={t('instances.nameHint')} name="name" required />
          <Choice
            label={t('instances.channel')}
            name="channel"
            defaultValue="whatsapp-baileys"
            options={items.map(({ id, name }) => ({ value: id, text: name }))}
          />
          <Button type="submit" kind="main" className="self-start" isBusy={create.isPending}>
            {t('instances.create')}
          </Button>
        </form>
      )}
    </Loaded>
  );
}
