import { useMutation, useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { checkAccess } from '../../api/queries/access';
import { instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { VerdictView } from './VerdictView';

/** Asks the server how it would decide, for `instance` where it is given; nothing is sent. */
export function AccessTester({ instance }: { instance?: string }) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const check = useMutation({ mutationFn: checkAccess });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    check.mutate({
      instanceId: instance ?? String(fields.get('instance')),
      platformUserId: String(fields.get('sender')).trim(),
    });
  };
  return (
    <Card title={t('access.test')}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        {!instance && (
          <Choice
            label={t('common.instance')}
            name="instance"
            options={instances.map(one => ({ value: one.id, text: one.name }))}
            className="flex-1 basis-48"
          />
        )}
        <Field
          label={t('access.sender')}
          name="sender"
          required
          placeholder="+15551234"
          className="flex-1 basis-48"
        />
        <Button
          type="submit"
          isBusy={check.isPending}
          disabled={check.isPending || (!instance && instances.length === 0)}
        >
          {t('access.testNow')}
        </Button>
      </form>
      <Refused error={check.error} />
      <div role="status">{check.data && <VerdictView verdict={check.data} />}</div>
    </Card>
  );
}
