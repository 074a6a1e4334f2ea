// What the pages need of the browser beside charts: theme, shortcuts, ticking durations, the reconnect notice.
const root = document.documentElement;

/* ---- theme ---- */
const dark = matchMedia('(prefers-color-scheme: dark)');
const themeNow = () => root.dataset.theme ?? (dark.matches ? 'dark' : 'light');

function toggleTheme() {
  root.dataset.theme = themeNow() === 'dark' ? 'light' : 'dark';
  try { localStorage.setItem('ef-theme', root.dataset.theme); } catch { /* Lasts for this page then. */ }
  document.dispatchEvent(new CustomEvent('ef-theme'));
}
dark.addEventListener('change', () => document.dispatchEvent(new CustomEvent('ef-theme')));

/* ---- durations: one clock for the page; the server sends nothing for them ---- */
let skew = 0;
function since(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${String(Math.floor(s / 60) % 60).padStart(2, '0')} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}
function tick() {
  const now = Date.now() + skew;
  for (const e of document.querySelectorAll('time[data-since]')) {
    const text = since(now - Number(e.dataset.since));
    // The text node itself is changed, not replaced: the renderer keeps hold of it.
    if (e.firstChild && e.firstChild.nodeValue !== text) e.firstChild.nodeValue = text;
  }
}
setInterval(() => { if (!document.hidden) tick(); }, 1000);

/* ---- shortcuts ---- */
let leader = 0;
const typing = (t) => t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));

function openHelp() {
  const dialog = document.getElementById('help');
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === 'Escape' && typing(e.target)) { e.target.blur(); return; }
  if (typing(e.target) || document.querySelector('dialog[open]')) return;
  if (leader && performance.now() - leader < 1200) {
    leader = 0;
    const link = document.querySelector(`a[data-go="${CSS.escape(e.key)}"]`);
    if (link) { e.preventDefault(); link.click(); }
    return;
  }
  switch (e.key) {
    case 'g': leader = performance.now(); break;
    case '?': e.preventDefault(); openHelp(); break;
    case '/': {
      const field = document.querySelector('[data-filter]');
      if (field) { e.preventDefault(); field.focus(); field.select?.(); }
      break;
    }
    case 'a': {
      const row = document.activeElement?.closest?.('[data-row]');
      const button = row?.querySelector('[data-ack]') ?? document.querySelector('[data-ack]');
      if (button) { e.preventDefault(); button.scrollIntoView({ block: 'nearest' }); button.click(); }
      break;
    }
    case 't': toggleTheme(); break;
    default:
  }
});

document.addEventListener('click', (e) => {
  const t = e.target instanceof Element ? e.target : null;
  if (!t) return;
  if (t.closest('[data-theme-toggle]')) toggleTheme();
  else if (t.closest('[data-help]')) openHelp();
  else if (t.closest('[data-close-dialog]')) t.closest('dialog')?.close();
  else if (t.closest('[data-reload]')) location.reload();
  else if (t instanceof HTMLDialogElement) t.close();
  const copy = t.closest('[data-copy]');
  if (copy) {
    const text = document.getElementById(copy.dataset.copy)?.textContent ?? '';
    navigator.clipboard?.writeText(text.trim()).then(() => {
      const label = copy.querySelector('span') ?? copy;
      const before = label.textContent;
      label.textContent = 'Copied';
      setTimeout(() => { label.textContent = before; }, 1500);
    }).catch(() => { /* Not allowed here; the text can be marked by hand. */ });
  }
});

/* ---- focus: what had it may go with a redraw (a row that was discarded, a form that was saved). It then goes to what stands nearest, not back to the top of the page. ---- */
let held = [];
document.addEventListener('focusin', (e) => {
  held = [];
  for (let n = e.target; n instanceof HTMLElement && n !== document.body; n = n.parentElement) held.push([n, n.nextElementSibling, n.previousElementSibling]);
});
// Somebody who clicks beside it, or leaves it with Escape, wants it nowhere.
document.addEventListener('pointerdown', () => { held = []; }, true);
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') held = []; }, true);
const firstIn = (n) => (n.matches('button:not(:disabled), a[href]') ? n : n.querySelector('button:not(:disabled), a[href]'));
new MutationObserver(() => {
  if (!held.length || document.activeElement !== document.body) return;
  const gone = held.findLastIndex(([n]) => !n.isConnected);
  let near = null;
  // A field or button that was disabled while something was saved, and is there again.
  if (gone < 0) near = held[0][0].matches(':disabled') ? null : held[0][0];
  else {
    const [, next, previous] = held[gone];
    for (const n of [next, previous, ...held.slice(gone + 1).map(([p]) => p)]) {
      if (!n?.isConnected) continue;
      near = n.id === 'content' ? n.querySelector('h1') : firstIn(n);
      if (near) break;
    }
  }
  near?.focus({ preventScroll: true });
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });

/* ---- the circuit: keep trying, and begin anew when the server no longer knows us ---- */
function watchReconnect() {
  const notice = document.getElementById('components-reconnect-modal');
  if (!notice) return;
  new MutationObserver(() => {
    if (notice.classList.contains('components-reconnect-rejected') || notice.classList.contains('components-reconnect-failed')) setTimeout(() => location.reload(), 1500);
  }).observe(notice, { attributes: true, attributeFilter: ['class'] });
}
watchReconnect();

if (window.Blazor && !window.__efStarted) {
  window.__efStarted = true;
  window.Blazor.start({
    circuit: {
      reconnectionOptions: { maxRetries: 100000, retryIntervalMilliseconds: (n) => Math.min(5000, 300 * 2 ** Math.min(n, 5)) },
      // Straight to a WebSocket (1). What is negotiated first is known to one silo alone, and a load balancer may lead the next request to another: that of Container Apps binds nobody to a silo while
      // several revisions run.
      configureSignalR: (connection) => connection.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
    },
    logLevel: 3,
  });
}

/* ---- called by the server ---- */
export function begin(serverNow) {
  skew = serverNow - Date.now();
  tick();
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}
export function reveal(title) {
  const bad = title.closest('form')?.querySelector('.field.bad :is(input, select, textarea, button)');
  bad?.closest('details')?.setAttribute('open', '');
  (bad ?? title).focus();
}
export function focus(id) {
  const e = document.getElementById(id);
  if (e) { e.focus(); e.scrollIntoView({ block: 'nearest' }); }
}
