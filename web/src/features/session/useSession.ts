import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { permits } from '../../lib/scopes';

/** Whether the signed-in user may do something: what they may not is not offered. */
export function useMay(): (scope: string) => boolean {
  const { data } = useQuery(sessionQuery);
  const scopes = data?.scopes ?? [];
  return scope => permits(scopes, scope);
}
