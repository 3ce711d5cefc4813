import { useState } from 'react';
import { type Setting, setSetting, settingsKey } from '../../api/queries/settings';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { settingSchema } from './schema';
import { ValueField } from './ValueField';
import { fieldText } from './value';

export function EditSetting({ setting }: { setting: Setting }) {
  const t = useText();
  const { key } = setting;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={t('settings.edit', { key })}>
        {t('common.edit')}
      </Button>
      {isOpen && <SettingForm setting={setting} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Change {
  value: unknown;
  reason: string;
}

function SettingForm({ setting, onClose }: { setting: Setting; onClose: () => void }) {
  const t = useText();
  const { key, valueType } = setting;
  const save = useAction(
    ({ value, reason }: Change) => setSetting(key, value, reason),
    [settingsKey],
    onClose,
  );
  const form = useSchemaForm(settingSchema(valueType), {
    // What is not set is shown as the first choice.
    defaultValues: {
      value: fieldText(setting) || (valueType === 'boolean' ? 'true' : ''),
      reason: '',
    },
    error: save.error,
    onSubmit: change => save.mutate(change),
  });
  return (
    <FormDialog
      title={t('settings.edit', { key })}
      action={t('common.save')}
      form={form}
      isBusy={save.isPending}
      onClose={onClose}
    >
      <ValueField setting={setting} field={form.field('value')} choice={form.choice('value')} />
      <Field
        {...form.field('reason')}
        label={t('settings.reason')}
        hint={t('settings.reasonHint')}
      />
    </FormDialog>
  );
}
