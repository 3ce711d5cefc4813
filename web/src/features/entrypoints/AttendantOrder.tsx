import { Field } from '../../components/Field';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** When an attendant is chosen, and how many conversations may wait for it. */
export function AttendantOrder({ position, most }: { position: FormField; most: FormField }) {
  const t = useText();
  return (
    <>
      <Field
        {...position}
        label={t('entryPoints.position')}
        hint={t('entryPoints.positionHint')}
        type="number"
      />
      <Field
        {...most}
        label={t('entryPoints.most')}
        hint={t('entryPoints.mostHint')}
        type="number"
        min={1}
      />
    </>
  );
}
