import type { UseQueryResult } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { profileKey, removePicture } from '../../../api/queries/profile';
import { Ask } from '../../../components/Ask';
import { Button } from '../../../components/Button';
import { FieldNotes, noteIds } from '../../../components/FieldNotes';
import { useText } from '../../../i18n/useText';
import { ACCEPTED, pictureRefusal, readPicture } from './picture';

interface Props {
  id: string;
  /** Whether the account has a picture, and the query of it. */
  has: boolean;
  shown: UseQueryResult<string>;
  /** What was chosen and is not saved, as an address. */
  chosen: string | undefined;
  /** Why the server refused it. */
  error: string | undefined;
  mayChange: boolean;
  onChoose: (address: string | undefined) => void;
}

/** The picture as it is, or as it will be once it is saved. */
export function PictureField({ id, has, shown, chosen, error, mayChange, onChoose }: Props) {
  const t = useText();
  const picker = useRef<HTMLInputElement>(null);
  /** The file that was chosen last: one before it may be read later. */
  const newest = useRef<File>(undefined);
  const [refusal, setRefusal] = useState<string>();
  const notes = { id: useId(), hint: t('instance.profile.pictureHint'), error: refusal ?? error };
  const refuse = (message: string | undefined) => {
    setRefusal(message);
    onChoose(undefined);
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    newest.current = file;
    const refused = pictureRefusal(file);
    refuse(refused && t(refused));
    if (refused) return;
    // A file that is removed or changed meanwhile cannot be read.
    const read = await readPicture(file).catch(() => undefined);
    if (newest.current !== file) return;
    if (read === undefined) refuse(t('instance.profile.unread'));
    else onChoose(read);
  };
  const address = chosen ?? (has ? shown.data : undefined);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium">{t('instance.profile.picture')}</legend>
      <div className="flex flex-wrap items-center gap-4">
        {address ? (
          <img
            src={address}
            alt={t(chosen ? 'instance.profile.newPicture' : 'instance.profile.picture')}
            className="size-24 rounded-full border border-line object-cover"
            onError={chosen ? () => refuse(t('instance.profile.noPicture')) : undefined}
          />
        ) : (
          <p className="text-quiet">{t(stateOf(has, shown))}</p>
        )}
        {mayChange && (
          <div className="flex flex-wrap gap-3">
            <input
              ref={picker}
              type="file"
              accept={ACCEPTED}
              hidden
              onChange={event => {
                void take(event.currentTarget.files?.[0]);
                // The same file can be chosen again after it was changed.
                event.currentTarget.value = '';
              }}
            />
            <Button aria-describedby={noteIds(notes)} onClick={() => picker.current?.click()}>
              {t('instance.profile.choose')}
            </Button>
            {chosen && (
              <Button onClick={() => refuse(undefined)}>{t('instance.profile.keep')}</Button>
            )}
            {has && !chosen && (
              <Ask
                action={t('instance.profile.remove')}
                title={t('instance.profile.removeAsk')}
                text={t('instance.profile.removeText')}
                run={() => removePicture(id)}
                keys={[profileKey(id)]}
              />
            )}
          </div>
        )}
      </div>
      {mayChange && <FieldNotes {...notes} />}
    </fieldset>
  );
}

function stateOf(has: boolean, { isError }: UseQueryResult<string>) {
  if (!has) return 'instance.profile.none';
  return isError ? 'instance.profile.unshown' : 'app.loading';
}
