import { useState } from 'react';
import { Area } from '../../../components/Area';
import { Button } from '../../../components/Button';
import { Field } from '../../../components/Field';
import { FormDialog } from '../../../components/FormDialog';
import { useText } from '../../../i18n/useText';
import { fromLocal, toLocal } from '../../../lib/localTime';
import { suggestions } from './suggestions';

interface Props {
  title: string;
  action: string;
  text: string;
  /** What is sent besides: the text is its caption, and may be empty. */
  file?: string | undefined;
  sendAt?: string;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: { text: string; sendAt: string }) => void;
  onClose: () => void;
}

/** When a text or a file is sent. Loaded when it is opened. */
export default function ScheduleDialog({ text, file, sendAt, onSubmit, ...rest }: Props) {
  const t = useText();
  const [now] = useState(() => new Date());
  const [local, setLocal] = useState(() => toLocal(sendAt));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = (fields: FormData) => {
    const at = fromLocal(local);
    if (at) onSubmit({ text: String(fields.get('text')), sendAt: at });
  };
  return (
    <FormDialog {...rest} onSubmit={submit}>
      {file && <bdi className="[overflow-wrap:anywhere]">{file}</bdi>}
      <Area
        label={t(file ? 'replies.caption' : 'replies.text')}
        name="text"
        dir="auto"
        required={!file}
        defaultValue={text}
      />
      <div className="flex flex-wrap gap-2">
        {suggestions(now).map(one => (
          <Button key={one.text} onClick={() => setLocal(toLocal(one.at.toISOString()))}>
            {t(one.text)}
          </Button>
        ))}
      </div>
      <Field
        label={t('replies.sendAt')}
        hint={t('replies.zone', { zone })}
        name="sendAt"
        type="datetime-local"
        required
        min={toLocal(now.toISOString())}
        value={local}
        onChange={event => setLocal(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
