import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ApiFailure } from '../api/errors';
import { chooseLanguage, startTexts } from '../i18n';
// Loaded beforehand, so that no test waits for them to be compiled.
import '../i18n/errors/explain';
import '../i18n/errors/es.json';
import '../i18n/errors/pt.json';
import { explaining } from '../i18n/reason';
import { Refused } from './Refused';

beforeAll(async () => {
  await startTexts();
  await chooseLanguage('pt');
});
afterEach(cleanup);

test('the first error loads the texts, which follow the language', async () => {
  const plain = explaining.get();
  const { rerender } = render(<Refused error={new ApiFailure(0, 'UNREACHABLE', '')} />);
  expect(screen.getByRole('alert').textContent).toBe('O servidor está inacessível.');

  rerender(<Refused error={new ApiFailure(403, 'FORBIDDEN', 'only owners may do this')} />);
  expect(explaining.get()).toBe(plain);
  expect(screen.getByRole('alert').textContent).toBe('only owners may do this');
  await screen.findByText('Você não tem permissão para isto.');
  const written = screen.getByText('only owners may do this');
  expect(written.getAttribute('lang')).toBe('en');

  await act(() => chooseLanguage('es'));
  await screen.findByText('No tienes permiso para esto.');
  await act(() => chooseLanguage('en'));
  await waitFor(() => expect(screen.getByRole('alert').innerHTML).toBe('only owners may do this'));
});
