import { ApiFailure } from './errors';

/** The field that the server refused, and why. */
export function refusedField(error: unknown): { field: string; message: string } | undefined {
  const details = error instanceof ApiFailure ? error.details : undefined;
  const { field, message } = (details ?? {}) as { field?: unknown; message?: unknown };
  return typeof field === 'string' && typeof message === 'string' ? { field, message } : undefined;
}
