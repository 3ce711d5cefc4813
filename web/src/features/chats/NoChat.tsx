import { useText } from '../../i18n/useText';

export function NoChat() {
  const t = useText();
  return <p className="m-auto hidden p-8 text-quiet md:block">{t('chats.choose')}</p>;
}
