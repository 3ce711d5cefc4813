import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../api/errors';
import * as queries from '../../api/queries/persons';
import { personsQuery, presenceQuery } from '../../api/queries/persons';
import { startTexts } from '../../i18n';
import LinkAccount from './LinkAccount';
import Rename from './Rename';

vi.mock('../../api/queries/persons', { spy: true });

/** It clicks on a machine that may do other work. */
const LIMIT_MS = 30_000;

beforeAll(startTexts);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const person = (id: string, displayName: string) =>
  ({ id, displayName, metadata: {} }) as queries.Person;
const account = (id: string, personId: string, name: string) =>
  ({
    id,
    personId,
    platformUserId: `${id}@s.whatsapp.net`,
    platformUsername: name,
  }) as queries.Identity;
const ann = person('p1', 'Ann');
const bo = person('p2', 'Bo');

function show(content: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const page = { items: [ann, bo], meta: { hasMore: false } } as never;
  client.setQueryData(personsQuery('bo').queryKey, { pages: [page], pageParams: [null] });
  client.setQueryData(presenceQuery('p2').queryKey, {
    person: bo,
    identities: [account('15550003', 'p2', 'Bo'), account('15550004', 'p2', 'Bo, shop')],
  } as never);
  render(<QueryClientProvider client={client}>{content}</QueryClientProvider>);
}

const button = (name: string | RegExp) => screen.findByRole('button', { name, hidden: true });

test(
  'an account is linked with the one that is chosen of another person',
  async () => {
    const link = vi.spyOn(queries, 'linkIdentities').mockResolvedValue(bo);
    const onLinked = vi.fn();
    const mine = account('15550002', 'p1', 'Ann');
    show(<LinkAccount identity={mine} onLinked={onLinked} onClose={() => undefined} />);
    await userEvent.type(screen.getByLabelText('Whose account is it?'), 'bo');
    await userEvent.click(await button(/^Bo/));
    // Ann is the person of the account itself.
    expect(screen.queryByRole('button', { name: /^Ann/, hidden: true })).toBeNull();
    const [, second] = await screen.findAllByRole('button', { name: 'Link', hidden: true });
    if (second) await userEvent.click(second);
    await vi.waitFor(() => expect(onLinked).toHaveBeenCalledWith('p2'));
    expect(link).toHaveBeenCalledWith('15550002', '15550004');
  },
  LIMIT_MS,
);

test(
  'a name is corrected, and what the server refuses is said at the field',
  async () => {
    const rename = vi.spyOn(queries, 'renamePerson');
    rename.mockRejectedValueOnce(
      new ApiFailure(400, 'VALIDATION_ERROR', 'displayName: give a name', {
        field: 'displayName',
      } as never),
    );
    rename.mockResolvedValueOnce({ ...ann, displayName: 'Ann Lee' });
    const onClose = vi.fn();
    show(<Rename person={ann} onClose={onClose} />);
    const field = screen.getByLabelText('Name');
    expect(field).toHaveProperty('value', 'Ann');
    await userEvent.clear(field);
    await userEvent.type(field, ' Ann Lee ');
    await userEvent.click(await button('Correct the name'));
    await screen.findByText(/give a name/);
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.click(await button('Correct the name'));
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(rename.mock.calls).toEqual([
      ['p1', 'Ann Lee'],
      ['p1', 'Ann Lee'],
    ]);
  },
  LIMIT_MS,
);
