import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Identity,
  linkIdentities,
  type Person,
  personsKey,
  presenceQuery,
} from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';
import { FindPerson } from './FindPerson';
import { personName } from './name';

interface Props {
  /** The account that is linked with another person's. */
  identity: Identity;
  onLinked: (kept: string) => void;
  onClose: () => void;
}

/** Finds an account of someone else, and declares both to be of one person. */
export default function LinkAccount({ identity, onLinked, onClose }: Props) {
  const t = useText();
  const [other, setOther] = useState<Person | null>(null);
  const title = t('people.linkTitle', { name: addressText(identity.platformUserId) });
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p>{t('people.linkText')}</p>
        {other ? (
          <Accounts
            identity={identity}
            other={other}
            onLinked={onLinked}
            onBack={() => setOther(null)}
          />
        ) : (
          <>
            <FindPerson
              label={t('people.linkSearch')}
              except={identity.personId}
              onFound={setOther}
            />
            <Button className="self-end" onClick={onClose}>
              {t('app.cancel')}
            </Button>
          </>
        )}
      </div>
    </Dialog>
  );
}

interface AccountsProps {
  identity: Identity;
  other: Person;
  onLinked: (kept: string) => void;
  onBack: () => void;
}

function Accounts({ identity, other, onLinked, onBack }: AccountsProps) {
  const t = useText();
  const client = useQueryClient();
  const { data, isError, error, refetch } = useQuery(presenceQuery(other.id));
  const link = useMutation({
    mutationFn: (account: string) => linkIdentities(identity.id, account),
    async onSuccess({ id }) {
      // The page first: of the two persons one is no more.
      onLinked(id);
      await client.invalidateQueries({ queryKey: personsKey });
    },
  });
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <h3 className="font-medium [overflow-wrap:anywhere]">
        <bdi>{personName(other)}</bdi>
      </h3>
      <ul className="flex flex-col gap-2">
        {data.identities.map(one => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0 break-words">
              <bdi>{one.platformUsername ?? addressText(one.platformUserId)}</bdi>{' '}
              <span className="text-quiet text-sm">{addressText(one.platformUserId)}</span>
            </span>
            <Button
              kind="main"
              isBusy={link.isPending && link.variables === one.id}
              disabled={link.isPending}
              onClick={() => link.mutate(one.id)}
            >
              {t('people.link')}
            </Button>
          </li>
        ))}
      </ul>
      {data.identities.length === 0 && <p className="text-quiet">{t('people.noIdentities')}</p>}
      <Refused error={link.error} />
      <Button className="self-end" onClick={onBack}>
        {t('people.back')}
      </Button>
    </>
  );
}
