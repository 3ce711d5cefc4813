import { useState } from 'react';
import { type Setting, setSetting, settingsKey } from '../../api/queries/settings';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { ValueField } from './ValueField';
import { parsed } from './value';

interface Change {
  value: unknown;
  reason: string;
}

export function EditSetting({ setting }: { setting: Setting }) {
  const t = useText();
  const { key, valueType } = setting;
  const [isOpen, setOpen] = useState(false);
  const [unreadable, setUnreadable] = useState<Error>();
  const save = useDeed(
    ({ value, reason }: Change) => setSetting(key, value, reason),
    [settingsKey],
    () => setOpen(false),
  );
  const submit = (fields: FormData) => {
    try {
      const value = parsed(String(fields.get('value')), valueType);
      setUnreadable(undefined);
      save.mutate({ value, reason: String(fields.get('reason')).trim() });
    } catch {
      setUnreadable(new Error(t(valueType === 'json' ? 'settings.notJson' : 'settings.notNumber')));
    }
  };
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={t('settings.edit', { key })}>
        {t('common.edit')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('settings.edit', { key })}
          action={t('common.save')}
          error={unreadable ?? save.error}
          isBusy={save.isPending}
          onSubmit={submit}
          onClose={() => setOpen(false)}
        >
          <ValueField setting={setting} />
          <Field label={t('settings.reason')} hint={t('settings.reasonHint')} name="reason" />
        </FormDialog>
      )}
    </>
  );
}
