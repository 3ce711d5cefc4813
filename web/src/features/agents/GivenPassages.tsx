import type { Passage } from '../../api/queries/agentDocuments';
import { useText } from '../../i18n/useText';

/** The passages of its documents that the agent was given for an answer. */
export function GivenPassages({ passages }: { passages: Passage[] }) {
  const t = useText();
  if (passages.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer">
        {t('agents.passages', { number: passages.length })}
      </summary>
      <ul className="mt-1 flex flex-col gap-2">
        {passages.map(({ documentId, document, position, text }) => (
          <li key={`${documentId} ${position}`} className="border-line border-s-4 ps-2">
            <p className="font-medium [overflow-wrap:anywhere]">
              <bdi>{document}</bdi>, {t('agents.part', { number: position + 1 })}
            </p>
            <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {text}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
