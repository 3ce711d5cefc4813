import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { questionQuery, type Turn } from '../../../api/queries/chatTurns';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';

/** The prompt and the conversation that the agent was given; read when it is opened. */
export function Question({ turn }: { turn: Turn }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-semibold">{t('why.given')}</summary>
      {isOpen && <Given turn={turn} />}
    </details>
  );
}

function Given({ turn }: { turn: Turn }) {
  const t = useText();
  const { data, isError, error, refetch } = useQuery(questionQuery(turn));
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { agent, prompt, promptCut, passages, history } = data;
  return (
    <div className="mt-2 flex flex-col gap-3">
      <p className="text-quiet text-sm">{t('why.givenHint')}</p>
      {agent && (
        <p>
          <bdi>{agent.name}</bdi> · {t('why.version', { version: agent.version })}
        </p>
      )}
      <section>
        <h4 className="text-quiet text-sm">{t('why.prompt')}</h4>
        {prompt ? <Words text={prompt} isCut={promptCut} /> : <p>{t('why.noPrompt')}</p>}
      </section>
      {passages.length > 0 && (
        <section>
          <h4 className="text-quiet text-sm">{t('why.passages')}</h4>
          <ul className="flex flex-col gap-2">
            {passages.map(({ documentId, document, position, text }) => (
              <li key={`${documentId} ${position}`} className="border-line border-s-4 ps-2">
                <p className="text-quiet text-sm">
                  <bdi>{document}</bdi>, {t('why.part', { number: position + 1 })}
                </p>
                {text ? <Words text={text} isCut={false} /> : <p>{t('why.documentDeleted')}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h4 className="text-quiet text-sm">{t('why.history')}</h4>
        <ol className="flex flex-col gap-2">
          {history.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: their order never changes
            <li key={index} className="border-line border-s-4 ps-2">
              <p className="text-quiet text-sm">
                {t(`why.roles.${entry.role}`)}
                {entry.role === 'user' && entry.name && (
                  <>
                    {' · '}
                    <bdi>{entry.name}</bdi>
                  </>
                )}
              </p>
              <Words text={entry.text} isCut={entry.cut} />
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Words({ text, isCut }: { text: string; isCut: boolean }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap break-words">
      {text}
      {isCut && '…'}
    </p>
  );
}
