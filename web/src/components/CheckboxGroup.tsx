import { useId } from 'react';
import type { FormField } from '../forms/useSchemaForm';
import { Check } from './Check';
import { FieldNotes, noteIds } from './FieldNotes';

interface Props {
  legend: string;
  hint?: string | undefined;
  field: FormField;
  options: readonly { value: string; text: string; hint?: string | undefined }[];
}

/** Boxes that are one field of a form: why it was refused is shown once, and read with all of them. */
export function CheckboxGroup({ legend, hint, field, options }: Props) {
  const { error, ...box } = field;
  const notes = { id: useId(), hint, error };
  return (
    <fieldset aria-describedby={noteIds(notes)} className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium">{legend}</legend>
      <FieldNotes {...notes} />
      {options.map(option => (
        <Check
          key={option.value}
          {...box}
          label={option.text}
          hint={option.hint}
          value={option.value}
        />
      ))}
    </fieldset>
  );
}
