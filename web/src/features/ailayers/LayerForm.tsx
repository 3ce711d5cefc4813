import type { UseMutationResult } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { changesSomething } from './changes';

interface Props<V> {
  /** What is set now: with another value the fields begin anew. */
  shown: unknown;
  save: UseMutationResult<unknown, unknown, V>;
  read: (fields: FormData) => V;
  children: ReactNode;
}

/** The fields of a layer; who may not change it sees them. */
export function LayerForm<V extends object>({ shown, save, read, children }: Props<V>) {
  const t = useText();
  const mayChange = useMay()('instances:write');
  const [isSame, setSame] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const forgetKey = () => {
    const key = form.current?.elements.namedItem('apiKey');
    if (key instanceof HTMLInputElement) key.value = '';
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = read(new FormData(event.currentTarget));
    setSame(!changesSomething(body));
    if (changesSomething(body)) save.mutate(body, { onSuccess: forgetKey });
  };
  return (
    <>
      <form ref={form} key={JSON.stringify(shown)} onSubmit={submit}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-4">
          {children}
          {mayChange && (
            <Button type="submit" kind="main" isBusy={save.isPending} className="self-start">
              {t('common.save')}
            </Button>
          )}
        </fieldset>
      </form>
      <p role="status">{isSame ? t('aiLayers.same') : save.isSuccess && t('aiLayers.saved')}</p>
      <Refused error={save.error} />
    </>
  );
}
