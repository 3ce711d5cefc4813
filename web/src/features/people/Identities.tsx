import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { instancesQuery } from '../../api/queries/instances';
import { type Identity, type Person, personsKey, unlinkIdentity } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Confirm } from '../../components/Confirm';
import { useReason } from '../../components/Failure';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';
import { useMay } from '../session/useSession';

const LinkAccount = lazy(() => import('./LinkAccount'));

interface Props {
  person: Person;
  identities: Identity[];
  /** Shows the person who is kept; beside a conversation, where nothing is changed, there is none. */
  onLinked?: (kept: string) => void;
}

/**
 * A person's accounts, each with its chat. One of several can be made a person of its own, and each can
 * be linked with an account of someone else.
 */
export function Identities({ person, identities, onLinked }: Props) {
  const t = useText();
  const may = useMay();
  const { data: instances = [] } = useQuery(instancesQuery);
  const [asked, setAsked] = useState<Identity | null>(null);
  const [linked, setLinked] = useState<Identity | null>(null);
  const mayLink = onLinked !== undefined && may('persons:write');
  const mayUnlink = mayLink && identities.length > 1;
  const nameOf = (id: string) => instances.find(one => one.id === id)?.name ?? '';
  if (identities.length === 0) return <p className="text-quiet">{t('people.noIdentities')}</p>;
  return (
    <>
      <ul className="flex flex-col gap-2">
        {identities.map(one => (
          <li
            key={one.id}
            className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line px-3 py-2"
          >
            <span className="min-w-0">
              <Link
                to="/chats/$instance/$chat"
                params={{ instance: one.instanceId, chat: one.platformUserId }}
                className="block truncate underline"
              >
                <bdi>{one.platformUsername ?? addressText(one.platformUserId)}</bdi>
              </Link>
              <span className="block truncate text-quiet text-sm">
                {addressText(one.platformUserId)} · <bdi>{nameOf(one.instanceId)}</bdi> ·{' '}
                {t(`people.linkedBy.${one.linkedBy}`)} · <When at={one.lastSeenAt} />
              </span>
            </span>
            <span className="flex flex-wrap gap-2">
              {mayLink && <Button onClick={() => setLinked(one)}>{t('people.link')}</Button>}
              {mayUnlink && <Button onClick={() => setAsked(one)}>{t('people.unlink')}</Button>}
            </span>
          </li>
        ))}
      </ul>
      {linked && onLinked && (
        <Suspense fallback={null}>
          <LinkAccount
            identity={linked}
            onLinked={kept => {
              setLinked(null);
              onLinked(kept);
            }}
            onClose={() => setLinked(null)}
          />
        </Suspense>
      )}
      {asked && <Unlink person={person} identity={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface UnlinkProps {
  person: Person;
  identity: Identity;
  onClose: () => void;
}

function Unlink({ identity, onClose }: UnlinkProps) {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const name = addressText(identity.platformUserId);
  const unlink = useMutation({
    mutationFn: () => unlinkIdentity(identity.id, t('people.unlinkReason')),
    async onSuccess() {
      onClose();
      await client.invalidateQueries({ queryKey: personsKey });
    },
  });
  const text = unlink.isError ? reason(unlink.error) : t('people.unlinkText');
  return (
    <Confirm
      title={t('people.unlinkAsk', { name })}
      text={text}
      action={t('people.unlink')}
      isBusy={unlink.isPending}
      onConfirm={() => unlink.mutate()}
      onClose={onClose}
    />
  );
}
