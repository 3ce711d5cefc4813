import type { Key } from '../../api/queries/keys';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useText } from '../../i18n/useText';
import { fromLocal, toLocal } from '../../lib/localTime';
import { InstanceChoice } from '../instances/InstanceChoice';
import { ScopeChoice } from './ScopeChoice';

export interface KeyValues {
  name: string;
  scopes: string[];
  instanceIds: string[] | null;
  expiresAt: string | null;
}

interface Props {
  title: string;
  action: string;
  present?: Key;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: KeyValues) => void;
  onClose: () => void;
}

/** Creates a key, or changes one. */
export function KeyForm({ present, onSubmit, ...rest }: Props) {
  const t = useText();
  const submit = (fields: FormData) => {
    const instances = fields.getAll('instance').map(String);
    onSubmit({
      name: String(fields.get('name')).trim(),
      scopes: fields.getAll('scope').map(String),
      // No choice is all of them.
      instanceIds: instances.length > 0 ? instances : null,
      expiresAt: fromLocal(String(fields.get('expires'))) ?? null,
    });
  };
  return (
    <FormDialog {...rest} onSubmit={submit}>
      <Field
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        name="name"
        defaultValue={present?.name}
        required
      />
      <ScopeChoice chosen={present?.scopes ?? []} />
      <InstanceChoice
        legend={t('keys.instances')}
        hint={t('keys.instancesHint')}
        chosen={present?.instanceIds ?? []}
      />
      <Field
        label={t('keys.expires')}
        hint={t('keys.expiresHint')}
        name="expires"
        type="datetime-local"
        defaultValue={toLocal(present?.expiresAt)}
      />
    </FormDialog>
  );
}
