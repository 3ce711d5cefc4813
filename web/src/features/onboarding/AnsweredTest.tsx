import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { onLive } from '../../api/live/listeners';
import { refreshSoon } from '../../api/live/refresh';
import { arrivalsQuery, ensurePhone, writeFrom } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { PERSON, SHOP } from './simulated';
import { nothing, useStep } from './useStep';

const WORDS = z.object({ text: required() });
const ARRIVALS = arrivalsQuery(PERSON);

/** A simulated phone: what its owner writes, and what arrives there. */
export function AnsweredTest() {
  const t = useText();
  const [written, setWritten] = useState<string[]>([]);
  const write = useAction(async (text: string) => {
    await ensurePhone(PERSON, t('onboarding.test.person'));
    await writeFrom(PERSON, SHOP, text);
    setWritten(before => [...before, text]);
  }, []);
  const form = useSchemaForm(WORDS, {
    defaultValues: { text: '' },
    error: write.error,
    onSubmit: ({ text }) => write.mutate(text),
  });
  return (
    <>
      <p>{t('onboarding.test.simulated')}</p>
      <Refused error={form.error} />
      <form noValidate onSubmit={form.submit} className="flex max-w-lg flex-col gap-4">
        <Field
          {...form.field('text')}
          label={t('onboarding.test.text')}
          autoComplete="off"
          maxLength={4096}
          required
        />
        <Button type="submit" kind="main" className="self-start" isBusy={write.isPending}>
          {t('onboarding.test.write')}
        </Button>
      </form>
      {written.length > 0 && <Phone written={written} />}
    </>
  );
}

function Phone({ written }: { written: string[] }) {
  const t = useText();
  const client = useQueryClient();
  const { data, error } = useQuery(ARRIVALS);
  useEffect(
    () =>
      onLive(events => {
        // A phone has a message before it reports that.
        const hasArrived = events.some(event => event.type === 'message.delivered');
        if (hasArrived) refreshSoon(client, { queryKey: ARRIVALS.queryKey });
      }),
    [client],
  );
  const step = useStep<void>('test_message', nothing);
  const arrived = data?.items ?? [];
  return (
    <>
      <section
        role="log"
        aria-label={t('onboarding.test.phone')}
        className="flex flex-col gap-2 rounded-xl border border-line bg-raised p-4"
      >
        {written.map((text, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: it only grows, and a text may be repeated
          <p key={at} className="self-end break-words">
            <span className="text-quiet">{t('onboarding.test.person')}:</span> {text}
          </p>
        ))}
        {arrived.map(({ id, text }) => (
          <p key={id} data-arrived={id} className="break-words">
            <span className="text-quiet">{t('onboarding.test.agent')}:</span> {text}
          </p>
        ))}
        {arrived.length === 0 && <p className="text-quiet">{t('onboarding.test.waiting')}</p>}
      </section>
      <Refused error={error ?? step.error} />
      {arrived.length > 0 && (
        <Button
          kind="main"
          className="self-start"
          isBusy={step.isPending}
          onClick={() => step.mutate()}
        >
          {t('onboarding.test.arrived')}
        </Button>
      )}
    </>
  );
}
