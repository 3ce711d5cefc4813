import * as z from 'zod/mini';
import type { Attempt } from '../../api/attempt';
import type { Operation, Parameter } from '../../api/operations';
import { readAs, required, text } from '../../forms/fields';
import type { FormSchema } from '../../forms/useSchemaForm';
import { translate } from '../../i18n';

/** By the names of the fields. */
type Fields = Record<string, string>;

/** The field of a parameter, by its place: a name may have what a path of a form is made of. */
export const fieldOf = (at: number) => `parameter${at}`;
export const BODY = 'body';

const json = () =>
  readAs((given, refuse): unknown => {
    if (!given.trim()) return undefined;
    try {
      return JSON.parse(given);
    } catch {
      return refuse(translate('api.notJson'));
    }
  });

/** The form of an operation, as its description has it, read as the request. What is empty is not a part of it. */
export function requestSchema(operation: Operation): FormSchema<Fields, Attempt> {
  const { method, path, parameters, body } = operation;
  const fields: Record<string, z.ZodMiniType<unknown, string>> = Object.fromEntries(
    parameters.map(({ isRequired }, at) => [fieldOf(at), isRequired ? required() : text()]),
  );
  if (body !== undefined) fields[BODY] = json();
  return z.pipe(
    z.object(fields),
    z.transform((given: Record<string, unknown>): Attempt => {
      const params: Attempt['params'] = { path: {}, query: {}, header: {} };
      for (const [at, parameter] of parameters.entries()) {
        const value = given[fieldOf(at)];
        if (typeof value === 'string' && value) fill(params, parameter, value);
      }
      return { method, path, params, body: given[BODY] };
    }),
  );
}

function fill(params: Attempt['params'], { in: place, name, isList }: Parameter, value: string) {
  if (place === 'query') params.query[name] = isList ? listed(value) : value;
  else params[place][name] = value;
}

const listed = (value: string) =>
  value
    .split(',')
    .map(one => one.trim())
    .filter(Boolean);

/** What the fields have at first: a choice that must be made has its first option. */
export function firstFields({ parameters, body }: Operation): Fields {
  const given = parameters.map(({ isRequired, choices }, at) => [
    fieldOf(at),
    (isRequired && choices[0]) || '',
  ]);
  return { ...Object.fromEntries(given), ...(body === undefined ? {} : { [BODY]: body }) };
}

/** What only reads is sent at once; before anything else the reader is asked. */
export const changesSomething = (method: string) => method !== 'GET';
