import { useQuery } from '@tanstack/react-query';
import { type Instance, instancesQuery } from '../../api/queries/instances';

/** The instance that the steps are about: one that is connected, or the newest. */
export function useOwnInstance(): Instance | undefined {
  const { data = [] } = useQuery(instancesQuery);
  return data.find(one => one.state === 'connected') ?? data.at(-1);
}
