import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { useMay } from '../session/useSession';
import { offered, type Section } from './sections';

/** The management pages for the signed-in user. */
export function useSections(): Section[] {
  const { data } = useQuery(sessionQuery);
  return offered(useMay(), data?.user.isOperator ?? false);
}
