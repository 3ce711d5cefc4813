/**
 * What is run on WhatsApp's own page: a browser signs a challenge for no other. It needs a browser that
 * reads and writes these objects as JSON, as all have since 2025.
 */
export function scriptFor(options: object): string {
  return `navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
  ${JSON.stringify(options)}
) }).then(answer => console.log(JSON.stringify(answer.toJSON())))`;
}

/** The answer as it was pasted; undefined where it is no JSON object. */
export function assertionOf(text: string): Record<string, never> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, never>) : undefined;
  } catch {
    return undefined;
  }
}
