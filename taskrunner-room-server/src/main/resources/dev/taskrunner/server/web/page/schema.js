// A runner's schema made fit for the form: references written out, and only what describes values kept. The form library knows
// many more keywords (links, media, templates, remote references), which a stranger's schema must not reach.

const KEPT = [
  'type', 'enum', 'const', 'default', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength',
  'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties',
];
const FORMATS = { email: 'email', uri: 'url', date: 'date', time: 'text', color: 'color' };
const EXAMPLES = { 'date-time': '2026-01-31T12:00:00Z', time: '12:00:00Z', duration: 'PT5M', uuid: '123e4567-e89b-12d3-a456-426614174000' };
const DEEPEST = 12;
const RECURSIONS = 3;

/** The schema for the form; for anything that is no schema, one that takes any object. */
export function forForm(schema) {
  const root = schema && typeof schema === 'object' ? schema : { type: 'object' };
  const made = convert(root, root, 0, new Map());
  return made.type || made.oneOf || made.anyOf ? made : { ...made, type: 'object' };
}

function resolve(root, reference) {
  if (typeof reference !== 'string' || !reference.startsWith('#')) {
    return {};
  }
  let at = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = at && typeof at === 'object' && Object.hasOwn(at, key) ? at[key] : {};
  }
  return at;
}

function convert(schema, root, depth, seen) {
  if (!schema || typeof schema !== 'object' || depth > DEEPEST) {
    return {};
  }
  if (schema.$ref) {
    const times = seen.get(schema.$ref) ?? 0;
    if (times >= RECURSIONS) {
      return {};
    }
    const { $ref, ...rest } = schema;
    const found = resolve(root, $ref);
    return convert({ ...(typeof found === 'object' ? found : {}), ...rest }, root, depth + 1, new Map(seen).set($ref, times + 1));
  }
  const next = (one) => convert(one, root, depth + 1, seen);
  const made = {};
  for (const key of KEPT) {
    if (Object.hasOwn(schema, key)) {
      made[key] = schema[key];
    }
  }
  if (Object.hasOwn(made, 'const')) {
    made.enum = [made.const];
  }
  if (!made.type && Array.isArray(made.enum) && made.enum.length > 0) {
    const kinds = [...new Set(made.enum.map(kind))];
    made.type = kinds.length === 1 ? kinds[0] : kinds;
  }
  describe(schema, made);
  for (const key of ['oneOf', 'anyOf']) {
    if (Array.isArray(schema[key])) {
      made[key] = schema[key].map(next).map((one, index) => ({ title: variant(one, index), ...one }));
    }
  }
  if (Array.isArray(schema.allOf)) {
    schema.allOf.map(next).forEach((one) => merge(made, one));
  }
  if (schema.properties && typeof schema.properties === 'object') {
    made.type ??= 'object';
    made.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, one], index) => [name, { ...next(one), propertyOrder: index + 1 }]));
    made.required = Array.isArray(schema.required) ? schema.required.filter((one) => typeof one === 'string') : [];
  }
  if (Object.hasOwn(schema, 'additionalProperties')) {
    made.additionalProperties = typeof schema.additionalProperties === 'object' ? next(schema.additionalProperties) : schema.additionalProperties !== false;
  }
  if (made.additionalProperties && made.type === 'object') {
    made.options = { ...made.options, disable_properties: false }; // names of one's own: the form has a button for that
  }
  if (schema.items) {
    made.items = next(schema.items);
  }
  return made;
}

function kind(value) {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
}

function describe(schema, made) {
  for (const key of ['title', 'description']) {
    if (typeof schema[key] === 'string') {
      made[key] = schema[key].slice(0, 2000);
    }
  }
  const example = EXAMPLES[schema.format] ?? (typeof schema.examples?.[0] === 'string' ? schema.examples[0] : null);
  if (FORMATS[schema.format]) {
    made.format = FORMATS[schema.format];
  } else if (made.type === 'string' && !made.enum && (made.maxLength ?? 0) > 400) {
    made.format = 'textarea';
  }
  if (example) {
    made.options = { inputAttributes: { placeholder: example.slice(0, 100) } };
  }
}

function variant(schema, index) {
  const fixed = Object.values(schema.properties ?? {}).map((one) => one.enum).find((one) => Array.isArray(one) && one.length === 1);
  return fixed ? String(fixed[0]) : schema.type ? String(schema.type) : `Variant ${index + 1}`;
}

function merge(into, one) {
  const properties = { ...into.properties, ...one.properties };
  const required = [...(into.required ?? []), ...(one.required ?? [])];
  Object.assign(into, { ...one, ...into });
  if (Object.keys(properties).length > 0) {
    Object.assign(into, { type: 'object', properties, required });
  }
}
