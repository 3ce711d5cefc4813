import { useState } from 'react';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Code } from './Code';
import { Dialog } from './Dialog';
import { Notice } from './Notice';

/** A secret, which is shown this once: it is in no cache and in no storage. */
export function Once(props: { title: string; secret: string; onClose: () => void }) {
  const { title, secret, onClose } = props;
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Notice tone="warn">{t('common.once')}</Notice>
        <Code value={secret} />
        <div className="flex flex-wrap items-center justify-end gap-3">
          <span role="status">{isCopied && t('common.copied')}</span>
          {/* A page that was loaded without TLS has no clipboard. */}
          {navigator.clipboard && <Button onClick={() => void copy()}>{t('common.copy')}</Button>}
          <Button kind="main" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
