import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type AgentChanges,
  type TestAnswer,
  type TestMessage,
  testAgent,
} from '../../api/queries/agents';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { cx } from '../../components/cx';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { uuid } from '../../lib/uuid';
import { AnswerFacts } from './AnswerFacts';

interface Entry extends TestMessage {
  id: string;
  answer?: TestAnswer;
}

interface Props {
  id: string;
  /** The form's values as changes; throws where a field cannot be read. */
  read: () => AgentChanges;
}

/** A message is no part of a further question if the agent did not answer it: it has no text. */
const spoken = (entries: Entry[]): TestMessage[] =>
  entries.filter(entry => entry.text).map(({ role, text }) => ({ role, text }));

/** A conversation with the agent as the form has it, saved or not. */
export function TestChat({ id, read }: Props) {
  const t = useText();
  const [entries, setEntries] = useState<Entry[]>([]);
  const [session, setSession] = useState(uuid);
  const [text, setText] = useState('');
  const ask = useMutation({
    mutationFn: (question: Entry) =>
      testAgent(id, {
        messages: spoken([...entries, question]),
        agent: read(),
        sessionId: session,
      }),
    onSuccess(answer, question) {
      const answered: Entry = { id: uuid(), role: 'assistant', text: answer.text, answer };
      setEntries(before => [...before, question, answered]);
      setText('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const question = text.trim();
    if (question && !ask.isPending) ask.mutate({ id: uuid(), role: 'user', text: question });
  };
  const beginAnew = () => {
    setEntries([]);
    setSession(uuid());
    ask.reset();
  };
  return (
    <Card title={t('agents.test')}>
      <p className="text-quiet text-sm">{t('agents.testHint')}</p>
      <ol aria-label={t('agents.test')} aria-live="polite" className="flex flex-col gap-3">
        {entries.map(({ id: key, role, text: shown, answer }) => (
          <li
            key={key}
            className={cx(
              'max-w-full rounded-lg px-3 py-2 [overflow-wrap:anywhere]',
              role === 'user' ? 'ml-8 bg-raised' : 'mr-8 border border-line',
            )}
          >
            <p className="font-medium text-quiet text-sm">
              {t(role === 'user' ? 'agents.you' : 'agents.agent')}
            </p>
            <p className="whitespace-pre-wrap">{shown || t('agents.silent')}</p>
            {answer && <AnswerFacts answer={answer} />}
          </li>
        ))}
      </ol>
      <Refused error={ask.error} />
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Area
          label={t('agents.message')}
          rows={2}
          value={text}
          maxLength={32_000}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              submit(event);
            }
          }}
          required
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" kind="main" isBusy={ask.isPending}>
            {t(ask.isPending ? 'agents.asking' : 'agents.ask')}
          </Button>
          {entries.length > 0 && <Button onClick={beginAnew}>{t('agents.beginAnew')}</Button>}
        </div>
      </form>
    </Card>
  );
}
