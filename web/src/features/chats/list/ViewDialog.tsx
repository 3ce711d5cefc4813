import * as z from 'zod/mini';
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
import { useAction } from '../../../components/useAction';
import { number, required } from '../../../forms/fields';
import { useSchemaForm } from '../../../forms/useSchemaForm';
import { useText } from '../../../i18n/useText';

interface Props {
  /** The one that is changed; `null` keeps a new one. */
  view: View | null;
  /** All of them: another filter may be kept in one instead of in a new one. */
  views: View[];
  filter: Schemas['InboxFilterRequest'];
  onClose: () => void;
}

/** `into`: the view that is replaced; empty for a new one. */
const KEPT = z.object({ into: z.string(), name: required(), position: number({ min: 0 }) });

type Kept = z.infer<typeof KEPT>;

/** Keeps the filters under a name. Loaded when it is opened. */
export default function ViewDialog({ view, views, filter, onClose }: Props) {
  const t = useText();
  const keep = useAction(
    ({ into, ...values }: Kept) => {
      const target = view?.id ?? into;
      if (!target) return createView({ ...values, filter });
      return updateView(target, view ? values : { ...values, filter });
    },
    [viewsKey],
    onClose,
  );
  const form = useSchemaForm(KEPT, {
    defaultValues: {
      into: '',
      name: view?.name ?? '',
      position: String(view?.position ?? views.length),
    },
    error: keep.error,
    onSubmit: kept => keep.mutate(kept),
  });
  const into = form.choice('into');
  /** What is replaced keeps its name and its place, unless they are changed. */
  const replace = (id: string) => {
    const target = views.find(one => one.id === id);
    form.reset({
      into: id,
      name: target?.name ?? '',
      position: String(target?.position ?? views.length),
    });
  };
  return (
    <FormDialog
      title={t(view ? 'views.change' : 'views.save')}
      action={t('views.keep')}
      form={form}
      isBusy={keep.isPending}
      onClose={onClose}
    >
      {!view && views.length > 0 && (
        <Choice
          {...into}
          label={t('views.into')}
          options={[
            { value: '', text: t('views.new') },
            ...views.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          onChange={event => replace(event.currentTarget.value)}
        />
      )}
      <Field
        {...form.field('name')}
        label={t('views.name')}
        required
        maxLength={60}
        autoComplete="off"
      />
      <Field
        {...form.field('position')}
        label={t('views.place')}
        hint={t('views.placeHint')}
        type="number"
        min={0}
        required
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
