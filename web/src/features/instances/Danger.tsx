import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  deleteInstance,
  instancesKey,
  logOutInstance,
  statusKey,
} from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Confirm } from '../../components/Confirm';
import { useReason } from '../../components/Failure';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

type Deed = 'logOut' | 'delete';

export function Danger({ id, name }: { id: string; name: string }) {
  const t = useText();
  const may = useMay();
  const reason = useReason();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Deed | null>(null);
  const act = useMutation({
    mutationFn: async (deed: Deed): Promise<unknown> =>
      deed === 'delete' ? deleteInstance(id) : logOutInstance(id),
    async onSuccess(_, deed) {
      if (deed === 'delete') await navigate({ to: '/instances' });
      else await client.invalidateQueries({ queryKey: statusKey(id) });
      await client.invalidateQueries({ queryKey: instancesKey });
    },
    onSettled: () => setAsked(null),
  });
  const deeds: Deed[] = [];
  if (may('instances:write')) deeds.push('logOut');
  if (may('instances:delete')) deeds.push('delete');
  if (deeds.length === 0) return null;
  return (
    <Card title={t('instances.danger')}>
      {act.isError && (
        <Notice tone="bad" isAlert>
          {reason(act.error)}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        {deeds.map(deed => (
          <Button key={deed} kind="danger" onClick={() => setAsked(deed)}>
            {t(`instances.${deed}`)}
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
