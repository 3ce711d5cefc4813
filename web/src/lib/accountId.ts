/**
 * The id of an instance, of the id that the Personal Gateway's API has for it: `acc_` and the same
 * digits without hyphens. Any other text stays as it is.
 */
export function instanceId(account: string): string {
  const id = account.replace(/^acc_/, '');
  return id.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, '$1-$2-$3-$4-$5');
}
