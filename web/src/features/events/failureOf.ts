interface Reported {
  errorMessage?: string | null;
  payload?: unknown;
}

/** Why what an event reports failed, with the code that only its body has. */
export function failureOf({ errorMessage, payload }: Reported) {
  if (!errorMessage) return null;
  const { errorCode } = (payload ?? {}) as { errorCode?: string };
  return { code: errorCode ?? null, message: errorMessage };
}
