import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { answerPasskey, confirmPasskey, passkeyQuery } from '../../api/queries/instance';
import { statusKey } from '../../api/queries/instances';
import { ActionButton } from '../../components/ActionButton';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Copyable } from '../../components/Copyable';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { readAs } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { translate } from '../../i18n';
import { useText } from '../../i18n/useText';
import { assertionOf, scriptFor } from './passkey';

/** A link that its owner approves with a passkey: the challenge is signed, and then a code compared. */
export function PasskeyStep({ id }: { id: string }) {
  const t = useText();
  return (
    <Card title={t('instance.passkey.title')}>
      <Loaded query={useQuery(passkeyQuery(id))}>
        {({ step, options, code }) =>
          step === 'compare' ? (
            <Compare id={id} code={code ?? ''} />
          ) : (
            <Sign id={id} options={options ?? {}} />
          )
        }
      </Loaded>
    </Card>
  );
}

const ANSWER = z.object({
  assertion: readAs((given, refuse) =>
    given.trim()
      ? (assertionOf(given) ?? refuse(translate('instance.passkey.noJson')))
      : refuse(translate('form.required')),
  ),
});

function Sign({ id, options }: { id: string; options: object }) {
  const t = useText();
  const answer = useAction(
    (assertion: Record<string, never>) => answerPasskey(id, assertion),
    [statusKey(id)],
  );
  const form = useSchemaForm(ANSWER, {
    defaultValues: { assertion: '' },
    error: answer.error,
    onSubmit: ({ assertion }) => answer.mutate(assertion),
  });
  return (
    <>
      <p>{t('instance.passkey.why')}</p>
      <p>{t('instance.passkey.script')}</p>
      <Copyable value={scriptFor(options)} label={t('instance.passkey.scriptName')} />
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-3">
        <Area
          {...form.field('assertion')}
          label={t('instance.passkey.answer')}
          hint={t('instance.passkey.answerHint')}
          spellCheck={false}
          required
        />
        <Refused error={form.error} />
        <Button type="submit" kind="main" isBusy={answer.isPending} className="self-start">
          {t('instance.passkey.send')}
        </Button>
      </form>
    </>
  );
}

function Compare({ id, code }: { id: string; code: string }) {
  const t = useText();
  return (
    <>
      <div role="status">
        <p>{t('instance.passkey.compare')}</p>
        <p data-code={code} className="select-all font-mono font-semibold text-3xl tracking-widest">
          {code}
        </p>
      </div>
      <ActionButton
        kind="main"
        action={t('instance.passkey.confirm')}
        run={() => confirmPasskey(id)}
        keys={[statusKey(id)]}
      />
    </>
  );
}
