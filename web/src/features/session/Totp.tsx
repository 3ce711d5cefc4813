import { useState } from 'react';
import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import { sessionKey } from '../../api/queries/session';
import { enrolTotp, removeTotp } from '../../api/queries/totp';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Mark } from '../../components/Mark';
import { Once } from '../../components/Once';
import { Card } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { untouched } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
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
function WithPassword<R>(props: Props<R>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {props.action}
      </Button>
      {isOpen && <Password {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

const PASSWORD = z.object({ password: untouched() });

function Password<R>({ action, text, run, onDone, onClose }: Props<R> & { onClose: () => void }) {
  const t = useText();
  const mutation = useAction(run, [sessionKey], result => {
    onClose();
    onDone(result);
  });
  const form = useSchemaForm(PASSWORD, {
    defaultValues: { password: '' },
    error: mutation.error,
    onSubmit: ({ password }) => mutation.mutate(password),
  });
  return (
    <FormDialog
      title={action}
      action={action}
      form={form}
      isBusy={mutation.isPending}
      onClose={onClose}
    >
      <p>{text}</p>
      <Field
        {...form.field('password')}
        label={t('account.current')}
        type="password"
        autoComplete="current-password"
        required
      />
    </FormDialog>
  );
}
