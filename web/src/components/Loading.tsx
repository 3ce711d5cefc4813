import { useText } from '../i18n/useText';

export function Loading() {
  const t = useText();
  return (
    <p role="status" className="p-4 text-quiet">
      {t('app.loading')}
    </p>
  );
}
