import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ApiFailure } from '../api/errors';
import { Check } from '../components/Check';
import { Choice, Field } from '../components/Field';
import { Refused } from '../components/Refused';
import { chooseLanguage, startTexts } from '../i18n';
// Loaded beforehand, so that no test waits for them to be compiled.
import '../i18n/errors/explain';
import '../i18n/errors/es.json';
import '../i18n/errors/pt.json';
import { number, optionalNumber, required, ticked, url } from './fields';
import { useFirstOption } from './useFirstOption';
import { useSchemaForm } from './useSchemaForm';

const SCHEMA = z.object({
  name: required(),
  address: url(),
  seconds: number({ min: 1, max: 60 }),
  retries: optionalNumber(),
  kind: z.enum(['', 'a', 'b']),
  days: ticked(),
});

type Values = z.infer<typeof SCHEMA>;

interface Props {
  onSubmit: (values: Values) => void;
  error?: unknown;
  kinds?: string[];
}

function Form({ onSubmit, error, kinds = ['', 'a', 'b'] }: Props) {
  const form = useSchemaForm(SCHEMA, {
    defaultValues: {
      name: '',
      address: 'https://a',
      seconds: '5',
      retries: '',
      kind: 'b',
      days: ['mon'],
    },
    error,
    names: { 'agent.title': 'name' },
    onSubmit,
  });
  return (
    <form noValidate onSubmit={form.submit}>
      <Refused error={form.error} />
      <Field {...form.field('name')} label="Name" hint="Of the shop" />
      <Field {...form.field('address')} label="Address" />
      <Field {...form.field('seconds')} label="Seconds" type="number" />
      <Field {...form.field('retries')} label="Retries" type="number" />
      <Choice
        {...form.choice('kind')}
        label="Kind"
        options={kinds.map(value => ({ value, text: value }))}
      />
      {['mon', 'tue', 'wed'].map(day => (
        <Check key={day} {...form.field('days')} label={day} value={day} />
      ))}
      <button type="submit">Save</button>
    </form>
  );
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));
const notes = (name: string) =>
  (field(name).getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map(id => document.getElementById(id)?.textContent);

const refusal = (name: string) =>
  new ApiFailure(400, 'VALIDATION_ERROR', `${name}: taken`, { field: name, message: 'taken' });

beforeAll(startTexts);
afterEach(cleanup);

test('what the fields have is read by the schema', async () => {
  const submit = vi.fn();
  const user = userEvent.setup();
  render(<Form onSubmit={submit} />);
  await user.type(field('Name'), ' Shop ');
  await user.clear(field('Seconds'));
  await user.type(field('Seconds'), '20');
  await user.selectOptions(field('Kind'), 'a');
  await user.click(field('wed'));
  await user.click(field('mon'));
  save();
  await waitFor(() =>
    expect(submit).toHaveBeenCalledWith({
      name: 'Shop',
      address: 'https://a',
      seconds: 20,
      retries: null,
      kind: 'a',
      days: ['wed'],
    }),
  );
});

test('the first field that is refused has the focus, and each says why', async () => {
  const submit = vi.fn();
  render(<Form onSubmit={submit} />);
  fireEvent.change(field('Address'), { target: { value: 'shop' } });
  fireEvent.change(field('Seconds'), { target: { value: '90' } });
  save();
  await waitFor(() => expect(document.activeElement).toBe(field('Name')));
  expect(notes('Name')).toEqual(['Fill this in.', 'Of the shop']);
  expect(notes('Address')).toEqual(['An address begins with https:// or http://.']);
  expect(notes('Seconds')).toEqual(['60 or less.']);
  expect(field('Name').getAttribute('aria-invalid')).toBe('true');
  expect(submit).not.toHaveBeenCalled();
  fireEvent.change(field('Name'), { target: { value: 'Shop' } });
  await waitFor(() => expect(field('Name').getAttribute('aria-invalid')).toBeNull());
  expect(field('Seconds').getAttribute('aria-invalid')).toBe('true');
});

test('half a number is not an empty field', async () => {
  const submit = vi.fn();
  render(<Form onSubmit={submit} />);
  fireEvent.change(field('Name'), { target: { value: 'Shop' } });
  Object.defineProperty(field('Retries'), 'validity', { value: { badInput: true } });
  save();
  await waitFor(() => expect(notes('Retries')).toEqual(['This is not a number.']));
  expect(submit).not.toHaveBeenCalled();
});

test('what the server refuses is said at its field, which has the focus', async () => {
  const { rerender } = render(<Form onSubmit={vi.fn()} />);
  rerender(<Form onSubmit={vi.fn()} error={refusal('agent.title')} />);
  await waitFor(() => expect(document.activeElement).toBe(field('Name')));
  expect(notes('Name')).toEqual(['taken', 'Of the shop']);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what the server refuses is said in the language of the viewer, also if that changes', async () => {
  const { rerender } = render(<Form onSubmit={vi.fn()} />);
  rerender(<Form onSubmit={vi.fn()} error={refusal('agent.title')} />);
  await waitFor(() => expect(notes('Name')).toEqual(['taken', 'Of the shop']));
  field('Address').focus();
  await act(() => chooseLanguage('pt'));
  try {
    await waitFor(() =>
      expect(notes('Name')).toEqual(['Este valor não é aceito.\ntaken', 'Of the shop']),
    );
    expect(document.activeElement).toBe(field('Address'));
  } finally {
    await act(() => chooseLanguage('en'));
    // The texts of failures follow the language a moment later, and would be those of the next test.
    await waitFor(() => expect(notes('Name')).toEqual(['taken', 'Of the shop']));
  }
});

test('what the server refuses of no field of the form is said above it', () => {
  const { rerender } = render(<Form onSubmit={vi.fn()} />);
  rerender(<Form onSubmit={vi.fn()} error={refusal('other')} />);
  expect(screen.getByRole('alert').textContent).toBe('other: taken');
});

test('a choice has its value, also if its options come later', () => {
  const { rerender } = render(<Form onSubmit={vi.fn()} kinds={['']} />);
  rerender(<Form onSubmit={vi.fn()} />);
  expect(field('Kind').value).toBe('b');
});

const ACCOUNT = z.object({ account: z.string() });

function Accounts({ onSubmit, all }: { onSubmit: (value: object) => void; all: string[] }) {
  const form = useSchemaForm(ACCOUNT, { defaultValues: { account: '' }, onSubmit });
  const account = form.choice('account');
  const options = all.map(value => ({ value, text: value }));
  useFirstOption(account, options);
  return (
    <form noValidate onSubmit={form.submit}>
      <Choice {...account} label="Account" options={options} />
      <button type="submit">Save</button>
    </form>
  );
}

test('what a choice without a value shows is what is sent', async () => {
  const submit = vi.fn();
  const { rerender } = render(<Accounts onSubmit={submit} all={[]} />);
  rerender(<Accounts onSubmit={submit} all={['a', 'b']} />);
  expect(field('Account').value).toBe('a');
  save();
  await waitFor(() => expect(submit).toHaveBeenCalledWith({ account: 'a' }));
});
