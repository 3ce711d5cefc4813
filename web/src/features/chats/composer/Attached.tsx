import { useEffect, useState } from 'react';
import { Button } from '../../../components/Button';
import { useLanguage, useText } from '../../../i18n/useText';
import { sizeText } from '../../../lib/size';
import { kindOf } from './kinds';

/** The files that are sent with the text: the first has it as its caption. */
export function Attached({ files, onRemove }: { files: File[]; onRemove: (file: File) => void }) {
  const t = useText();
  if (files.length === 0) return null;
  return (
    <ul aria-label={t('chats.attached')} className="flex flex-wrap gap-2">
      {files.map(file => (
        <li
          key={`${file.name} ${file.size} ${file.lastModified}`}
          className="flex max-w-full items-center gap-2 rounded-lg border border-line bg-raised p-2"
        >
          <Preview file={file} />
          <Button
            onClick={() => onRemove(file)}
            aria-label={t('chats.removeFile', { name: file.name })}
          >
            ✕
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Preview({ file }: { file: File }) {
  const language = useLanguage();
  const [url, setUrl] = useState('');
  const isPicture = kindOf(file.type) === 'image';
  useEffect(() => {
    if (!isPicture) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file, isPicture]);
  return (
    <>
      {url && <img src={url} alt="" className="size-12 rounded object-cover" />}
      <span className="min-w-0">
        <bdi className="block max-w-48 truncate text-sm">{file.name}</bdi>
        <span className="text-quiet text-xs">{sizeText(file.size, language)}</span>
      </span>
    </>
  );
}
