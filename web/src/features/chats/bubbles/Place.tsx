import { lazy, Suspense } from 'react';
import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';

const LandMap = lazy(() => import('./LandMap'));

type Location = NonNullable<Message['content']['location']>;

/** A location: its name, where it is on the Earth, and its position for another program. */
export function Place({ location }: { location: Location }) {
  const t = useText();
  const { latitude, longitude, name, address, live } = location;
  const position = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  return (
    <div className="flex flex-col gap-1">
      <p className="text-quiet text-sm">{t(live ? 'chats.liveLocation' : 'chats.location')}</p>
      <Suspense fallback={<div className="aspect-[2/1] w-80 max-w-full rounded-lg bg-raised" />}>
        <LandMap latitude={latitude} longitude={longitude} />
      </Suspense>
      {name && (
        <p dir="auto" className="break-words font-medium">
          {name}
        </p>
      )}
      {address && (
        <p dir="auto" className="break-words text-sm">
          {address}
        </p>
      )}
      <p className="text-quiet text-sm">
        {t('chats.street')}{' '}
        <a href={map} target="_blank" rel="noreferrer noopener" className="underline">
          {position}
        </a>
      </p>
    </div>
  );
}
