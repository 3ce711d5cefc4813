import { zodResolver } from '@hookform/resolvers/zod';
import { type FormEvent, useEffect, useRef } from 'react';
import {
  type DefaultValues,
  type FieldError,
  type FieldPath,
  type FieldValues,
  get,
  type Resolver,
  type ResolverOptions,
  set,
  type UseFormRegisterReturn,
  useForm,
} from 'react-hook-form';
import type * as z from 'zod/mini';
import { refusedField } from '../api/refusedField';
import { useReason } from '../components/Failure';
import { UNREADABLE } from './fields';

/** A schema whose input is what the fields have, and whose output is what is sent. */
export type FormSchema<I extends FieldValues = FieldValues, O = unknown> = z.ZodMiniType<O, I>;

interface Options<I extends FieldValues, O> {
  /** What the fields have at first. */
  defaultValues: I;
  /** Of the request that the form makes: what it reports about a field is shown there. */
  error?: unknown;
  /** The form's names of fields that the API calls otherwise. */
  names?: Readonly<Record<string, FieldPath<I>>>;
  onSubmit: (values: O) => void;
}

/** A browser has no value for what is half a number or half a time: that is not an empty field. */
function withUnreadable<I extends FieldValues>(
  values: I,
  { names = [], fields }: Pick<ResolverOptions<I>, 'names' | 'fields'>,
): I {
  const all = structuredClone(values);
  for (const name of names) {
    const control: unknown = get(fields, `${name}.ref`);
    if (control instanceof HTMLInputElement && control.validity.badInput) {
      set(all, name, UNREADABLE);
    }
  }
  return all;
}

/**
 * A form by its schema: what its fields have is checked when it is submitted, the first field that is
 * refused has the focus, and from then on each is checked as it is edited. What the server refuses is
 * shown at its field likewise.
 */
export function useSchemaForm<I extends FieldValues, O>(
  schema: FormSchema<I, O>,
  { defaultValues, error, names, onSubmit }: Options<I, O>,
) {
  const check = zodResolver<I, unknown, O, FormSchema<I, O>>(schema);
  const resolver: Resolver<I, unknown, O> = (values, context, options) =>
    check(withUnreadable(values, options), context, options);
  const form = useForm<I, unknown, O>({
    defaultValues: defaultValues as DefaultValues<I>,
    resolver,
  });
  const { register, setError } = form;
  const { errors } = form.formState;
  const shown = useRef(new Set<string>());
  const focuses = useRef(new Map<string, Focus>());

  const reason = useReason();
  const refused = refusedField(error);
  const refusedName = refused && ((names?.[refused.field] ?? refused.field) as FieldPath<I>);
  const isAtField = refusedName !== undefined && shown.current.has(refusedName);
  const message = refused?.message;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is shown, also a second one with the same words
  useEffect(() => {
    if (!isAtField || message === undefined) return;
    setError(refusedName, { type: 'server', message }, { shouldFocus: true });
  }, [error, isAtField, message, refusedName, setError]);

  /** What a field has of the form: its name, its listeners, and why its value was refused. */
  const field = (name: FieldPath<I>): FormField => {
    const { ref, ...rest } = register(name);
    const refusal = get(errors, name) as FieldError | undefined;
    return {
      ...rest,
      ref(control) {
        if (control) shown.current.add(name);
        else shown.current.delete(name);
        ref(control);
      },
      error: refusal?.type === 'server' ? reason(error, true) : refusal?.message,
    };
  };

  /**
   * A choice, whose options may come later. The form determines where its focus goes, and not the element:
   * it would take over what that shows while the option of its value is missing.
   */
  const choice = (name: FieldPath<I>): ChoiceField => {
    const { ref, onChange, onBlur: _, ...rest } = field(name);
    const focus = focuses.current.get(name) ?? {};
    focuses.current.set(name, focus);
    return {
      ...rest,
      value: form.watch(name),
      onChange: ({ target: { value } }) =>
        void onChange({ type: 'change', target: { name, value } }),
      ref(control) {
        if (control) focus.focus = () => control.focus();
        ref(control && focus);
      },
    };
  };
  return {
    ...form,
    field,
    choice,
    /** What was refused of the whole request, where it is not shown at a field. */
    error: isAtField ? undefined : error,
    submit: (event: FormEvent) => void form.handleSubmit(values => onSubmit(values))(event),
  };
}

/** A whole form, for the parts that show its fields. */
export type SchemaForm<I extends FieldValues, O> = ReturnType<typeof useSchemaForm<I, O>>;

/** What the `<form>` has of it. */
export interface SubmittedForm {
  error: unknown;
  submit: (event: FormEvent) => void;
}

interface Focus {
  focus?: () => void;
}

/** What a component has that shows one field or several boxes of a form that is not its own. */
export type FormField = Omit<UseFormRegisterReturn, 'ref'> & {
  ref: (control: Focus | null) => void;
  error: string | undefined;
};

export interface ChoiceField {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
  ref: (control: HTMLSelectElement | null) => void;
}

/** What a part of a form has that shows some of its fields. */
export interface FormFields<Name extends string> {
  field: (name: Name) => FormField;
  choice: (name: Name) => ChoiceField;
}
