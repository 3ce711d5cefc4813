import { useReason } from './Failure';

/** What went wrong, where that has two lines: the second one is the server's, in English. */
export function Reason({ error }: { error: unknown }) {
  const [text, ...written] = useReason()(error).split('\n');
  return (
    <>
      {text}
      {written.length > 0 && (
        <span lang="en" className="block text-quiet text-sm">
          {written.join(' ')}
        </span>
      )}
    </>
  );
}
