/** The operations of an API document, as far as a form for one of them needs them. */

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  isRequired: boolean;
  /** It may be given several times. */
  isList: boolean;
  choices: string[];
  hint: string;
}

export interface Operation {
  /** Unique: method and path. */
  key: string;
  method: string;
  path: string;
  title: string;
  hint: string;
  /** The scope that it needs, where the document names one. */
  scope: string | undefined;
  parameters: Parameter[];
  /** A body to begin with; none, where the operation takes no JSON. */
  body: string | undefined;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  oneOf?: Schema[];
}

interface RawParameter {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  schema?: Schema;
}

interface RawOperation {
  summary?: string;
  description?: string;
  parameters?: RawParameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

export interface ApiDocument {
  paths: Record<string, Record<string, RawOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PLACES: readonly string[] = ['path', 'query', 'header'];
/** Objects within objects of a body to begin with. */
const DEPTH = 4;

/** Those that one request and one response make: no sockets, and nothing that only the server's machine may ask. */
export function readOperations(document: ApiDocument): Operation[] {
  return Object.entries(document.paths)
    .filter(([path]) => !path.includes('/ws/') && !path.includes('/_internal/'))
    .flatMap(([path, item]) =>
      METHODS.flatMap(method => {
        const raw = item[method];
        return raw ? [read(document, method.toUpperCase(), path, raw)] : [];
      }),
    );
}

function read(document: ApiDocument, method: string, path: string, raw: RawOperation): Operation {
  const description = raw.description ?? '';
  const body = raw.requestBody?.content?.['application/json']?.schema;
  return {
    key: `${method} ${path}`,
    method,
    path,
    title: raw.summary ?? '',
    hint: description,
    scope: /Needs the scope `([^`]+)`/.exec(description)?.[1],
    parameters: (raw.parameters ?? []).flatMap(one => readParameter(document, one)),
    body: body && JSON.stringify(sample(document, body, 0), null, 2),
  };
}

function readParameter(document: ApiDocument, raw: RawParameter): Parameter[] {
  if (!PLACES.includes(raw.in)) return [];
  const schema = resolved(document, raw.schema ?? {});
  const isList = kindOf(schema) === 'array';
  const choices = isList ? [] : (schema.enum ?? []);
  return [
    {
      name: raw.name,
      in: raw.in as Parameter['in'],
      isRequired: raw.required ?? false,
      isList,
      choices: choices.filter(one => one !== null).map(String),
      hint: raw.description ?? '',
    },
  ];
}

/** A value that the schema describes, with what is required only. */
function sample(document: ApiDocument, given: Schema, depth: number): unknown {
  const schema = resolved(document, given);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  switch (kindOf(schema)) {
    case 'object':
      return members(document, schema, depth);
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    default:
      return '';
  }
}

function members(document: ApiDocument, schema: Schema, depth: number): Record<string, unknown> {
  if (depth >= DEPTH) return {};
  const required = (schema.required ?? []).flatMap(name => {
    const member = schema.properties?.[name];
    return member ? [[name, sample(document, member, depth + 1)] as const] : [];
  });
  return Object.fromEntries(required);
}

/** What a reference or an optional value stands for. */
function resolved(document: ApiDocument, schema: Schema): Schema {
  let found = schema;
  for (let step = 0; step < DEPTH; step += 1) {
    const name = found.$ref?.split('/').at(-1);
    const next = name
      ? document.components?.schemas?.[name]
      : found.oneOf?.find(one => one.type !== 'null');
    if (!next) break;
    found = next;
  }
  return found;
}

function kindOf(schema: Schema): string | undefined {
  const { type } = schema;
  if (Array.isArray(type)) return type.find(one => one !== 'null');
  return type ?? (schema.properties ? 'object' : undefined);
}
