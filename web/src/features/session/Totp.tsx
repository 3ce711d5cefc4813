import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { sessionKey } from '../../api/queries/session';
import { enrolTotp, removeTotp } from '../../api/queries/totp';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Mark } from '../../components/Mark';
import { Once } from '../../components/Once';
import { Card } from '../../components/Page';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { TotpEnrolment } from './TotpEnrolment';

/** One-time codes of the user: set up with an app, or removed. */
export function Totp({ isOn }: { isOn: boolean }) {
  const t = useText();
  const [enrolment, setEnrolment] = useState<Schemas['TotpEnrolmentView']>();
  const [recovery, setRecovery] = useState<string>();
  const confirmed = (codes: string[]) => {
    setEnrolment(undefined);
    setRecovery(codes.join('\n'));
  };
  return (
    <Card title={t('totp.title')}>
      <p className="text-quiet">{t('totp.about')}</p>
      <Mark tone={isOn ? 'good' : 'quiet'} text={t(isOn ? 'totp.on' : 'totp.off')} />
      {isOn && (
        <WithPassword
          action={t('totp.remove')}
          text={t('totp.removeText')}
          run={removeTotp}
          onDone={() => undefined}
        />
      )}
      {!isOn && !enrolment && (
        <WithPassword
          action={t('totp.setUp')}
          text={t('totp.setUpText')}
          run={enrolTotp}
          onDone={setEnrolment}
        />
      )}
      {!isOn && enrolment && (
        <TotpEnrolment
          enrolment={enrolment}
          onConfirmed={confirmed}
          onCancel={() => setEnrolment(undefined)}
        />
      )}
      {recovery && (
        <Once title={t('totp.recovery')} secret={recovery} onClose={() => setRecovery(undefined)} />
      )}
    </Card>
  );
}

interface Props<R> {
  action: string;
  text: string;
  run: (password: string) => Promise<R>;
  onDone: (result: R) => void;
}

/** A button that asks for the password before it does something. */
function WithPassword<R>({ action, text, run, onDone }: Props<R>) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const deed = useDeed(run, [sessionKey], result => {
    setOpen(false);
    onDone(result);
  });
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {action}
      </Button>
      {isOpen && (
        <FormDialog
          title={action}
          action={action}
          error={deed.error}
          isBusy={deed.isPending}
          onSubmit={fields => deed.mutate(String(fields.get('password') ?? ''))}
          onClose={() => setOpen(false)}
        >
          <p>{text}</p>
          <Field
            label={t('account.current')}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        </FormDialog>
      )}
    </>
  );
}
