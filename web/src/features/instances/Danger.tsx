import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteUnchanged, type TaggedInstance, taggedKey } from '../../api/queries/instance';
import { instancesKey, logOutInstance, statusKey } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Confirm } from '../../components/Confirm';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { isStale } from './settings/stale';

type Action = 'logOut' | 'delete';

export function Danger({ tagged }: { tagged: TaggedInstance }) {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id, name } = tagged.instance;
  const [asked, setAsked] = useState<Action | null>(null);
  const act = useMutation({
    mutationFn: async (action: Action): Promise<unknown> =>
      action === 'delete' ? deleteUnchanged(id, tagged.tag) : logOutInstance(id),
    async onSuccess(_, action) {
      if (action === 'delete') await navigate({ to: '/instances' });
      else await client.invalidateQueries({ queryKey: statusKey(id) });
      await client.invalidateQueries({ queryKey: instancesKey });
    },
    onError(error) {
      if (isStale(error)) void client.invalidateQueries({ queryKey: taggedKey(id) });
    },
    onSettled: () => setAsked(null),
  });
  const actions: Action[] = [];
  if (may('instances:write')) actions.push('logOut');
  if (may('instances:delete')) actions.push('delete');
  if (actions.length === 0) return null;
  return (
    <Card title={t('instances.danger')}>
      {isStale(act.error) ? (
        <Notice tone="warn" isAlert>
          {t('instance.conflict.title')} {t('instance.conflict.again')}
        </Notice>
      ) : (
        <Refused error={act.error} />
      )}
      <div className="flex flex-wrap gap-3">
        {actions.map(action => (
          <Button key={action} kind="danger" onClick={() => setAsked(action)}>
            {t(`instances.${action}`)}
          </Button>
        ))}
      </div>
      {asked && (
        <Confirm
          title={t(`instances.${asked}Ask`, { name })}
          text={t(`instances.${asked}Text`)}
          action={t(`instances.${asked}`)}
          isBusy={act.isPending}
          onConfirm={() => act.mutate(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Card>
  );
}
