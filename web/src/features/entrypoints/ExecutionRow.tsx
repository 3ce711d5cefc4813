import { Link } from '@tanstack/react-router';
import type { Execution } from '../../api/queries/entryPoints';
import { useReason } from '../../components/Failure';
import { Mark, type Tone } from '../../components/Mark';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';

const TONES: Record<Execution['status'], Tone> = {
  queued: 'warn',
  processing: 'warn',
  completed: 'good',
  failed: 'bad',
  superseded: 'quiet',
};

export function ExecutionRow({ execution }: { execution: Execution }) {
  const t = useText();
  const reason = useReason();
  const { publicId, turnId, createdAt, instanceId, status, message, response, error } = execution;
  return (
    <Row
      title={
        turnId ? (
          <Link to="/turns/$id" params={{ id: turnId }} className="underline">
            {publicId}
          </Link>
        ) : (
          publicId
        )
      }
      detail={
        <>
          <When at={createdAt} /> · <InstanceNames ids={[instanceId]} />
          {error && ` · ${reason(error)}`}
          {message && <LabelledText label={t('why.asked')} text={message} />}
          {response && <LabelledText label={t('why.answered')} text={response} />}
        </>
      }
      mark={<Mark tone={TONES[status]} text={t(`executions.states.${status}`)} />}
    />
  );
}

function LabelledText({ label, text }: { label: string; text: string }) {
  return (
    <span className="line-clamp-3">
      {label}: <bdi className="text-ink">{text}</bdi>
    </span>
  );
}
