import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerPasskey, confirmPasskey, passkeyQuery } from '../../api/queries/instance';
import { statusKey } from '../../api/queries/instances';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Code } from '../../components/Code';
import { Deed } from '../../components/Deed';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useDeed } from '../../components/useDeed';
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

function Sign({ id, options }: { id: string; options: object }) {
  const t = useText();
  const [isUnreadable, setUnreadable] = useState(false);
  const answer = useDeed(
    (assertion: Record<string, never>) => answerPasskey(id, assertion),
    [statusKey(id)],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const assertion = assertionOf(String(new FormData(event.currentTarget).get('assertion')));
    setUnreadable(!assertion);
    if (assertion) answer.mutate(assertion);
  };
  return (
    <>
      <p>{t('instance.passkey.why')}</p>
      <p>{t('instance.passkey.script')}</p>
      <Code value={scriptFor(options)} />
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Area
          label={t('instance.passkey.answer')}
          hint={t('instance.passkey.answerHint')}
          error={isUnreadable ? t('instance.passkey.noJson') : undefined}
          name="assertion"
          spellCheck={false}
          required
        />
        <Refused error={answer.error} />
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
        <p className="select-all font-mono font-semibold text-3xl tracking-widest">{code}</p>
      </div>
      <Deed
        kind="main"
        action={t('instance.passkey.confirm')}
        run={() => confirmPasskey(id)}
        keys={[statusKey(id)]}
      />
    </>
  );
}
