import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import {
  createView,
  deleteView,
  updateView,
  type View,
  viewsKey,
} from '../../../api/queries/views';
import { Ask } from '../../../components/Ask';
import { Choice, Field } from '../../../components/Field';
import { FormDialog } from '../../../components/FormDialog';
import { useDeed } from '../../../components/useDeed';
import { useText } from '../../../i18n/useText';

interface Props {
  /** The one that is changed; `null` keeps a new one. */
  view: View | null;
  /** All of them: another filter may be kept in one instead of in a new one. */
  views: View[];
  filter: Schemas['InboxFilterRequest'];
  onClose: () => void;
}

/** Keeps the filters under a name. Loaded when it is opened. */
export default function ViewDialog({ view, views, filter, onClose }: Props) {
  const t = useText();
  const [into, setInto] = useState('');
  const target = view ?? views.find(one => one.id === into);
  const keep = useDeed(
    (values: { name: string; position: number }) =>
      target
        ? updateView(target.id, view ? values : { ...values, filter })
        : createView({ ...values, filter }),
    [viewsKey],
    onClose,
  );
  return (
    <FormDialog
      title={t(view ? 'views.change' : 'views.save')}
      action={t('views.keep')}
      error={keep.error}
      isBusy={keep.isPending}
      onSubmit={fields =>
        keep.mutate({
          name: String(fields.get('name')).trim(),
          position: Number(fields.get('place')),
        })
      }
      onClose={onClose}
    >
      {!view && views.length > 0 && (
        <Choice
          label={t('views.into')}
          options={[
            { value: '', text: t('views.new') },
            ...views.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          value={into}
          onChange={event => setInto(event.currentTarget.value)}
        />
      )}
      <Field
        key={`name ${into}`}
        label={t('views.name')}
        name="name"
        required
        maxLength={60}
        autoComplete="off"
        defaultValue={target?.name ?? ''}
      />
      <Field
        key={`place ${into}`}
        label={t('views.place')}
        hint={t('views.placeHint')}
        name="place"
        type="number"
        min={0}
        required
        defaultValue={target?.position ?? views.length}
      />
      {view && (
        <div>
          <Ask
            action={t('views.delete')}
            title={t('views.delete')}
            text={view.name}
            run={() => deleteView(view.id)}
            keys={[viewsKey]}
            onDone={onClose}
          />
        </div>
      )}
    </FormDialog>
  );
}
