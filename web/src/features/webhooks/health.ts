import type { WebhookHealth, WebhookHour } from '../../api/queries/webhooks';
import type { Series } from '../../components/chart/drawing';

type Pick = (hour: WebhookHour) => number | null;

/** Lines of a chart over the hours of an endpoint. */
export const linesOf = (
  { hours }: WebhookHealth,
  picks: readonly (readonly [string, Pick])[],
): Series[] => picks.map(([name, pick]) => ({ name, values: hours.map(pick) }));

/** The hours in which something was sent, the latest first. */
export const busyHours = ({ hours }: WebhookHealth): WebhookHour[] =>
  hours.filter(({ delivered, failed }) => delivered + failed > 0).reverse();
