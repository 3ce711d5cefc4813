import type { FileKind } from '../../../api/queries/sending';

/** How a file is sent. Vector pictures are documents: networks show only raster ones. */
export function kindOf(mime: string): FileKind {
  if (/^image\/(jpeg|png|webp|gif)$/.test(mime)) return 'image';
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('audio/')) return 'audio';
  return 'document';
}
