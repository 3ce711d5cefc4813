import { useMutation } from '@tanstack/react-query';
import { type Person, readPersons } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { download } from '../../lib/download';
import { toCsv } from './csv';

/** More are exported in parts: by a search. */
const MOST = 20_000;
const HEAD = ['id', 'name', 'phone', 'email', 'created', 'updated'];

async function readAll(search: string): Promise<Person[]> {
  const all: Person[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPersons>> = await readPersons(search, cursor);
    all.push(...page.items);
    cursor = page.meta.hasMore ? (page.meta.cursor ?? null) : null;
  } while (cursor && all.length < MOST);
  return all;
}

/** Saves the people that are listed as a CSV file. */
export function Export({ search }: { search: string }) {
  const t = useText();
  const save = useMutation({
    mutationFn: () => readAll(search),
    onSuccess(people) {
      const rows = people.map(one => [
        one.id,
        one.displayName,
        one.primaryPhone,
        one.primaryEmail,
        one.createdAt,
        one.updatedAt,
      ]);
      download('people.csv', toCsv([HEAD, ...rows]), 'text/csv');
    },
  });
  return (
    <div className="flex flex-wrap items-center gap-3">
      {save.isError && (
        <p role="alert" className="text-bad">
          <Reason error={save.error} />
        </p>
      )}
      {save.isSuccess && <p role="status">{t('people.exported', { count: save.data.length })}</p>}
      <Button isBusy={save.isPending} onClick={() => save.mutate()}>
        {t('people.export')}
      </Button>
    </div>
  );
}
