import { mediaUrl } from '../../../api/queries/messages';
import { useLanguage, useText } from '../../../i18n/useText';
import { sizeText } from '../../../lib/size';
import { MEDIA_NAMES, type MediaProps } from './Media';

/** A file that is downloaded and not shown: what is in it is never run. */
export function FileLink({ instance, message, kind }: MediaProps) {
  const t = useText();
  const language = useLanguage();
  const { fileName, mimeType, size } = message.content;
  const facts = [mimeType?.split(';')[0], size ? sizeText(size, language) : ''];
  return (
    <a
      href={mediaUrl(instance, message.id)}
      download={fileName ?? ''}
      className="flex items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2"
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        className="size-7 shrink-0 fill-none stroke-current"
      >
        <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6" />
      </svg>
      <span className="min-w-0">
        <bdi className="block break-all underline">{fileName ?? t(MEDIA_NAMES[kind])}</bdi>
        <span className="text-quiet text-sm">{facts.filter(Boolean).join(' · ')}</span>
      </span>
    </a>
  );
}
