import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import { ensurePhone, progressQuery, sendTest } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { PERSON } from './simulated';
import { useStep } from './useStep';

const MESSAGE = z.object({ to: required(), text: required() });

/** A message from the new instance to a number of the reader's choice. */
export function SentTest({ instance, canSimulate }: { instance: string; canSimulate: boolean }) {
  const t = useText();
  const [sent, setSent] = useState<string>();
  const send = useAction(async ({ to, text }: { to: string; text: string }) => {
    if (canSimulate) await ensurePhone(PERSON, t('onboarding.test.person'));
    const { messageId } = await sendTest(instance, to, text);
    setSent(messageId);
  }, []);
  const form = useSchemaForm(MESSAGE, {
    defaultValues: { to: canSimulate ? `+${PERSON}` : '', text: '' },
    error: send.error,
    onSubmit: message => send.mutate(message),
  });
  return (
    <>
      <p>{t('onboarding.test.real')}</p>
      <Refused error={form.error} />
      <form noValidate onSubmit={form.submit} className="flex max-w-lg flex-col gap-4">
        <Field
          {...form.field('to')}
          label={t('onboarding.test.to')}
          hint={t('instances.phoneHint')}
          inputMode="tel"
          required
        />
        <Field
          {...form.field('text')}
          label={t('onboarding.test.text')}
          autoComplete="off"
          required
        />
        <Button type="submit" kind="main" className="self-start" isBusy={send.isPending}>
          {t('onboarding.test.send')}
        </Button>
      </form>
      {sent && <Arrival instance={instance} id={sent} />}
    </>
  );
}

/** How far the message arrived. */
function Arrival({ instance, id }: { instance: string; id: string }) {
  const t = useText();
  const { data: status = 'queued', error } = useQuery(progressQuery(instance, id));
  const step = useStep<void>('test_message', async () => ({ messageId: id }));
  return (
    <>
      <p role="status">{t('onboarding.test.progress', { status: t(`chats.status.${status}`) })}</p>
      <Refused error={error ?? step.error} />
      {['sent', 'delivered', 'read'].includes(status) && (
        <Button
          kind="main"
          className="self-start"
          isBusy={step.isPending}
          onClick={() => step.mutate()}
        >
          {t('onboarding.next')}
        </Button>
      )}
    </>
  );
}
