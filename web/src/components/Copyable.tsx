import { useState } from 'react';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Code } from './Code';

/** Something technical, with a button that copies it. */
export function Copyable({ value, label }: { value: string; label: string }) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="flex flex-col gap-2">
      <Code value={value} />
      {/* A page that was loaded without TLS has no clipboard. */}
      {navigator.clipboard && (
        <div className="flex flex-wrap items-center gap-3">
          <Button aria-label={`${t('common.copy')}: ${label}`} onClick={() => void copy()}>
            {t('common.copy')}
          </Button>
          <span role="status">{isCopied && t('common.copied')}</span>
        </div>
      )}
    </div>
  );
}
