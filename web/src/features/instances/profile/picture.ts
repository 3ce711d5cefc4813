import type { Text } from '../../../i18n';

/** As the server reads them. */
const KINDS = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MOST_BYTES = 10 * 1024 * 1024;

export const ACCEPTED = KINDS.join(',');

/** Why a file cannot be the picture, as far as that is known before it is sent. */
export function pictureRefusal({ type, size }: Pick<File, 'type' | 'size'>): Text | undefined {
  if (!KINDS.includes(type)) return 'instance.profile.noPicture';
  if (size > MOST_BYTES) return 'instance.profile.tooLarge';
  return undefined;
}

/** A file as an address that an image shows, and whose part after the comma is its base64. */
export function readPicture(file: File): Promise<string> {
  return new Promise((done, refuse) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => refuse(reader.error);
    reader.readAsDataURL(file);
  });
}

export const base64Of = (address: string): string => address.slice(address.indexOf(',') + 1);
