import { refusedField } from '../../../api/refusedField';
import { useReason } from '../../../components/Failure';
import { Refused } from '../../../components/Refused';
import { Conflict } from './Conflict';
import { type Edit, isUndecided, shownOf } from './edit';
import { refusalsOf } from './refusals';
import { SettingField } from './SettingField';
import type { Setting } from './settings';
import { isStale } from './stale';

/** What is done with the settings of a form. */
export interface SettingActions {
  change: (name: string, value: string | boolean) => void;
  takeNewer: () => void;
  keepMine: () => void;
}

interface Props extends SettingActions {
  settings: readonly Setting[];
  edit: Edit;
  /** Of the request that was to save them. */
  error: unknown;
  /** Whether what cannot be sent is shown at its field. */
  isChecked: boolean;
}

/** The fields of some settings, and why they could not be saved. */
export function SettingFields({ settings, edit, error, isChecked, ...actions }: Props) {
  const reason = useReason();
  const shown = shownOf(settings, edit.draft);
  const refused = refusedField(error);
  const refusals = isChecked ? refusalsOf(shown, edit) : undefined;
  const isAtField = shown.some(({ name }) => name === refused?.field);
  const isConflict = isStale(error) || isUndecided(edit);
  return (
    <>
      {shown.map(setting => (
        <SettingField
          key={setting.name}
          setting={setting}
          value={edit.draft[setting.name]}
          error={
            refusals?.get(setting.name) ??
            (refused?.field === setting.name ? reason(error, true) : undefined)
          }
          onChange={value => actions.change(setting.name, value)}
        />
      ))}
      {isConflict ? (
        <Conflict
          settings={settings}
          theirs={edit.theirs}
          onTake={actions.takeNewer}
          onKeep={actions.keepMine}
        />
      ) : (
        !isAtField && <Refused error={error} />
      )}
    </>
  );
}
