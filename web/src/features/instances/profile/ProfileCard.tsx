import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { instanceKey, instancesKey, statusKey } from '../../../api/queries/instances';
import {
  type ProfileChanges,
  pictureQuery,
  profileKey,
  profileQuery,
  updateProfile,
} from '../../../api/queries/profile';
import { refusedField } from '../../../api/refusedField';
import { Area } from '../../../components/Area';
import { useReason } from '../../../components/Failure';
import { Field } from '../../../components/Field';
import { Loaded } from '../../../components/Loaded';
import { Card } from '../../../components/Page';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useSchemaForm } from '../../../forms/useSchemaForm';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { SaveRow } from '../SaveRow';
import { PictureField } from './PictureField';
import { profileChanges, profileSchema } from './profile';

const PARTS = ['name', 'status'] as const;

interface Props {
  id: string;
  /** Of the account. */
  address: string;
  name: string;
}

/** What others see of the account. */
export function ProfileCard({ id, address, name }: Props) {
  const t = useText();
  return (
    <Card title={t('instance.profile.title')}>
      <Loaded query={useQuery(profileQuery(id, address))}>
        {({ about, profilePictureUrl }) => (
          <ProfileForm
            id={id}
            address={address}
            texts={{ name, status: about ?? '' }}
            pictureUrl={profilePictureUrl ?? ''}
          />
        )}
      </Loaded>
    </Card>
  );
}

interface FormProps {
  id: string;
  address: string;
  /** As they are when the form is opened. */
  texts: { name: string; status: string };
  /** Empty if there is none. */
  pictureUrl: string;
}

function ProfileForm({ id, address, texts, pictureUrl }: FormProps) {
  const t = useText();
  const client = useQueryClient();
  const mayChange = useMay()('instances:write');
  const hasPicture = pictureUrl !== '';
  const shown = useQuery({ ...pictureQuery(id, address, pictureUrl), enabled: hasPicture });
  const seen = useRef(texts);
  const [base, setBase] = useState(texts);
  const [picture, setPicture] = useState<string>();
  const change = async (changes: ProfileChanges) => {
    try {
      await updateProfile(id, changes);
    } finally {
      // Those before the one that was refused are changed. The chosen picture is shown until the new one is read.
      await client.invalidateQueries({ queryKey: profileKey(id) });
    }
  };
  const save = useAction(change, [statusKey(id), instanceKey(id), instancesKey]);
  const form = useSchemaForm(profileSchema(base.name !== ''), {
    defaultValues: texts,
    error: save.error,
    onSubmit(next) {
      const changes = profileChanges(base, next, picture);
      if (save.isPending || Object.keys(changes).length === 0) return;
      save.mutate(changes, {
        onSuccess() {
          setBase(next);
          setPicture(undefined);
          form.reset(next);
        },
      });
    },
  });
  const { getValues, resetField } = form;
  // The name is known some time after the link, and both may be changed on the phone. What is edited stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is stored has changed, not what was saved here
  useEffect(() => {
    const before = seen.current;
    seen.current = texts;
    for (const part of PARTS) {
      if (texts[part] === before[part] || getValues(part) !== base[part]) continue;
      resetField(part, { defaultValue: texts[part] });
      setBase(known => ({ ...known, [part]: texts[part] }));
    }
  }, [texts.name, texts.status]);
  const reason = useReason();
  const refused = refusedField(save.error);
  const isOfPicture = refused?.field === 'picture';
  const isChanged = form.formState.isDirty || picture !== undefined;
  return (
    <form noValidate onSubmit={form.submit} aria-label={t('instance.profile.title')}>
      {/* What is edited while it is saved would be replaced by what was sent. */}
      <fieldset disabled={!mayChange || save.isPending} className="flex min-w-0 flex-col gap-4">
        <legend className="sr-only">{t('instance.profile.title')}</legend>
        <PictureField
          id={id}
          has={hasPicture}
          shown={shown}
          chosen={picture}
          error={isOfPicture ? reason(save.error, true) : undefined}
          mayChange={mayChange}
          onChoose={address => {
            save.reset();
            setPicture(address);
          }}
        />
        <Field
          {...form.field('name')}
          label={t('instance.profile.name')}
          hint={t('instance.profile.nameHint')}
          autoComplete="off"
          required={base.name !== ''}
        />
        <Area
          {...form.field('status')}
          label={t('instance.profile.about')}
          hint={t('instance.profile.aboutHint')}
        />
        {!isOfPicture && <Refused error={form.error} />}
        {mayChange && (
          <SaveRow
            isPending={save.isPending}
            canSave={isChanged}
            isSaved={save.isSuccess && !isChanged}
          />
        )}
      </fieldset>
    </form>
  );
}
