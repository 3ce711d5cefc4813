import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';

/** Instances by their names; one that the viewer does not see by its id. */
export function InstanceNames({ ids }: { ids: readonly string[] }) {
  const { data = [] } = useQuery(instancesQuery);
  return ids.map(id => data.find(one => one.id === id)?.name ?? id).join(', ');
}
