import { useQuery } from '@tanstack/react-query';
import { useText } from '../../../i18n/useText';
import { type Atlas, gridPath, landPath, project, type Ring, readLand, VIEW } from './land';

/** Drawn here: no other server is sent where someone is, and none has to be reachable. */
export default function LandMap({ latitude, longitude }: { latitude: number; longitude: number }) {
  const t = useText();
  const { data: land } = useQuery({
    queryKey: ['land'],
    queryFn: async () => {
      const { default: atlas } = await import('world-atlas/land-110m.json');
      return readLand(atlas as unknown as Atlas);
    },
  });
  const middle: Ring[number] = [longitude, latitude];
  const [x, y] = project(middle, middle);
  return (
    <svg
      role="img"
      aria-label={t('chats.map')}
      viewBox={VIEW}
      className="w-80 max-w-full rounded-lg border border-line bg-raised"
    >
      <path d={gridPath(middle)} className="fill-none stroke-line" />
      <path
        d={landPath(land ?? [], middle)}
        fillRule="evenodd"
        className="fill-own stroke-quiet"
        strokeWidth={1}
      />
      <circle cx={x} cy={y} r={14} className="fill-accent opacity-30" />
      <circle cx={x} cy={y} r={5} className="fill-accent stroke-surface" strokeWidth={2} />
    </svg>
  );
}
