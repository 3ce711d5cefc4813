import type { Figures, Report } from '../../api/queries/analytics';
import type { Series } from '../../components/chart/drawing';

/** What a line shows of the figures of an hour or a day. */
export type Pick = (figures: Figures) => number | null;

/** Lines of a chart without groups: one a name. */
export function linesOf(report: Report, picks: readonly (readonly [string, Pick])[]): Series[] {
  return picks.map(([name, pick]) => ({
    name,
    values: report.items.map(({ figures }) => pick(figures)),
  }));
}

/** Lines that stay apart for the eye. */
const MOST = 6;

/**
 * Lines of a chart by group, the groups with the most first. An hour or day without figures of a group
 * is `none` of it.
 */
export function groupLinesOf(
  report: Report,
  starts: readonly string[],
  nameOf: (group: Report['groups'][number]['group']) => string,
  pick: Pick,
  none: number | null,
): Series[] {
  const places = new Map(starts.map((start, at) => [start, at]));
  return report.groups.slice(0, MOST).map(({ group }) => {
    const values: (number | null)[] = starts.map(() => none);
    for (const item of report.items) {
      const at = places.get(item.start);
      const isOf = item.group?.id === group.id && item.group?.isRest === group.isRest;
      if (isOf && at !== undefined) values[at] = pick(item.figures);
    }
    return { name: nameOf(group), values };
  });
}

/** Whether a chart has anything to show. */
export const hasValues = (lines: readonly Series[]): boolean =>
  lines.some(({ values }) => values.some(value => (value ?? 0) > 0));
