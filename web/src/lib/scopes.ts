/** Whether these scopes permit `needed`: the server's rule (`Scope::permits`), to show what works. */
export function permits(scopes: readonly string[], needed: string): boolean {
  const noun = `${needed.split(':')[0]}:*`;
  return scopes.some(scope => scope === '*' || scope === needed || scope === noun);
}
