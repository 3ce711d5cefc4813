interface Props {
  /** Of the field. */
  id: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** What a field refers to, so that it is read with it. */
export function noteIds({ id, hint, error }: Props): string | undefined {
  return [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
}

/** Below a field: why its value was refused, and its hint. */
export function FieldNotes({ id, hint, error }: Props) {
  return (
    <>
      {error && (
        <p id={`${id}-error`} className="whitespace-pre-line text-bad text-sm">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-quiet text-sm">
          {hint}
        </p>
      )}
    </>
  );
}
