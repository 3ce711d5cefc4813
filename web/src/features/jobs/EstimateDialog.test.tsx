import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ApiFailure } from '../../api/errors';
import { Field } from '../../components/Field';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { loadManageTexts, startTexts } from '../../i18n';
import { EstimateDialog } from './EstimateDialog';
import { useEstimate } from './useEstimate';

/** It clicks on a machine that may do other work. */
const LIMIT_MS = 30_000;

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(cleanup);

const button = (name: string) =>
  screen.getByRole<HTMLButtonElement>('button', { name, hidden: true });

const WORK = z.object({ name: required() });
type Values = z.infer<typeof WORK>;

interface Props {
  estimate: (values: Values) => Promise<number>;
  start?: (values: Values) => Promise<null>;
  onClose?: () => void;
}

function Work({ estimate, start = async () => null, onClose = () => {} }: Props) {
  const work = useEstimate({ estimate, start, keys: [], onStarted: onClose });
  const form = useSchemaForm(WORK, {
    defaultValues: { name: 'one' },
    error: work.error,
    onSubmit: work.ask,
  });
  return (
    <EstimateDialog
      title="Work"
      form={form}
      work={work}
      shown={count => <p>{`${count} letters`}</p>}
      onClose={onClose}
    >
      <Field {...form.field('name')} label="Name" />
    </EstimateDialog>
  );
}

function show(props: Props) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Work {...props} />
    </QueryClientProvider>,
  );
}

const lengthOf = async ({ name }: Values) => name.length;

test(
  'only what was estimated can be started, as it was estimated',
  async () => {
    const start = vi.fn(async () => null);
    const onClose = vi.fn();
    show({ estimate: lengthOf, start, onClose });
    expect(button('Start').disabled).toBe(true);
    await userEvent.click(button('Estimate'));
    await screen.findByText('3 letters');
    expect(button('Start').disabled).toBe(false);

    await userEvent.type(screen.getByLabelText('Name'), ' more');
    expect(button('Start').disabled).toBe(true);
    expect(screen.queryByText('3 letters')).toBeNull();
    await userEvent.click(button('Estimate'));
    await screen.findByText('8 letters');
    expect(start).not.toHaveBeenCalled();
    await userEvent.click(button('Start'));
    expect(start.mock.calls[0]).toEqual(expect.arrayContaining([{ name: 'one more' }]));
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  },
  LIMIT_MS,
);

test(
  'what is refused is said at its field, and nothing can be started',
  async () => {
    const refusal = new ApiFailure(400, 'VALIDATION_ERROR', '`name`: taken', {
      field: 'name',
      message: 'taken',
    });
    const estimate = vi.fn().mockRejectedValue(refusal);
    show({ estimate });
    const field = screen.getByLabelText('Name');
    await userEvent.clear(field);
    await userEvent.click(button('Estimate'));
    await screen.findByText('Fill this in.');
    expect(estimate).not.toHaveBeenCalled();

    await userEvent.type(field, 'two');
    await userEvent.click(button('Estimate'));
    await screen.findByText('taken');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.queryByRole('alert', { hidden: true })).toBeNull();
    expect(button('Start').disabled).toBe(true);
  },
  LIMIT_MS,
);
