import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

/** A setting; its value may be any JSON, which the generated type does not express. */
export type Setting = Omit<Schemas['SettingView'], 'value' | 'defaultValue'> & {
  value: unknown;
  defaultValue?: unknown;
};
export type SettingChange = Omit<Schemas['SettingChangeView'], 'newValue' | 'oldValue'> & {
  newValue: unknown;
  oldValue: unknown;
};

export const settingsKey = ['settings'] as const;

const at = (key: string) => ({ params: { path: { key } } });

export const settingsQuery = queryOptions({
  queryKey: [...settingsKey, 'list'],
  queryFn: async () => (await expectData(api.GET('/api/v2/settings'))).items as Setting[],
});

export const settingHistoryQuery = (key: string) =>
  queryOptions({
    queryKey: [...settingsKey, 'history', key],
    queryFn: async () =>
      (await expectData(api.GET('/api/v2/settings/{key}/history', at(key))))
        .items as SettingChange[],
  });

export function setSetting(key: string, value: unknown, reason: string) {
  const body = { value, ...(reason ? { reason } : {}) } as Schemas['SetSettingRequest'];
  return expectData(api.PUT('/api/v2/settings/{key}', { ...at(key), body }));
}

export const resetSetting = (key: string) =>
  expectData(api.DELETE('/api/v2/settings/{key}', at(key)));
