import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { checkAccess } from '../../api/queries/access';
import { instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { required } from '../../forms/fields';
import { useFirstOption } from '../../forms/useFirstOption';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { VerdictView } from './VerdictView';

const QUESTION = z.object({ instanceId: z.string(), platformUserId: required() });

/** Asks the server how it would decide, for `instance` where it is given; nothing is sent. */
export function AccessTester({ instance }: { instance?: string }) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const check = useMutation({ mutationFn: checkAccess });
  const form = useSchemaForm(QUESTION, {
    defaultValues: { instanceId: instance ?? '', platformUserId: '' },
    error: check.error,
    onSubmit: question => check.mutate(question),
  });
  const options = instances.map(one => ({ value: one.id, text: one.name }));
  const chosen = form.choice('instanceId');
  useFirstOption(chosen, options);
  return (
    <Card title={t('access.test')}>
      <form noValidate onSubmit={form.submit} className="flex flex-wrap items-end gap-3">
        {!instance && (
          <Choice
            {...chosen}
            label={t('common.instance')}
            options={options}
            className="flex-1 basis-48"
          />
        )}
        <Field
          {...form.field('platformUserId')}
          label={t('access.sender')}
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
      <Refused error={form.error} />
      <div role="status">{check.data && <VerdictView verdict={check.data} />}</div>
    </Card>
  );
}
