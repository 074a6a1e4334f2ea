// Draws the OpenAPI document and sends requests with it. No library, no build: a few hundred lines that everyone can read.
'use strict';

const $ = id => document.getElementById(id);
const credentials = { header: null, value: null };

// Makes an element; text is always text, never markup, so nothing in an answer can become part of the page.
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element && key !== 'list') element[key] = value; else element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

function useCredential(text) {
  const isToken = text.split('.').length === 3;
  credentials.header = isToken ? 'Authorization' : 'X-Api-Key';
  credentials.value = isToken ? `Bearer ${text}` : text;
}

async function showCaller() {
  const answer = await fetch('/api/users/me', { headers: { [credentials.header]: credentials.value } });
  const caller = answer.ok ? await answer.json() : null;
  $('who').textContent = caller
    ? `You are ${caller.name}, ${caller.role ? `role ${caller.role}` : `an API key that may ${caller.scopes.join(' and ')}`}.`
    : 'These credentials are not valid.';
}

$('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  const form = new FormData(event.target);
  const answer = await fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: form.get('username'), password: form.get('password') }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    $('who').textContent = body.detail;
    return;
  }
  useCredential(body.token);
  await showCaller();
});

$('key').addEventListener('submit', async event => {
  event.preventDefault();
  const text = new FormData(event.target).get('credential').trim();
  if (text === '') return;
  useCredential(text);
  await showCaller();
});

function fieldFor(parameter) {
  const schema = parameter.schema ?? {};
  const value = schema.items ?? schema;
  const name = make('span', { textContent: parameter.name, className: parameter.required ? 'required' : '', title: parameter.description ?? '' });
  let input;
  if (value.enum || value.type === 'boolean') {
    input = make('select', { name: parameter.name, multiple: schema.type === 'array' });
    if (schema.type !== 'array') input.append(make('option', { value: '', textContent: '' }));
    for (const choice of value.enum ?? ['true', 'false']) input.append(make('option', { value: choice, textContent: choice }));
  } else {
    input = make('input', { name: parameter.name, required: parameter.required === true, placeholder: String(value.default ?? value.examples?.[0] ?? '') });
    if (value.type === 'integer') input.inputMode = 'numeric';
  }
  return make('label', {}, name, input);
}

function exampleOf(operation) {
  const content = operation.requestBody?.content ?? {};
  const type = Object.keys(content).find(t => t.includes('json')) ?? Object.keys(content)[0];
  if (!type) return null;
  const media = content[type];
  const example = media.example ?? Object.values(media.examples ?? {})[0]?.value;
  return { type, text: example === undefined ? '' : typeof example === 'string' ? example : JSON.stringify(example, null, 2) };
}

function buildRequest(form, method, path, parameters, body) {
  const data = new FormData(form);
  const query = new URLSearchParams();
  let url = path;
  for (const parameter of parameters) {
    const values = data.getAll(parameter.name).filter(v => v !== '');
    if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, encodeURIComponent(values[0] ?? ''));
    else if (parameter.in === 'query') values.forEach(v => query.append(parameter.name, v));
  }
  if ([...query].length > 0) url += `?${query}`;
  const headers = {};
  if (credentials.header) headers[credentials.header] = credentials.value;
  const text = data.get('body');
  if (body && text) headers['Content-Type'] = body.type;
  return { url, options: { method, headers, body: body && text ? text : undefined } };
}

// The command that does the same; the credential stands in it as a variable, so that it can be shared.
function curlOf({ url, options }) {
  const quote = text => `'${text.replaceAll("'", `'\\''`)}'`;
  const parts = ['curl', '-X', options.method, quote(location.origin + url)];
  for (const [name, value] of Object.entries(options.headers)) {
    const shown = name === 'X-Api-Key' ? '"X-Api-Key: $KEY"' : name === 'Authorization' ? '"Authorization: Bearer $TOKEN"' : quote(`${name}: ${value}`);
    parts.push('-H', shown);
  }
  if (options.body) parts.push('-d', quote(options.body));
  return parts.join(' ');
}

async function send(request, output, button) {
  button.disabled = true;
  const began = performance.now();
  try {
    const answer = await fetch(request.url, request.options);
    const text = await answer.text();
    const took = Math.round(performance.now() - began);
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* Not every answer is JSON. */ }
    output.replaceChildren(
      make('p', { className: 'status', textContent: `${answer.status} ${answer.statusText} · ${took} ms` }),
      make('pre', { textContent: shown || '(empty)', tabIndex: 0 }),
      make('pre', { textContent: curlOf(request), tabIndex: 0 }));
  } catch (error) {
    output.replaceChildren(make('p', { className: 'status', textContent: `No answer: ${error.message}` }));
  } finally {
    button.disabled = false;
  }
}

function drawOperation(method, path, operation) {
  const parameters = operation.parameters ?? [];
  const body = exampleOf(operation);
  const output = make('div', { 'aria-live': 'polite' });
  const button = make('button', { textContent: 'Send' });
  const form = make('form', {},
    operation.description ? make('p', { textContent: operation.description }) : null,
    parameters.length > 0 ? make('div', { className: 'fields' }, ...parameters.map(fieldFor)) : null,
    body ? make('label', {}, make('span', { textContent: `Body (${body.type})` }), make('textarea', { name: 'body', value: body.text, spellcheck: false })) : null,
    make('p', {}, button));
  form.addEventListener('submit', event => {
    event.preventDefault();
    send(buildRequest(form, method, path, parameters, body), output, button);
  });
  const details = make('details', {},
    make('summary', {},
      make('span', { className: `method ${method}`, textContent: method }), make('code', { textContent: path }), make('span', { textContent: operation.summary ?? '' })),
    make('div', { className: 'operation' }, form, output));
  details.dataset.search = `${method} ${path} ${operation.summary} ${(operation.tags ?? []).join(' ')}`.toLowerCase();
  return details;
}

function drawTag(tag, operations) {
  const section = make('section', {}, make('h3', { textContent: tag.name }), make('p', { textContent: tag.description ?? '' }));
  for (const { method, path, operation } of operations) section.append(drawOperation(method, path, operation));
  return section;
}

function applyFilter() {
  const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of $('operations').children) {
    let visible = 0;
    for (const details of section.querySelectorAll('details')) {
      details.hidden = !words.every(word => details.dataset.search.includes(word));
      if (!details.hidden) visible++;
    }
    section.hidden = visible === 0;
  }
}

async function start() {
  const answer = await fetch('/openapi/v1.json');
  const description = await answer.json();
  $('version').textContent = description.info.version;
  $('about').textContent = description.info.description.replaceAll('`', '');
  const all = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
  const sections = description.tags.map(tag => drawTag(tag, all.filter(o => (o.operation.tags ?? []).includes(tag.name))));
  $('operations').replaceChildren(...sections);
  $('filter').addEventListener('input', applyFilter);
}

start().catch(error => $('operations').replaceChildren(make('p', { textContent: `The document cannot be read: ${error.message}` })));
