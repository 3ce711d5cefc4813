import type { FormEvent, ReactNode } from 'react';
import { Card } from '../../../components/Page';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { type SettingActions, SettingFields } from './SettingFields';
import type { SectionState } from './sections';
import type { Setting } from './settings';

interface Props {
  title: string;
  settings: readonly Setting[];
  state: SectionState;
  actions: SettingActions;
  /** Saves the whole page. */
  onSave: () => void;
  /** What is shown before the fields. */
  children?: ReactNode;
}

/** A section of a page whose settings are saved together. Who may not change them reads them. */
export function SectionForm({ title, settings, state, actions, onSave, children }: Props) {
  const t = useText();
  const mayChange = useMay()('instances:write');
  const { edit, outcome, isChecked } = state;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <Card title={title}>
      {children}
      <form noValidate onSubmit={submit} aria-label={title}>
        <fieldset
          disabled={!mayChange}
          // The bar at the end of the window does not cover the field that has the focus.
          className="flex min-w-0 flex-col gap-4 [&_:is(input,select,textarea)]:scroll-mb-32"
        >
          <legend className="sr-only">{title}</legend>
          <SettingFields
            settings={settings}
            edit={edit}
            error={outcome?.isSaved === false ? outcome.error : undefined}
            isChecked={isChecked}
            {...actions}
          />
          {/* The Enter key in a field presses the button of its form, and the one that is seen is of none. */}
          <button type="submit" tabIndex={-1} aria-hidden className="sr-only" />
          {outcome?.isSaved && <p>{t('instance.saved')}</p>}
        </fieldset>
      </form>
    </Card>
  );
}
