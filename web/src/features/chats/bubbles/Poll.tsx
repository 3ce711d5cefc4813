import { useQuery } from '@tanstack/react-query';
import { answersQuery } from '../../../api/queries/answers';
import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';

/** A poll with its votes, which follow as they are cast. */
export function Poll({ message }: { message: Message }) {
  const t = useText();
  const { data } = useQuery(answersQuery(message.id, message.externalId));
  const names = message.content.options ?? [];
  const options = data?.options ?? names.map(name => ({ name, count: 0, voters: [] }));
  const most = Math.max(1, ...options.map(option => option.count));
  return (
    <div className="flex w-80 max-w-full flex-col gap-2">
      <p className="text-quiet text-sm">{t('chats.poll')}</p>
      <p dir="auto" className="break-words font-medium">
        {message.content.text}
      </p>
      <ul className="flex flex-col gap-2">
        {options.map(option => (
          <li key={option.name}>
            <p className="flex justify-between gap-3">
              <bdi className="min-w-0 break-words">{option.name}</bdi>
              <span className="tabular-nums">{option.count}</span>
            </p>
            <svg
              aria-hidden="true"
              viewBox="0 0 100 4"
              preserveAspectRatio="none"
              className="h-1.5 w-full rounded bg-raised"
            >
              <rect width={(100 * option.count) / most} height={4} className="fill-accent" />
            </svg>
            {option.voters.length > 0 && (
              <p dir="auto" className="break-words text-quiet text-xs">
                {option.voters.map(one => one.displayName ?? one.platformUserId).join(', ')}
              </p>
            )}
          </li>
        ))}
      </ul>
      {data && <p className="text-quiet text-sm">{t('chats.voters', { count: data.people })}</p>}
    </div>
  );
}
