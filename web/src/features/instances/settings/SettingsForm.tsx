import type { FormEvent } from 'react';
import type { InstanceChanges, TaggedInstance } from '../../../api/queries/instance';
import { Button } from '../../../components/Button';
import { Card } from '../../../components/Page';
import { Refused } from '../../../components/Refused';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { Conflict } from './Conflict';
import { isChanged } from './edit';
import { SettingField } from './SettingField';
import type { Setting, Values } from './settings';
import { isStale, refusedField, useSettings } from './useSettings';

interface Props {
  title: string;
  hint?: string;
  settings: readonly Setting[];
  tagged: TaggedInstance;
  adjust?: (changes: InstanceChanges, draft: Values) => InstanceChanges;
}

/** Some of an instance's settings. Who may not change them reads them. */
export function SettingsForm({ title, hint, settings, tagged, adjust }: Props) {
  const t = useText();
  const mayChange = useMay()('instances:write');
  const { edit, save, change, takeNewer, keepMine } = useSettings(settings, tagged, adjust);
  const shown = settings.filter(({ isShown }) => !isShown || isShown(edit.draft));
  const refused = refusedField(save.error);
  const isAtField = shown.some(({ name }) => name === refused?.field);
  const isConflict = isStale(save.error) || Object.keys(edit.theirs).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged(edit)) save.mutate();
  };
  return (
    <Card title={title}>
      <form onSubmit={submit} aria-label={title}>
        <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
          <legend className="sr-only">{title}</legend>
          {hint && <p className="text-quiet text-sm">{hint}</p>}
          {shown.map(setting => (
            <SettingField
              key={setting.name}
              setting={setting}
              value={edit.draft[setting.name]}
              error={refused?.field === setting.name ? refused.message : undefined}
              onChange={value => change(setting.name, value)}
            />
          ))}
          {isConflict ? (
            <Conflict
              settings={settings}
              theirs={edit.theirs}
              onTake={takeNewer}
              onKeep={keepMine}
            />
          ) : (
            !isAtField && <Refused error={save.error} />
          )}
          {mayChange && (
            <div className="flex flex-wrap items-center gap-3">
              <Button
                type="submit"
                kind="main"
                isBusy={save.isPending}
                disabled={save.isPending || !isChanged(edit)}
              >
                {t('common.save')}
              </Button>
              <span role="status">{save.isSuccess && t('instance.saved')}</span>
            </div>
          )}
        </fieldset>
      </form>
    </Card>
  );
}
