import type { Schemas } from '../../../api/client';
import {
  createView,
  deleteView,
  updateView,
  type View,
  viewsKey,
} from '../../../api/queries/views';
import { Ask } from '../../../components/Ask';
import { Field } from '../../../components/Field';
import { FormDialog } from '../../../components/FormDialog';
import { useDeed } from '../../../components/useDeed';
import { useText } from '../../../i18n/useText';

interface Props {
  /** The one that is changed; `null` keeps a new one. */
  view: View | null;
  filter: Schemas['InboxFilterRequest'];
  /** The place of a new one. */
  place: number;
  onClose: () => void;
}

/** Keeps the filters under a name. Loaded when it is opened. */
export default function ViewDialog({ view, filter, place, onClose }: Props) {
  const t = useText();
  const keep = useDeed(
    (values: { name: string; position: number }) =>
      view ? updateView(view.id, values) : createView({ ...values, filter }),
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
      <Field
        label={t('views.name')}
        name="name"
        required
        maxLength={60}
        autoComplete="off"
        defaultValue={view?.name ?? ''}
      />
      <Field
        label={t('views.place')}
        hint={t('views.placeHint')}
        name="place"
        type="number"
        min={0}
        required
        defaultValue={view?.position ?? place}
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
