import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { historyQuery, type PersonChange, personsKey } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Reason } from '../../components/Reason';
import { When } from '../../components/When';
import { loadManageTexts } from '../../i18n';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { undo } from './undo';

const ValueChanges = lazy(async () => {
  const [list] = await Promise.all([import('./ValueChanges'), loadManageTexts()]);
  return { default: list.ValueChanges };
});

/** What was linked, unlinked, merged and imported, and the way to undo links and merges. */
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
  const client = useQueryClient();
  const canBeUndone = change.action === 'link' || change.action === 'merge';
  const mayUndo = useMay()('persons:write') && canBeUndone;
  const undoing = useMutation({
    mutationFn: () => undo(change, t('people.undoReason')),
    onSuccess: () => client.invalidateQueries({ queryKey: personsKey }),
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-2">
      <div className="min-w-0">
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
        {change.changes.length > 0 && (
          <Suspense fallback={null}>
            <ValueChanges changes={change.changes} />
          </Suspense>
        )}
      </div>
      {mayUndo && change.personId === person && (
        <Button isBusy={undoing.isPending} onClick={() => undoing.mutate()}>
          {t('people.undo')}
        </Button>
      )}
      {undoing.isError && (
        <p role="alert" className="w-full text-bad">
          <Reason error={undoing.error} />
        </p>
      )}
    </li>
  );
}
