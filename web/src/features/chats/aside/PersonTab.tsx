import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { turnsQuery } from '../../../api/queries/chatTurns';
import { groupMembersQuery } from '../../../api/queries/groupMembers';
import { presenceQuery } from '../../../api/queries/persons';
import { Button } from '../../../components/Button';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { Facts } from '../../../components/Page';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { Identities } from '../../people/Identities';
import { Merge } from '../../people/Merge';
import { factsOf } from '../../people/memory';
import { Timeline } from '../../people/Timeline';
import { useMay } from '../../session/useSession';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';
import { Block } from './Block';
import { Members } from './Members';
import { usePersonId } from './usePersonId';

export function PersonTab() {
  const t = useText();
  const { instance, address } = useConversation();
  const chat = useChat(instance, address);
  const { id, isPending } = usePersonId();
  const isGroup = chat?.chatType === 'group';
  const { data: members } = useQuery({
    ...groupMembersQuery(instance, chat?.externalId ?? address),
    enabled: isGroup,
  });
  if (chat && chat.chatType !== 'dm') {
    return (
      <div className="flex flex-col gap-4">
        <Facts
          rows={[
            [t('chats.kind'), t('chats.kinds.group')],
            // As the list has them: their number follows it.
            [t('chats.members'), (isGroup && members?.length) || chat.participantCount || '–'],
            [t('chats.messages'), chat.messageCount],
          ]}
        />
        {isGroup && (
          <section className="flex flex-col gap-2">
            <h3 className="font-semibold">{t('chats.members')}</h3>
            <Members instance={instance} group={chat.externalId} />
          </section>
        )}
      </div>
    );
  }
  if (isPending) return <Loading />;
  if (!id) return <p className="text-quiet">{t('chats.noPerson')}</p>;
  return <Person id={id} />;
}

function Person({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  const { instance, address } = useConversation();
  const [isMerging, setMerging] = useState(false);
  const { data, isError, error, refetch } = useQuery(presenceQuery(id));
  const turns = useInfiniteQuery(turnsQuery(instance, address));
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { person, identities, summary } = data;
  const session = turns.data?.pages[0]?.items.find(turn => turn.sessionId)?.sessionId;
  const facts = factsOf(person);
  const none = '–';
  const seen = (at: string | null | undefined) => (at ? <When at={at} /> : none);
  return (
    <div className="flex flex-col gap-4">
      <h2 className="font-semibold text-lg">
        <Link to="/people/$id" params={{ id }} className="underline">
          <bdi>{person.displayName ?? addressText(address)}</bdi>
        </Link>
      </h2>
      <Facts
        rows={[
          [t('people.phone'), person.primaryPhone ?? none],
          [t('people.email'), person.primaryEmail ?? none],
          [t('people.messages'), summary.totalMessages],
          [t('people.firstSeen'), seen(summary.firstSeenAt)],
          [t('people.lastSeen'), seen(summary.lastSeenAt)],
          [t('people.memory'), session ?? none],
        ]}
      />
      {facts.length > 0 && (
        <section>
          <h3 className="font-semibold">{t('people.remembered')}</h3>
          <Facts rows={facts} />
        </section>
      )}
      <h3 className="font-semibold">{t('people.identities')}</h3>
      <Identities person={person} identities={identities} />
      {may('events:read') && (
        <>
          <h3 className="font-semibold">{t('people.timeline')}</h3>
          <Timeline id={id} />
        </>
      )}
      <div className="flex flex-wrap items-start gap-3">
        {may('persons:write') && (
          <Button onClick={() => setMerging(true)}>{t('people.merge')}</Button>
        )}
        {may('instances:write') && <Block />}
      </div>
      {isMerging && (
        <Merge
          person={person}
          onClose={() => setMerging(false)}
          onMerged={() => setMerging(false)}
        />
      )}
    </div>
  );
}
