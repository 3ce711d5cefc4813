/** Something technical, as it is; an object as indented JSON. */
export function Code({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <pre className="whitespace-pre-wrap rounded-lg bg-raised p-3 text-sm [overflow-wrap:anywhere]">
      {text}
    </pre>
  );
}
