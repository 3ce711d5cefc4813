import { Link } from '@tanstack/react-router';
import type { Execution } from '../../api/queries/entryPoints';
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
  const { publicId, turnId, createdAt, instanceId, status, response, error } = execution;
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
          {error && ` · ${error.message}`}
          {response && (
            <span dir="auto" className="line-clamp-3">
              {response}
            </span>
          )}
        </>
      }
      mark={<Mark tone={TONES[status]} text={t(`executions.states.${status}`)} />}
    />
  );
}
