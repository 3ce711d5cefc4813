import { expect, test } from 'vitest';
import en from './en.json';
import errorsEn from './errors/en.json';
import errorsEs from './errors/es.json';
import errorsPt from './errors/pt.json';
import es from './es.json';
import manageEn from './manage/en.json';
import manageEs from './manage/es.json';
import managePt from './manage/pt.json';
import pt from './pt.json';

type Tree = { [key: string]: string | Tree };

/** The texts by their names; the forms of a plural differ between languages. */
function texts(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key.replace(/_(one|many|other)$/, ''), value);
    else for (const [name, text] of texts(value, `${prefix}${key}.`)) found.set(name, text);
  }
  return found;
}

const values = (text: string | undefined) =>
  [...(text ?? '').matchAll(/{{\w+}}/g)].map(String).sort();

test.each([
  ['pt', en, pt],
  ['es', en, es],
  ['pt of the management pages', manageEn, managePt],
  ['es of the management pages', manageEn, manageEs],
  ['pt of the errors', errorsEn, errorsPt],
  ['es of the errors', errorsEn, errorsEs],
])('%s has every text, with the same values in it', (_, source, tree) => {
  const [original, translated] = [texts(source), texts(tree)];
  expect([...translated.keys()].sort()).toEqual([...original.keys()].sort());
  for (const [name, text] of original) {
    expect([name, values(translated.get(name))]).toEqual([name, values(text)]);
    expect(translated.get(name)).not.toBe('');
  }
});

test('no text of the management pages hides one of the others', () => {
  expect(Object.keys(manageEn).filter(name => name in en)).toEqual([]);
});
