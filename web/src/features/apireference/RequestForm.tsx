import { useState } from 'react';
import { type Attempt, attempt } from '../../api/attempt';
import type { Operation } from '../../api/operations';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Confirm } from '../../components/Confirm';
import { Notice } from '../../components/Notice';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { AnswerView } from './AnswerView';
import { ParameterField } from './ParameterField';
import { BODY, changesSomething, fieldOf, firstFields, requestSchema } from './request';

/** The parameters and the body of one operation, and what the server answered. */
export function RequestForm({ operation }: { operation: Operation }) {
  const t = useText();
  const may = useMay();
  const [asked, setAsked] = useState<Attempt>();
  const send = useAction(attempt, [], () => setAsked(undefined));
  const { method, title, hint, scope, parameters, body } = operation;
  const form = useSchemaForm(requestSchema(operation), {
    defaultValues: firstFields(operation),
    onSubmit: request => (changesSomething(method) ? setAsked(request) : send.mutate(request)),
  });
  return (
    <>
      <div>
        <p className="font-medium">{title}</p>
        <p className="whitespace-pre-line break-words text-quiet text-sm">{hint}</p>
      </div>
      {scope && !may(scope) && <Notice tone="warn">{t('api.scopeMissing', { scope })}</Notice>}
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        {parameters.map((one, at) => (
          <ParameterField key={fieldOf(at)} name={fieldOf(at)} parameter={one} form={form} />
        ))}
        {body !== undefined && (
          <Area
            {...form.field(BODY)}
            label={t('api.body')}
            rows={8}
            spellCheck={false}
            className="font-mono"
          />
        )}
        <Button type="submit" kind="main" isBusy={send.isPending} className="self-start">
          {t('api.send')}
        </Button>
      </form>
      <Refused error={asked ? undefined : send.error} />
      {send.data && <AnswerView answer={send.data} />}
      {asked && (
        <Confirm
          title={t('api.sendAsk')}
          text={t('api.sendText', { request: operation.key })}
          action={t('api.send')}
          isBusy={send.isPending}
          onConfirm={() => send.mutate(asked, { onError: () => setAsked(undefined) })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
