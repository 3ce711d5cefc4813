import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { historyQuery, type PersonChange, personsKey } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Failure, useReason } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { undo } from './undo';

/** What was linked, unlinked and merged, and the way to undo it. */
export function History({ id }: { id: string }) {
  const t = useText();
  const { data, isError, error, refetch } = useQuery(historyQuery(id));
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.items.length === 0) return <p className="text-quiet">{t('people.noHistory')}</p>;
  return (
    <ol className="flex flex-col gap-2">
      {data.items.map(change => (
        <Change key={change.id} change={change} person={id} />
      ))}
    </ol>
  );
}

function Change({ change, person }: { change: PersonChange; person: string }) {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const mayUndo = useMay()('persons:write') && change.action !== 'unlink';
  const undoing = useMutation({
    mutationFn: () => undo(change, t('people.undoReason')),
    onSuccess: () => client.invalidateQueries({ queryKey: personsKey }),
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-2">
      <span className="min-w-0">
        {t(`people.action.${change.action}`, { count: change.identityIds.length })}
        {change.reason && (
          <>
            {': '}
            <bdi>{change.reason}</bdi>
          </>
        )}{' '}
        <span className="text-quiet text-sm">
          <When at={change.changedAt} />
        </span>
      </span>
      {mayUndo && change.personId === person && (
        <Button isBusy={undoing.isPending} onClick={() => undoing.mutate()}>
          {t('people.undo')}
        </Button>
      )}
      {undoing.isError && (
        <p role="alert" className="w-full text-bad">
          {reason(undoing.error)}
        </p>
      )}
    </li>
  );
}
