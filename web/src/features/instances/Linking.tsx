import { useMutation, useQueryClient } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { type FormEvent, useState } from 'react';
import { pairInstance, type Status, statusKey } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { Field } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
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
  const reason = useReason();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const pair = useMutation({
    mutationFn: (phone: string) => pairInstance(id, phone),
    onSuccess: () => client.invalidateQueries({ queryKey: statusKey(id) }),
  });
  if (!isOpen) {
    return (
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('instances.codeInstead')}
      </Button>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    pair.mutate(String(new FormData(event.currentTarget).get('phone')));
  };
  return (
    <form onSubmit={submit} className="flex max-w-sm flex-col gap-3">
      {pair.isError && (
        <Notice tone="bad" isAlert>
          {reason(pair.error)}
        </Notice>
      )}
      <Field
        label={t('instances.phone')}
        hint={t('instances.phoneHint')}
        name="phone"
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
