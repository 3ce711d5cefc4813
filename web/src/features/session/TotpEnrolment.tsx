import { QRCodeSVG } from 'qrcode.react';
import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import { sessionKey } from '../../api/queries/session';
import { confirmTotp } from '../../api/queries/totp';
import { Button } from '../../components/Button';
import { Copyable } from '../../components/Copyable';
import { Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  enrolment: Schemas['TotpEnrolmentView'];
  onConfirmed: (recoveryCodes: string[]) => void;
  onCancel: () => void;
}

const CODE = z.object({ code: required() });

/** The secret, drawn here and as text, until a code of the app proves that it has it. */
export function TotpEnrolment({ enrolment, onConfirmed, onCancel }: Props) {
  const t = useText();
  const confirm = useAction(confirmTotp, [sessionKey], ({ recoveryCodes }) =>
    onConfirmed(recoveryCodes),
  );
  const form = useSchemaForm(CODE, {
    defaultValues: { code: '' },
    error: confirm.error,
    onSubmit: ({ code }) => confirm.mutate(code),
  });
  return (
    <div className="flex flex-col gap-4">
      <p>{t('totp.scan')}</p>
      {/* Black on white in both themes: cameras need it. */}
      <div className="self-start rounded-lg bg-white p-4">
        <QRCodeSVG value={enrolment.url} size={200} title={t('totp.qrImage')} role="img" />
      </div>
      <p>{t('totp.typeSecret')}</p>
      <Copyable label={t('totp.secret')} value={enrolment.secret} />
      <Refused error={form.error} />
      <form noValidate onSubmit={form.submit} className="flex max-w-sm flex-col gap-4">
        <Field
          {...form.field('code')}
          label={t('totp.code')}
          hint={t('totp.codeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" kind="main" isBusy={confirm.isPending}>
            {t('totp.confirm')}
          </Button>
          <Button onClick={onCancel}>{t('app.cancel')}</Button>
        </div>
      </form>
    </div>
  );
}
