import {
  type DeadLetter,
  deadLettersKey,
  dropLetter,
  retryLetter,
} from '../../api/queries/deadLetters';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Code } from '../../components/Code';
import { Mark, type Tone } from '../../components/Mark';
import { Reason } from '../../components/Reason';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';
import { QUEUE_KINDS } from '../home/queueKinds';
import { InstanceNames } from '../instances/InstanceNames';
import { Resolve } from './Resolve';
import { Subject } from './Subject';

const TONES: Record<DeadLetter['status'], Tone> = {
  pending: 'bad',
  retrying: 'warn',
  resolved: 'quiet',
};

export function LetterRow({ letter }: { letter: DeadLetter }) {
  const t = useText();
  const { id, kind, error, note, attempts, status, createdAt, payload, instanceId } = letter;
  // One of another version has no name here.
  const name = (QUEUE_KINDS as Partial<Record<string, Text>>)[kind];
  return (
    <Row
      title={name ? t(name) : kind}
      detail={
        <>
          {name && `${kind} · `}
          <When at={createdAt} /> · {t('deliveries.attempts', { count: attempts })}
          {instanceId && (
            <>
              {' '}
              · <InstanceNames ids={[instanceId]} />
            </>
          )}
          {error && (
            <span className="block text-bad">
              <Reason error={error} />
            </span>
          )}
          {note && <span className="block">{note}</span>}
          <span className="flex flex-wrap gap-x-3 empty:hidden">
            <Subject letter={letter} />
          </span>
          <details className="mt-2">
            <summary className="cursor-pointer">{t('letters.payload')}</summary>
            <Code value={payload} />
          </details>
        </>
      }
      mark={<Mark tone={TONES[status]} text={t(`letters.states.${status}`)} />}
      actions={
        <>
          {status !== 'retrying' && (
            <ActionButton
              action={t('letters.retry')}
              run={() => retryLetter(id)}
              keys={[deadLettersKey]}
            />
          )}
          {status === 'pending' && <Resolve id={id} />}
          <Ask
            action={t('letters.drop')}
            title={t('letters.dropAsk')}
            text={t('letters.dropText')}
            run={() => dropLetter(id)}
            keys={[deadLettersKey]}
          />
        </>
      }
    />
  );
}
