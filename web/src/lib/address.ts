const WHATSAPP = /@(s\.whatsapp\.net|c\.us|lid|g\.us|newsletter|broadcast)$/;

/** A channel's address as people write it: of WhatsApp's, the number alone. */
export function addressText(address: string): string {
  return address.replace(WHATSAPP, '');
}
