// What of a tool's definition a search can read: its words as the server wrote them, without the rest of its schema.

/** The definition with less of its `inputSchema`: names, descriptions and types of the properties. */
export function reduced({ name, title, description, inputSchema, annotations }) {
  return { name, title, description, inputSchema: reducedSchema(inputSchema), annotations };
}

function reducedSchema({ type, properties = {}, required }) {
  const kept = Object.entries(properties).map(([name, schema]) => [name, reducedProperty(schema)]);
  return { type, properties: Object.fromEntries(kept), required };
}

function reducedProperty(schema) {
  return { type: typeOf(schema), description: schema.description };
}

/** `anyOf` with nothing but types is how pydantic writes that a property may be left out. */
function typeOf({ type, anyOf = [] }) {
  const types = anyOf.map((choice) => choice.type);
  return type ?? (types.length > 0 && types.every((one) => typeof one === 'string') ? types : undefined);
}
