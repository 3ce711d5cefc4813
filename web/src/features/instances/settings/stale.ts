import { ApiFailure } from '../../../api/errors';

/** The server has another state than the one that was changed. */
export const isStale = (error: unknown) => error instanceof ApiFailure && error.status === 412;
