import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type Privacy,
  privacyKey,
  privacyQuery,
  updatePrivacy,
} from '../../../api/queries/profile';
import { Choice } from '../../../components/Field';
import { Loaded } from '../../../components/Loaded';
import { Notice } from '../../../components/Notice';
import { Card } from '../../../components/Page';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { SaveRow } from '../SaveRow';
import { isKnown, privacyChanges, privacyRows } from './privacy';

/** Who sees what of the account, on all of its devices. */
export function PrivacyCard({ id }: { id: string }) {
  const t = useText();
  return (
    <Card title={t('instance.privacy.title')}>
      <p className="text-quiet">{t('instance.privacy.intro')}</p>
      <Loaded query={useQuery(privacyQuery(id))}>
        {present =>
          privacyRows(present).length === 0 ? (
            <Notice>{t('instance.privacy.empty')}</Notice>
          ) : (
            <PrivacyForm id={id} present={present} />
          )
        }
      </Loaded>
    </Card>
  );
}

function PrivacyForm({ id, present }: { id: string; present: Privacy }) {
  const t = useText();
  const client = useQueryClient();
  const mayChange = useMay()('instances:write');
  /** Only what was chosen here: the rest follows what is stored. */
  const [chosen, setChosen] = useState<Privacy>({});
  const changes = privacyChanges(present, chosen);
  const isChanged = Object.keys(changes).length > 0;
  const change = async (settings: Privacy) => {
    try {
      client.setQueryData(privacyKey(id), await updatePrivacy(id, settings));
      setChosen({});
    } catch (error) {
      // Those before the one that was refused are changed.
      void client.invalidateQueries({ queryKey: privacyKey(id) });
      throw error;
    }
  };
  const save = useAction(change, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && !save.isPending) save.mutate(changes);
  };
  const choose = (name: string, value: string) => {
    save.reset();
    setChosen(before => ({ ...before, [name]: value }));
  };
  return (
    <form noValidate onSubmit={submit} aria-label={t('instance.privacy.title')}>
      {/* What is edited while it is saved would be replaced by what was sent. */}
      <fieldset disabled={!mayChange || save.isPending} className="flex min-w-0 flex-col gap-4">
        <legend className="sr-only">{t('instance.privacy.title')}</legend>
        {privacyRows(present).map(({ name, values }) => (
          <Choice
            key={name}
            label={t(`instance.privacy.names.${name}`)}
            hint={name === 'readreceipts' ? t('instance.privacy.receiptsHint') : undefined}
            value={chosen[name] ?? present[name]}
            options={values.map(value => ({
              value,
              text: isKnown(value) ? t(`instance.privacy.values.${value}`) : value,
            }))}
            onChange={event => choose(name, event.target.value)}
          />
        ))}
        <Refused error={save.error} />
        {mayChange && (
          <SaveRow isPending={save.isPending} canSave={isChanged} isSaved={save.isSuccess} />
        )}
      </fieldset>
    </form>
  );
}
