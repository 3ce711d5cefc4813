import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { download } from '../../../lib/download';

type Card = NonNullable<Message['content']['contacts']>[number];

/** Contact cards, each to be saved as it was sent. */
export function Cards({ contacts }: { contacts: Card[] }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-2">
      <p className="text-quiet text-sm">{t('chats.contact')}</p>
      {contacts.map((card, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two cards may be equal
        <CardView key={index} card={card} />
      ))}
    </div>
  );
}

function CardView({ card }: { card: Card }) {
  const t = useText();
  const phones = card.phones.length > 0 ? card.phones : [card.phone].filter(Boolean);
  const save = () => download(`${card.name || 'contact'}.vcf`, card.vcard ?? '', 'text/vcard');
  return (
    <div className="rounded-lg border border-line bg-raised px-3 py-2">
      <p dir="auto" className="break-words font-medium">
        {card.name}
      </p>
      {card.organization && <p dir="auto">{card.organization}</p>}
      {phones.map(phone => (
        <p key={phone} dir="ltr" className="text-start">
          {phone}
        </p>
      ))}
      {card.email && <p className="break-all">{card.email}</p>}
      {card.vcard && (
        <button type="button" onClick={save} className="text-sm underline">
          {t('chats.saveCard')}
        </button>
      )}
    </div>
  );
}
