import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../api/errors';
import { personsKey } from '../../api/queries/persons';
import * as queries from '../../api/queries/personsImport';
import { loadManageTexts, startTexts } from '../../i18n';
import ImportDialog from './ImportDialog';

vi.mock('../../api/queries/personsImport', { spy: true });

/** It clicks on a machine that may do other work. */
const LIMIT_MS = 30_000;

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const row = (line: number, outcome: queries.ImportedRow['outcome'], more = {}) => ({
  line,
  outcome,
  personId: null,
  changes: [],
  reason: null,
  ...more,
});

const renamed = { column: 'name' as const, before: 'Ann', after: 'Anna' };
const added = { column: 'phone' as const, before: null, after: '+15550004444' };
const rows = [
  row(2, 'update', { changes: [renamed] }),
  row(3, 'unchanged'),
  row(4, 'create', { changes: [added] }),
  row(5, 'error', { reason: 'it has the phone number of line 4; keep one of the two' }),
];

function result(shown: queries.ImportedRow[]): queries.PersonsImport {
  const count = (outcome: string) => shown.filter(one => one.outcome === outcome).length;
  return {
    dryRun: true,
    created: count('create'),
    updated: count('update'),
    unchanged: count('unchanged'),
    failed: count('error'),
    rows: shown,
  };
}

const csv = new File(['name,phone\n'], 'people.csv', { type: 'text/csv' });

/** The dialog, whose server answers as `answer` says. */
function open(answer: (dryRun: boolean) => queries.PersonsImport) {
  const calls: { name: string; dryRun: boolean }[] = [];
  vi.spyOn(queries, 'importPersons').mockImplementation(async (file, dryRun) => {
    calls.push({ name: (file as File).name, dryRun });
    return { ...answer(dryRun), dryRun };
  });
  const client = new QueryClient();
  const stale = vi.spyOn(client, 'invalidateQueries');
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <ImportDialog onClose={onClose} />
    </QueryClientProvider>,
  );
  const picker = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!picker) throw new Error('there is no place for a file');
  return { calls, stale, onClose, choose: (file: File) => userEvent.upload(picker, file) };
}

const lines = () => screen.getAllByRole('row', { hidden: true }).map(one => one.textContent);
const run = () => screen.queryByRole('button', { name: /^Import \d/, hidden: true });

test(
  'a file is previewed, imported when that is confirmed, and the people are read again',
  async () => {
    const { calls, stale, onClose, choose } = open(() => result(rows));
    expect(run()).toBeNull();
    await choose(csv);
    await screen.findByText('This would happen. Nothing is written yet.');
    expect(calls).toEqual([{ name: 'people.csv', dryRun: true }]);
    expect(lines()).toEqual([
      'LineWhatDetails',
      '5left outit has the phone number of line 4; keep one of the two',
      '2changedName: Ann → Anna',
      '4newPhone: +15550004444',
    ]);
    expect(stale).not.toHaveBeenCalled();

    const confirm = run();
    expect(confirm?.textContent).toBe('Import 2 people');
    if (confirm) await userEvent.click(confirm);
    await screen.findByText('This was done.');
    expect(calls[1]).toEqual({ name: 'people.csv', dryRun: false });
    expect(stale).toHaveBeenCalledWith({ queryKey: personsKey });
    expect(run()).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Done', hidden: true }));
    expect(onClose).toHaveBeenCalledOnce();
  },
  LIMIT_MS,
);

test(
  'a dropped file is read, too, and one that changes nothing cannot be imported',
  async () => {
    const { calls } = open(() => result([row(2, 'unchanged')]));
    const place = screen.getByRole('region', { name: 'CSV file', hidden: true });
    fireEvent.drop(place, { dataTransfer: { files: [csv] } });
    await screen.findByText('There is nothing to import.');
    expect(calls).toEqual([{ name: 'people.csv', dryRun: true }]);
    expect(run()).toBeNull();
  },
  LIMIT_MS,
);

test(
  'a file that is refused says why, and another one can be chosen',
  async () => {
    let refuses = true;
    const { choose } = open(() => {
      if (refuses) throw new ApiFailure(400, 'VALIDATION_ERROR', 'it has a column `Company`');
      return result(rows);
    });
    await choose(csv);
    const alert = await screen.findByRole('alert', { hidden: true });
    expect(alert.textContent).toBe('it has a column `Company`');
    expect(run()).toBeNull();
    refuses = false;
    await choose(csv);
    await screen.findByText('This would happen. Nothing is written yet.');
    expect(screen.queryByRole('alert', { hidden: true })).toBeNull();
  },
  LIMIT_MS,
);

test(
  'of very many lines the first are listed and the others counted',
  async () => {
    const many = Array.from({ length: 203 }, (_, at) => row(at + 2, 'create'));
    const { choose } = open(() => result(many));
    await choose(csv);
    await screen.findByText('3 more lines');
    expect(lines()).toHaveLength(201);
  },
  LIMIT_MS,
);
