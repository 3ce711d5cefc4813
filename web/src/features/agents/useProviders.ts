import { useQuery } from '@tanstack/react-query';
import { allProvidersQuery } from '../../api/queries/agents';
import type { Provider } from '../../api/queries/providers';
import { useMay } from '../session/useSession';

/** The providers, as far as the user may see them. */
export function useProviders(): Provider[] {
  const mayRead = useMay()('settings:read');
  return useQuery({ ...allProvidersQuery, enabled: mayRead }).data ?? [];
}
