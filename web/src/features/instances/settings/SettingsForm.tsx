import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { InstanceChanges, TaggedInstance } from '../../../api/queries/instance';
import { Card } from '../../../components/Page';
import { useMay } from '../../session/useSession';
import { SaveRow } from '../SaveRow';
import { isChanged, isUndecided, shownOf } from './edit';
import { refusalsOf } from './refusals';
import { SettingFields } from './SettingFields';
import type { Setting, Values } from './settings';
import { useSettings } from './useSettings';

interface Props {
  title: string;
  hint?: string;
  settings: readonly Setting[];
  tagged: TaggedInstance;
  adjust?: (changes: InstanceChanges, draft: Values) => InstanceChanges;
}

/** Some of an instance's settings, saved alone. Who may not change them reads them. */
export function SettingsForm({ title, hint, settings, tagged, adjust }: Props) {
  const mayChange = useMay()('instances:write');
  const { edit, save, ...actions } = useSettings(settings, tagged, adjust);
  const form = useRef<HTMLFormElement>(null);
  /** How often what cannot be sent was to be sent: from then on it is checked as it is edited. */
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    if (attempts > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);
  const canSave = isChanged(edit) && !isUndecided(edit);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!canSave) return;
    const isRefused = refusalsOf(shownOf(settings, edit.draft), edit).size > 0;
    setAttempts(before => (isRefused ? before + 1 : 0));
    if (!isRefused) save.mutate();
  };
  return (
    <Card title={title}>
      <form ref={form} noValidate onSubmit={submit} aria-label={title}>
        <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
          <legend className="sr-only">{title}</legend>
          {hint && <p className="text-quiet text-sm">{hint}</p>}
          <SettingFields
            settings={settings}
            edit={edit}
            error={save.error}
            isChecked={attempts > 0}
            {...actions}
          />
          {mayChange && (
            <SaveRow isPending={save.isPending} canSave={canSave} isSaved={save.isSuccess} />
          )}
        </fieldset>
      </form>
    </Card>
  );
}
