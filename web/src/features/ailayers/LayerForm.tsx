import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type FieldPath, type FieldValues, get } from 'react-hook-form';
import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import { type FormFields, type FormSchema, useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { changesSomething, pathsOf } from './changes';

interface Props<I extends FieldValues, O, V> {
  schema: FormSchema<I, O>;
  /** What is set now. A field that was not edited follows it, also where another browser changes it. */
  defaultValues: I;
  save: UseMutationResult<unknown, unknown, V>;
  read: (values: O) => V;
  children: (form: FormFields<FieldPath<I>>) => ReactNode;
}

/** The fields of a layer; who may not change it sees them. */
export function LayerForm<I extends FieldValues, O, V extends object>(props: Props<I, O, V>) {
  const { save, read } = props;
  const t = useText();
  const [isSame, setSame] = useState(false);
  const change = (values: O, onSuccess: () => void) => {
    const body = read(values);
    setSame(!changesSomething(body));
    if (changesSomething(body)) save.mutate(body, { onSuccess });
  };
  return (
    <>
      <Fields {...props} onSubmit={change} />
      <p role="status">{isSame ? t('aiLayers.same') : save.isSuccess && t('aiLayers.saved')}</p>
    </>
  );
}

interface FieldsProps<I extends FieldValues, O, V> extends Props<I, O, V> {
  onSubmit: (values: O, onSuccess: () => void) => void;
}

function Fields<I extends FieldValues, O, V>(props: FieldsProps<I, O, V>) {
  const { schema, defaultValues, save, onSubmit, children } = props;
  const t = useText();
  const mayChange = useMay()('instances:write');
  /** What the fields had when they were as the layer was: what differs from it is an edit. */
  const begun = useRef(defaultValues);
  const onSaved = () => form.reset(begun.current);
  const form = useSchemaForm(schema, {
    defaultValues,
    error: save.error,
    onSubmit: values => onSubmit(values, onSaved),
  });
  const { getValues, setValue } = form;
  const latest = JSON.stringify(defaultValues);
  useEffect(() => {
    const values: I = JSON.parse(latest);
    for (const path of pathsOf(values)) {
      const isEdited = get(getValues(), path) !== get(begun.current, path);
      if (!isEdited) setValue(path as FieldPath<I>, get(values, path));
    }
    begun.current = values;
  }, [latest, getValues, setValue]);
  return (
    <form noValidate onSubmit={form.submit}>
      <fieldset disabled={!mayChange} className="flex flex-col gap-4">
        {children(form)}
        <Refused error={form.error} />
        {mayChange && (
          <Button type="submit" kind="main" isBusy={save.isPending} className="self-start">
            {t('common.save')}
          </Button>
        )}
      </fieldset>
    </form>
  );
}
