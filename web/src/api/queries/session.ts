import { queryOptions } from '@tanstack/react-query';
import { api, rememberCsrfToken, type Schemas } from '../client';
import { ApiFailure, expectData } from '../errors';

export type Session = Schemas['OwnSessionView'];

export const sessionKey = ['session'] as const;

/** Who is signed in; `null` is no one. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  async queryFn(): Promise<Session | null> {
    try {
      const session = await expectData(api.GET('/api/v2/auth/session'));
      rememberCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
});

export async function signIn(body: Schemas['LoginRequest']): Promise<Schemas['LoginView']> {
  const view = await expectData(api.POST('/api/v2/auth/login', { body }));
  rememberCsrfToken(view.csrfToken);
  return view;
}

export function changePassword(body: Schemas['ChangePasswordRequest']) {
  return expectData(api.POST('/api/v2/auth/password', { body }));
}

export function signOut() {
  return expectData(api.POST('/api/v2/auth/logout'));
}

/** Ends every session of the user, this one included. */
export function signOutEverywhere() {
  return expectData(api.DELETE('/api/v2/auth/sessions'));
}
