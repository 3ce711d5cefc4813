// The account of an instance as others see it: its profile, and who sees what of it.
import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type ProfileChanges = Schemas['UpdateProfileRequest'];

const at = (id: string) => ({ params: { path: { id } } });
const of = (id: string, address: string) => ({
  params: { path: { id, platformUserId: address } },
});

export const profileKey = (id: string) => ['own-profile', id] as const;
export const privacyKey = (id: string) => ['privacy', id] as const;

// No event reports a text or a picture that changes on the phone: both are read anew when their tab is opened.
const PAST = { staleTime: 0, gcTime: 0 };

/** `address`: of the account itself. */
export const profileQuery = (id: string, address: string) =>
  queryOptions({
    queryKey: [...profileKey(id), 'texts', address],
    queryFn: ({ signal }) =>
      expectData(
        api.GET('/api/v2/instances/{id}/profile/{platformUserId}', { ...of(id, address), signal }),
      ),
    ...PAST,
  });

/**
 * The picture as an address that the page's policy allows: the network's own, `url`, is of another server. It
 * differs with each picture.
 */
export const pictureQuery = (id: string, address: string, url: string) =>
  queryOptions({
    queryKey: [...profileKey(id), 'picture', address, url],
    async queryFn({ signal }) {
      const path = '/api/v2/instances/{id}/profile-picture/{platformUserId}/file';
      const { base64, mimetype } = await expectData(api.GET(path, { ...of(id, address), signal }));
      return `data:${mimetype};base64,${base64}`;
    },
    ...PAST,
  });

export const updateProfile = (id: string, body: ProfileChanges) =>
  expectData(api.PUT('/api/v2/instances/{id}/profile', { ...at(id), body }));
export const removePicture = (id: string) =>
  expectData(api.DELETE('/api/v2/instances/{id}/profile-picture', at(id)));

/** The values by the network's names of the settings. */
export type Privacy = Record<string, string>;

export const privacyQuery = (id: string) =>
  queryOptions({
    queryKey: privacyKey(id),
    queryFn: async ({ signal }): Promise<Privacy> =>
      (await expectData(api.GET('/api/v2/instances/{id}/privacy', { ...at(id), signal }))).settings,
    ...PAST,
  });

export const updatePrivacy = async (id: string, settings: Privacy): Promise<Privacy> => {
  const body = { settings };
  return (await expectData(api.PATCH('/api/v2/instances/{id}/privacy', { ...at(id), body })))
    .settings;
};
