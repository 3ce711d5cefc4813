import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { typists } from '../../api/live/typing';
import type { Chat } from '../../api/queries/chats';
import { instancesQuery } from '../../api/queries/instances';
import { seenPresenceQuery } from '../../api/queries/presence';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';
import { useStore } from '../../lib/useStore';
import { useNames } from './messages/useNames';

/** Who writes in this chat now; else, of a person, whether they are online or were last. */
export function Presence({ chat }: { chat: Chat }) {
  const t = useText();
  const writing = useWriting(chat);
  const [first, ...others] = writing;
  const isGroup = chat.chatType !== 'dm';
  return (
    <p className="truncate text-quiet text-sm empty:hidden">
      {first ? (
        <span className="text-accent">
          {others.length > 0
            ? t('chats.writing.many', { count: writing.length })
            : t(first.isRecording ? 'chats.writing.recording' : 'chats.writing.typing')}
          {isGroup && others.length === 0 && <Writer address={first.from} />}
        </span>
      ) : (
        !isGroup && <Seen chat={chat} />
      )}
    </p>
  );
}

function Writer({ address }: { address: string }) {
  const names = useNames();
  return (
    <>
      {' '}
      (<bdi>{names.get(address) ?? addressText(address)}</bdi>)
    </>
  );
}

/** Anew when the earliest of them is over, which nothing reports. */
function useWriting(chat: Chat) {
  const all = useStore(typists);
  const [now, setNow] = useState(() => Date.now());
  const here = all.filter(
    one =>
      one.instance === chat.instanceId &&
      (one.chat === chat.externalId || one.chat === chat.canonicalId) &&
      one.until > now,
  );
  const end = Math.min(...here.map(one => one.until));
  useEffect(() => {
    if (!Number.isFinite(end)) return;
    const timer = setTimeout(() => setNow(end), Math.max(0, end - Date.now()));
    return () => clearTimeout(timer);
  }, [end]);
  return here;
}

/** Networks that follow presence are asked, while they are connected. */
function Seen({ chat }: { chat: Chat }) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const isConnected = instances.find(one => one.id === chat.instanceId)?.state === 'connected';
  const { data } = useQuery({
    ...seenPresenceQuery(chat.instanceId, chat.externalId),
    enabled: isConnected && chat.channel === 'whatsapp-baileys',
  });
  if (!data || !isConnected) return null;
  if (data.online) return t('chats.online');
  if (!data.lastSeenAt) return null;
  return (
    <>
      {t('chats.lastSeen')} <When at={data.lastSeenAt} />
    </>
  );
}
