import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import * as z from 'zod/mini';
import { pairInstance, type Status, statusKey } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { PasskeyStep } from './PasskeyStep';

/** How to link a phone, while the instance waits for one. */
export function Linking({ status }: { status: Status }) {
  const t = useText();
  if (status.state === 'passkey_required') return <PasskeyStep id={status.instanceId} />;
  if (status.state !== 'awaiting_pairing') return null;
  return (
    <Card title={t('instances.link')}>
      {status.pairingCode && <PairingCode code={status.pairingCode} />}
      {status.qr && !status.pairingCode && <Qr text={status.qr} />}
      <CodeForm id={status.instanceId} />
    </Card>
  );
}

function Qr({ text }: { text: string }) {
  const t = useText();
  return (
    <figure className="flex flex-wrap items-center gap-5">
      {/* Black on white in both themes: cameras need it. */}
      <div className="rounded-lg bg-white p-4" data-qr={text}>
        <QRCodeSVG value={text} size={240} title={t('instances.qrImage')} role="img" />
      </div>
      <figcaption className="max-w-xs">
        <p className="font-medium">{t('instances.qrTitle')}</p>
        <p>{t('instances.qrHelp')}</p>
        <p className="text-quiet">{t('instances.qrExpires')}</p>
      </figcaption>
    </figure>
  );
}

function PairingCode({ code }: { code: string }) {
  const t = useText();
  return (
    <div role="status">
      <p>{t('instances.code')}</p>
      <p data-code={code} className="select-all font-mono font-semibold text-3xl tracking-widest">
        {code}
      </p>
    </div>
  );
}

function CodeForm({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <PhoneForm id={id} />;
  return (
    <Button className="self-start" onClick={() => setOpen(true)}>
      {t('instances.codeInstead')}
    </Button>
  );
}

const PHONE = z.object({ phoneNumber: required() });

function PhoneForm({ id }: { id: string }) {
  const t = useText();
  const pair = useAction((phone: string) => pairInstance(id, phone), [statusKey(id)]);
  const form = useSchemaForm(PHONE, {
    defaultValues: { phoneNumber: '' },
    error: pair.error,
    onSubmit: ({ phoneNumber }) => pair.mutate(phoneNumber),
  });
  return (
    <form noValidate onSubmit={form.submit} className="flex max-w-sm flex-col gap-3">
      <Refused error={form.error} />
      <Field
        {...form.field('phoneNumber')}
        label={t('instances.phone')}
        hint={t('instances.phoneHint')}
        type="tel"
        autoComplete="tel"
        required
      />
      <Button type="submit" kind="main" isBusy={pair.isPending} className="self-start">
        {t('instances.getCode')}
      </Button>
    </form>
  );
}
