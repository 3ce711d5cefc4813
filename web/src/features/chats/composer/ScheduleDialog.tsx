import { useState } from 'react';
import * as z from 'zod/mini';
import { Area } from '../../../components/Area';
import { Button } from '../../../components/Button';
import { Field } from '../../../components/Field';
import { FormDialog } from '../../../components/FormDialog';
import { say, time, untouched } from '../../../forms/fields';
import { useSchemaForm } from '../../../forms/useSchemaForm';
import { useText } from '../../../i18n/useText';
import { toLocal } from '../../../lib/localTime';
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

/** A file may be without a caption. Times are to the minute. */
const scheduleSchema = (hasFile: boolean, opened: Date) =>
  z.object({
    text: hasFile ? z.string() : untouched(),
    sendAt: time().check(
      z.refine(at => toLocal(at) >= toLocal(opened.toISOString()), say('form.passed')),
    ),
  });

/** When a text or a file is sent. Loaded when it is opened. */
export default function ScheduleDialog({ text, file, sendAt, error, onSubmit, ...rest }: Props) {
  const t = useText();
  const [now] = useState(() => new Date());
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const form = useSchemaForm(scheduleSchema(file !== undefined, now), {
    defaultValues: { text, sendAt: toLocal(sendAt) },
    error,
    onSubmit,
  });
  const suggest = (at: Date) =>
    form.setValue('sendAt', toLocal(at.toISOString()), {
      shouldValidate: form.formState.isSubmitted,
    });
  return (
    <FormDialog {...rest} form={form}>
      {file && <bdi className="[overflow-wrap:anywhere]">{file}</bdi>}
      <Area
        {...form.field('text')}
        label={t(file ? 'replies.caption' : 'replies.text')}
        dir="auto"
        required={!file}
      />
      <div className="flex flex-wrap gap-2">
        {suggestions(now).map(one => (
          <Button key={one.text} onClick={() => suggest(one.at)}>
            {t(one.text)}
          </Button>
        ))}
      </div>
      <Field
        {...form.field('sendAt')}
        label={t('replies.sendAt')}
        hint={t('replies.zone', { zone })}
        type="datetime-local"
        required
        min={toLocal(now.toISOString())}
      />
    </FormDialog>
  );
}
