import type { Attempt } from '../../api/attempt';
import type { Operation, Parameter } from '../../api/operations';

/** The name of a parameter's field: two may have one name in different places. */
export const fieldOf = ({ in: place, name }: Parameter) => `${place} ${name}`;
export const BODY = 'body';

/**
 * The request that the form describes. What is empty is not a part of it.
 *
 * @throws SyntaxError for a body that is no JSON.
 */
export function readRequest(operation: Operation, fields: FormData): Attempt {
  const { method, path, parameters, body } = operation;
  const params: Attempt['params'] = { path: {}, query: {}, header: {} };
  for (const parameter of parameters) {
    const text = String(fields.get(fieldOf(parameter)) ?? '').trim();
    if (!text) continue;
    if (parameter.in === 'query') {
      params.query[parameter.name] = parameter.isList ? listed(text) : text;
    } else {
      params[parameter.in][parameter.name] = text;
    }
  }
  const text = String(fields.get(BODY) ?? '').trim();
  return {
    method,
    path,
    params,
    body: body === undefined || !text ? undefined : JSON.parse(text),
  };
}

const listed = (text: string) =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(Boolean);

/** What only reads is sent at once; before anything else the reader is asked. */
export const changesSomething = (method: string) => method !== 'GET';
