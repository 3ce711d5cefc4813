import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../client';
import { restartAllServices } from './services';

const answer = (results: object[]) =>
  vi.spyOn(api, 'POST').mockResolvedValue({ data: { results }, response: new Response() } as never);

afterEach(() => vi.restoreAllMocks());

test('services that could not be restarted are named with their reasons', async () => {
  const error = 'it cannot restart itself';
  answer([
    { name: 'worker', success: true },
    { name: 'omni-api', success: false, error },
  ]);
  await expect(restartAllServices()).rejects.toThrow('omni-api: it cannot restart itself');
});

test('where each was restarted nothing is said', async () => {
  answer([{ name: 'worker', success: true }]);
  await expect(restartAllServices()).resolves.toBeUndefined();
});
