/** The API refused, or cannot be reached (status 0). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** Particulars, such as the field that was refused. */
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The body of a success; throws an {@link ApiFailure} for an error. */
export async function expectData<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await outcome.catch(unreachable);
  if (error === undefined && response.ok) return data as T;
  throw failure(response.status, error);
}

function unreachable(): never {
  throw new ApiFailure(0, 'UNREACHABLE', '');
}

function failure(status: number, body: unknown): ApiFailure {
  const error = (body as { error?: { [name: string]: unknown } } | undefined)?.error;
  const code = typeof error?.code === 'string' ? error.code : 'HTTP_ERROR';
  const message = typeof error?.message === 'string' ? error.message : `HTTP ${status}`;
  return new ApiFailure(status, code, message, error?.details);
}
