import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../api/errors';
import * as queries from '../../api/queries/totp';
import { loadManageTexts, startTexts } from '../../i18n';
import { Totp } from './Totp';

vi.mock('../../api/queries/totp', { spy: true });

/** It types, letter by letter, on a machine that may do other work. */
const LIMIT_MS = 30_000;
const SECRET = 'JBSWY3DPEHPK3PXP';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
  // The browser's own dialog, which the tests' environment does not open.
  HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
    this.open = true;
  };
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

function show(isOn: boolean) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Totp isOn={isOn} />
    </QueryClientProvider>,
  );
}

async function enterPassword(opener: string) {
  await userEvent.click(screen.getByRole('button', { name: opener }));
  await userEvent.type(screen.getByLabelText('Present password'), 'a password{Enter}');
}

test(
  'codes are set up with the secret, and confirmed with a code of the app',
  async () => {
    const url = `otpauth://totp/Omni:ann?secret=${SECRET}`;
    const enrol = vi.spyOn(queries, 'enrolTotp').mockResolvedValue({ secret: SECRET, url });
    const confirm = vi
      .spyOn(queries, 'confirmTotp')
      .mockRejectedValueOnce(new ApiFailure(400, 'VALIDATION_ERROR', 'the code is wrong'))
      .mockResolvedValue({ recoveryCodes: ['aaaa-bbbb', 'cccc-dddd'] });
    show(false);
    await enterPassword('Set up');
    await screen.findByText(SECRET);
    expect(enrol.mock.calls[0]?.[0]).toBe('a password');
    expect(screen.getByRole('img', { name: 'QR code for the app' })).toBeTruthy();

    await userEvent.type(screen.getByLabelText('Code of the app'), '111111{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('the code is wrong');
    await userEvent.clear(screen.getByLabelText('Code of the app'));
    await userEvent.type(screen.getByLabelText('Code of the app'), '123456{Enter}');
    await screen.findByText(/aaaa-bbbb\s+cccc-dddd/);
    expect(confirm.mock.calls[1]?.[0]).toBe('123456');
    expect(screen.queryByText(SECRET)).toBeNull();
  },
  LIMIT_MS,
);

test(
  'codes are removed with the password',
  async () => {
    const remove = vi
      .spyOn(queries, 'removeTotp')
      .mockRejectedValue(new ApiFailure(400, 'VALIDATION_ERROR', 'the password is wrong'));
    show(true);
    expect(screen.queryByRole('button', { name: 'Set up' })).toBeNull();
    await enterPassword('Remove');
    expect((await screen.findByRole('alert')).textContent).toBe('the password is wrong');
    expect(remove.mock.calls[0]?.[0]).toBe('a password');
  },
  LIMIT_MS,
);
