import type { ReactNode } from 'react';
import { When } from '../../components/When';

/** Times among facts, without those that are not known. */
export function timeRows(
  times: readonly [string, string | null | undefined][],
): [string, ReactNode][] {
  return times.flatMap(([name, at]): [string, ReactNode][] =>
    at ? [[name, <When key={name} at={at} />]] : [],
  );
}
