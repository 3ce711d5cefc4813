import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../components/Button';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { useNames } from '../messages/useNames';
import { useMembers } from './useMembers';

/** A group may have more than a thousand. */
const STEP = 50;

/** Who is in the group, by their names where they have written, each with the way to their direct chat. */
export function Members({ instance, group }: { instance: string; group: string }) {
  const t = useText();
  const [shown, setShown] = useState(STEP);
  const { data, isError, error, refetch } = useMembers(instance, group);
  const names = useNames();
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <p className="text-quiet">{t('chats.noMembers')}</p>;
  return (
    <>
      <ul aria-label={t('chats.members')} className="flex flex-col gap-1">
        {data.slice(0, shown).map(({ platformUserId, displayName, role }) => (
          <li key={platformUserId} className="flex flex-wrap items-center justify-between gap-2">
            <Link
              to="/chats/$instance/$chat"
              params={{ instance, chat: platformUserId }}
              preload={false}
              className="min-w-0 break-words underline"
            >
              <bdi>{displayName ?? names.get(platformUserId) ?? addressText(platformUserId)}</bdi>
            </Link>
            {(role === 'owner' || role === 'admin') && (
              <span className="text-quiet text-sm">{t(`chats.roles.${role}`)}</span>
            )}
          </li>
        ))}
      </ul>
      {data.length > shown && (
        <Button onClick={() => setShown(shown + STEP)}>{t('app.more')}</Button>
      )}
    </>
  );
}
