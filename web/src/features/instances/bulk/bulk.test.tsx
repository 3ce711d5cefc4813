import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  act,
  cleanup,
  fireEvent,
  render,
  renderHook,
  screen,
  waitFor,
} from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../../api/errors';
import type { Instance } from '../../../api/queries/instances';
import { loadManageTexts, startTexts } from '../../../i18n';
import * as actions from './actions';
import { DeleteSelected } from './DeleteSelected';
import { inParallel } from './inParallel';
import { useBulk } from './useBulk';

vi.mock('./actions', { spy: true });

const instances = ['a', 'b', 'c', 'd', 'e'].map(id => ({ id, name: `Shop ${id}` }) as Instance);

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('each item is run once, and never more than the bound at a time', async () => {
  const open: (() => void)[] = [];
  const begun: number[] = [];
  const all = inParallel([1, 2, 3, 4, 5], 2, async item => {
    begun.push(item);
    await new Promise<void>(done => open.push(done));
  });
  for (const expected of [2, 3, 4, 5]) {
    await waitFor(() => expect(begun.length).toBe(expected));
    open.shift()?.();
  }
  open.shift()?.();
  await all;
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

test('one refusal stops no other, and is shown with its reason', async () => {
  vi.spyOn(actions, 'runAction').mockImplementation(async (_, id) => {
    if (id === 'b') throw new ApiFailure(501, 'NOT_SUPPORTED', 'this channel has no connection');
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useBulk(instances), { wrapper });
  for (const id of ['a', 'b', 'gone']) act(() => result.current.toggle(id));
  expect(result.current.chosen).toEqual(['a', 'b']);
  await act(() => result.current.run('restart', result.current.chosen));
  expect(result.current.outcomes.get('a')).toBe('done');
  expect(result.current.outcomes.get('b')).toMatchObject({ error: { status: 501 } });
  expect(result.current.outcomes.has('c')).toBe(false);
  expect(result.current.isRunning).toBe(false);
  expect(result.current.chosen).toEqual(['a', 'b']);
});

test('several are deleted only after the word was typed', () => {
  HTMLDialogElement.prototype.showModal ??= function showModal() {
    this.open = true;
  };
  const confirmed = vi.fn();
  render(
    <DeleteSelected instances={instances.slice(0, 2)} onConfirm={confirmed} onClose={vi.fn()} />,
  );
  expect(screen.getByText('Shop a, Shop b')).toBeTruthy();
  const button = screen.getByText<HTMLButtonElement>('Delete');
  fireEvent.submit(button);
  expect(button.disabled).toBe(true);
  expect(confirmed).not.toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText('Type “delete” to confirm'), {
    target: { value: 'Delete ' },
  });
  expect(button.disabled).toBe(false);
  fireEvent.click(button);
  expect(confirmed).toHaveBeenCalledOnce();
});
