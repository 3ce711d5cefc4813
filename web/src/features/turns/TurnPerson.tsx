import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { presenceQuery } from '../../api/queries/persons';
import { personName } from '../people/name';

/** Whom a turn answers, and the way to their page. */
export function TurnPerson({ id }: { id: string }) {
  const { data } = useQuery(presenceQuery(id));
  return (
    <Link to="/people/$id" params={{ id }} className="underline">
      <bdi>{data ? personName(data.person) : id.slice(0, 8)}</bdi>
    </Link>
  );
}
