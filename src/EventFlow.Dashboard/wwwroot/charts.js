// Time series on canvas, drawn by uPlot. The server sends a series once and afterwards only what is new; sliding, hover, zoom and themes happen here.
const charts = new Set();
const SEVERITIES = { critical: '--crit', warning: '--warn', info: '--info', none: '--text-3' };
let palette = null;

function readPalette() {
  // A canvas needs resolved colours; light-dark() resolves only in a real property.
  const probe = document.createElement('i');
  probe.style.display = 'none';
  document.body.append(probe);
  const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  palette = {
    lines: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => colour(`--chart-${n}`)),
    grid: colour('--grid'), axis: colour('--text-3'), surface: colour('--surface'), accent: colour('--accent'),
    severity: Object.fromEntries(Object.entries(SEVERITIES).map(([k, v]) => [k, colour(v)])),
  };
  probe.remove();
}
const fade = (rgb, alpha) => rgb.replace(/^rgba?\(([^)]+)\)$/, (_, c) => `rgba(${c.split(/[ ,/]+/).slice(0, 3).join(',')},${alpha})`);

document.addEventListener('ef-theme', () => {
  readPalette();
  for (const c of charts) c.restyle();
});

/* ---- numbers ---- */
function digits(v) {
  const a = Math.abs(v);
  if (a === 0) return '0';
  if (a >= 100) return v.toFixed(0);
  if (a >= 10) return v.toFixed(1);
  if (a >= 1) return v.toFixed(2);
  return String(Number(v.toPrecision(2)));
}
export function format(v, unit) {
  if (v == null || !Number.isFinite(v)) return '–';
  const a = Math.abs(v);
  switch (unit) {
    case 'ms':
      if (a >= 60000) return `${digits(v / 60000)} min`;
      return a >= 1000 ? `${digits(v / 1000)} s` : `${digits(v)} ms`;
    case 's': return a >= 3600 ? `${digits(v / 3600)} h` : a >= 60 ? `${digits(v / 60)} min` : a < 1 && a > 0 ? `${digits(v * 1000)} ms` : `${digits(v)} s`;
    case '%': return `${digits(v)} %`;
    case 'B': case 'B/s': {
      const n = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
      let i = 0;
      let x = v;
      while (Math.abs(x) >= 1024 && i < n.length - 1) { x /= 1024; i++; }
      return `${digits(x)} ${n[i]}${unit}`;
    }
    default: {
      const n = ['', 'k', 'M', 'G', 'T'];
      let i = 0;
      let x = v;
      while (Math.abs(x) >= 10000 && i < n.length - 1) { x /= 1000; i++; }
      const text = digits(x) + n[i];
      return unit ? (unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`) : text;
    }
  }
}

class TimeChart {
  constructor(element, dotnet, options) {
    if (!palette) readPalette();
    this.element = element;
    this.dotnet = dotnet;
    this.options = options;
    this.data = { lines: [], thresholds: [], markers: [], spans: [], from: 0, to: 1, step: 0 };
    this.skew = options.now - Date.now();
    this.zone = options.zone;
    this.visible = true;
    charts.add(this);
    this.element.tabIndex = 0;
    this.onKey = (e) => this.key(e);
    this.element.addEventListener('keydown', this.onKey);
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(element);
    this.watcher = new IntersectionObserver((entries) => { this.visible = entries[entries.length - 1].isIntersecting; if (this.visible) this.refresh(); });
    this.watcher.observe(element);
    this.timer = setInterval(() => { if (this.data.window && this.visible && !document.hidden) this.slide(); }, 1000);
  }

  now() { return Date.now() + this.skew; }

  set(data) {
    this.data = data;
    for (const line of data.lines) line.n ??= null;
    const signature = JSON.stringify([data.lines.map((l) => [l.label, l.color, !!l.lo]), data.unit]);
    if (this.plot && signature === this.signature) this.refresh();
    else { this.signature = signature; this.build(); }
  }

  append(items, serverNow) {
    this.skew = serverNow - Date.now();
    const keep = (this.data.window ?? 0) * 1.1;
    for (const { line, t, v } of items) {
      const l = this.data.lines[line];
      if (!l) continue;
      const step = this.data.step;
      const at = step > 0 ? Math.floor(t / step) * step : t;
      const last = l.t.length - 1;
      if (last >= 0 && at < l.t[last]) continue;
      if (last >= 0 && at === l.t[last]) {
        // The last bucket goes on filling: a running mean, and its extremes.
        if (step > 0) {
          l.n = (l.n ?? 1) + 1;
          l.v[last] += (v - l.v[last]) / l.n;
          if (l.lo) { l.lo[last] = Math.min(l.lo[last], v); l.hi[last] = Math.max(l.hi[last], v); }
        } else l.v[last] = v;
      } else {
        l.t.push(at); l.v.push(v); l.n = 1;
        if (l.lo) { l.lo.push(v); l.hi.push(v); }
      }
      if (keep > 0) {
        let drop = 0;
        while (drop < l.t.length && l.t[drop] < serverNow - keep) drop++;
        if (drop > 64) for (const a of [l.t, l.v, l.lo, l.hi]) a?.splice(0, drop);
      }
    }
    if (this.visible && !document.hidden) this.refresh();
  }

  mark(markers) {
    const known = new Set(this.data.markers.map((m) => `${m.t}|${m.label}`));
    for (const m of markers) if (!known.has(`${m.t}|${m.label}`)) this.data.markers.push(m);
    this.plot?.redraw(false);
  }

  /* Series with times of their own are joined on one axis. A hole of several steps becomes a break in the line. */
  joined() {
    const bands = this.data.lines.length === 1 && this.data.lines[0].lo;
    const tables = this.data.lines.map((l) => {
      const t = [], v = [], lo = [], hi = [];
      const usual = this.usual(l.t);
      for (let i = 0; i < l.t.length; i++) {
        if (i > 0 && usual > 0 && l.t[i] - l.t[i - 1] > usual * 4) { t.push((l.t[i - 1] + usual) / 1000); v.push(null); lo.push(null); hi.push(null); }
        t.push(l.t[i] / 1000); v.push(l.v[i]);
        if (bands) { lo.push(l.lo[i]); hi.push(l.hi[i]); }
      }
      return bands ? [t, v, lo, hi] : [t, v];
    });
    if (tables.length === 0) return [[], []];
    return tables.length === 1 ? tables[0] : uPlot.join(tables);
  }

  usual(t) {
    if (t.length < 3) return 0;
    const gaps = [];
    for (let i = Math.max(1, t.length - 60); i < t.length; i++) gaps.push(t[i] - t[i - 1]);
    gaps.sort((a, b) => a - b);
    return gaps[gaps.length >> 1];
  }

  /* A young installation has little to show: its charts begin narrow and grow to their full span. */
  span(now) {
    if (!this.options.grows) return this.data.window;
    let first = now;
    for (const l of this.data.lines) if (l.t.length > 0 && l.t[0] < first) first = l.t[0];
    return Math.min(this.data.window, Math.max(120000, (now - first) * 1.08));
  }

  range() {
    if (this.data.window) { const now = this.now(); return [(now - this.span(now)) / 1000, now / 1000]; }
    return [this.data.from / 1000, this.data.to / 1000];
  }

  scaleY(u, min, max) {
    const [from, to] = this.range();
    let lo = Infinity, hi = -Infinity;
    for (const l of this.data.lines) {
      const low = l.lo ?? l.v, high = l.hi ?? l.v;
      for (let i = 0; i < l.t.length; i++) {
        const t = l.t[i] / 1000;
        if (t < from - 1 || t > to + 1 || low[i] == null) continue;
        if (low[i] < lo) lo = low[i];
        if (high[i] > hi) hi = high[i];
      }
    }
    if (lo > hi) { lo = 0; hi = this.data.unit === '%' ? 100 : 1; }
    // A threshold is worth room as long as it does not press the data flat.
    for (const th of this.data.thresholds) {
      if (th.value > hi && th.value <= Math.max(hi, 1e-9) * 2.2) hi = th.value;
      if (th.value < lo && th.value >= lo / 2) lo = th.value;
    }
    if (lo >= 0 && lo < hi * 0.6) lo = 0;
    // What hardly moves is drawn calm, not as the noise it is.
    const least = Math.abs(hi) * 0.08;
    if (hi - lo < least) { const middle = (hi + lo) / 2; lo = middle - least / 2; hi = middle + least / 2; }
    const span = hi - lo || Math.abs(hi) || 1;
    let top = hi + span * 0.12;
    if (this.data.unit === '%' && hi <= 100) top = Math.min(top, 100.5);
    return [lo === 0 ? 0 : lo - span * 0.12, top];
  }

  build() {
    this.plot?.destroy();
    this.element.replaceChildren();
    const width = Math.max(80, this.element.clientWidth), height = this.options.height;
    const unit = this.data.unit ?? '';
    const zone = this.zone;
    const bands = this.data.lines.length === 1 && this.data.lines[0].lo;
    const series = [{}];
    this.data.lines.forEach((l) => {
      const index = l.color % 8;
      series.push({
        label: l.label, stroke: () => palette.lines[index], width: 1.5, points: { show: (u, si) => this.lonely(u, si), size: 4 },
        fill: this.data.lines.length === 1 && !bands ? () => fade(palette.lines[index], 0.09) : undefined,
      });
      if (bands) {
        series.push({ stroke: 'transparent', points: { show: false } });
        series.push({ stroke: 'transparent', points: { show: false } });
      }
    });
    if (series.length === 1) series.push({ stroke: 'transparent' });
    const font = '11px system-ui, sans-serif';
    this.plot = new uPlot({
      width, height, series,
      tzDate: (ts) => { try { return uPlot.tzDate(new Date(ts * 1000), zone); } catch { return new Date(ts * 1000); } },
      padding: [8, 16, 0, 0],
      legend: { show: false },
      bands: bands ? [{ series: [3, 2], fill: () => fade(palette.lines[this.data.lines[0].color % 8], 0.16) }] : [],
      cursor: {
        y: false, points: { size: 6, fill: (u, i) => u.series[i].stroke?.(u, i) ?? palette.accent, stroke: () => palette.surface, width: 1.5 },
        drag: { x: true, y: false, setScale: false, dist: 6 }, sync: this.options.sync ? { key: this.options.sync, setSeries: false } : undefined,
        bind: { dblclick: (u, target, handler) => (e) => { handler(e); this.dotnet.invokeMethodAsync('OnZoomReset'); } },
      },
      scales: { x: { time: true, range: () => this.range() }, y: { range: (u, min, max) => this.scaleY(u, min, max) } },
      axes: [
        { font, stroke: () => palette.axis, grid: { stroke: () => palette.grid, width: 1 }, ticks: { show: false }, size: 26, space: 64, gap: 7, values: (u, splits, ai, space, incr) => this.times(splits, incr) },
        { font, stroke: () => palette.axis, grid: { stroke: () => palette.grid, width: 1 }, ticks: { show: false }, size: 58, space: 30, gap: 6, values: (u, splits) => splits.map((v) => format(v, unit).replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*?)0+(?=\D|$)/, '$1')) },
      ],
      hooks: {
        drawClear: [(u) => this.drawSpans(u)],
        draw: [(u) => { this.drawThresholds(u); this.drawMarkers(u); }],
        setCursor: [(u) => this.readOut(u)],
        setSelect: [(u) => this.zoom(u)],
      },
    }, this.joined(), this.element);
    this.tip = document.createElement('div');
    this.tip.className = 'chart-tip';
    this.tip.hidden = true;
    this.plot.over.append(this.tip);
    this.plot.over.addEventListener('mouseleave', () => { this.tip.hidden = true; });
    this.spoken = document.createElement('div');
    this.spoken.className = 'sr-only';
    this.spoken.setAttribute('aria-live', 'polite');
    this.element.append(this.spoken);
  }

  lonely(u, si) {
    // A sample without neighbours has no line; it is shown as a point.
    const d = u.data[si];
    let count = 0;
    for (let i = 0; i < d.length && count < 3; i++) if (d[i] != null) count++;
    return count < 3;
  }

  times(splits, incr) {
    const options = incr >= 86400 ? { day: 'numeric', month: 'short' } : incr >= 60 ? { hour: '2-digit', minute: '2-digit' } : { hour: '2-digit', minute: '2-digit', second: '2-digit' };
    const clock = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: this.zone, hourCycle: 'h23' });
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: this.zone });
    let previous = null;
    return splits.map((s, i) => {
      const at = new Date(s * 1000);
      const d = day.format(at);
      const text = incr < 86400 && i > 0 && previous !== null && d !== previous ? d : clock.format(at);
      previous = d;
      return text;
    });
  }

  refresh() {
    if (!this.plot) return;
    this.plot.batch(() => { this.plot.setData(this.joined(), false); this.applyRange(); });
  }
  applyRange() {
    const [min, max] = this.range();
    this.plot.setScale('x', { min, max });
    this.plot.redraw(true, true);
  }
  slide() { if (this.plot && !this.plot.cursor._lock) this.plot.batch(() => this.applyRange()); }
  resize() {
    const width = this.element.clientWidth;
    if (this.plot && width > 0 && Math.abs(width - this.plot.width) > 1) this.plot.setSize({ width, height: this.options.height });
  }
  restyle() { this.plot?.redraw(false, true); }

  drawSpans(u) {
    const { ctx } = u;
    ctx.save();
    for (const s of this.data.spans ?? []) {
      const a = Math.max(u.bbox.left, u.valToPos(s.from / 1000, 'x', true));
      const b = Math.min(u.bbox.left + u.bbox.width, s.to == null ? Infinity : u.valToPos(s.to / 1000, 'x', true));
      if (b < a) continue;
      const c = palette.severity[s.severity] ?? palette.severity.none;
      ctx.fillStyle = fade(c, 0.13);
      ctx.fillRect(a, u.bbox.top, Math.max(2, b - a), u.bbox.height);
      ctx.fillStyle = c;
      ctx.fillRect(a, u.bbox.top, Math.max(2, b - a), 2 * devicePixelRatio);
    }
    ctx.restore();
  }

  drawThresholds(u) {
    const { ctx } = u;
    const px = devicePixelRatio;
    ctx.save();
    ctx.font = `${10.5 * px}px system-ui, sans-serif`;
    ctx.textAlign = 'right';
    let above = 0;
    let taken = [];
    for (const th of this.data.thresholds) {
      const c = palette.severity[th.severity] ?? palette.severity.none;
      const y = u.valToPos(th.value, 'y', true);
      const right = u.bbox.left + u.bbox.width;
      const text = format(th.value, this.data.unit);
      if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) {
        // Outside the drawn range: say where it is.
        if (y < u.bbox.top && above++ === 0) { ctx.fillStyle = fade(c, 0.85); ctx.textBaseline = 'top'; ctx.fillText(`▲ ${text}`, right - 4 * px, u.bbox.top + 1 * px); }
        continue;
      }
      ctx.strokeStyle = fade(c, 0.75);
      ctx.lineWidth = px;
      ctx.setLineDash([5 * px, 4 * px]);
      ctx.beginPath();
      ctx.moveTo(u.bbox.left, y);
      ctx.lineTo(right, y);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.fillStyle = c;
      const low = y - u.bbox.top < 14 * px;
      const at = y + (low ? 12 : -2) * px;
      // Labels that would lie on one another stand side by side.
      const beside = taken.filter((t) => Math.abs(t - at) < 13 * px).length;
      taken.push(at);
      ctx.textBaseline = 'bottom';
      // A halo keeps the figures legible where the line runs behind them.
      ctx.strokeStyle = palette.surface;
      ctx.lineWidth = 3 * px;
      ctx.lineJoin = 'round';
      ctx.strokeText(text, right - (4 + beside * 52) * px, at);
      ctx.fillText(text, right - (4 + beside * 52) * px, at);
    }
    ctx.restore();
  }

  drawMarkers(u) {
    const { ctx } = u;
    const px = devicePixelRatio;
    ctx.save();
    // While an anomaly lasts each of its samples is marked; the first of such a run stands out, the others stay small.
    const last = new Map();
    for (const m of [...this.data.markers].sort((a, b) => a.t - b.t)) {
      const x = u.valToPos(m.t / 1000, 'x', true);
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      const y = Math.min(u.bbox.top + u.bbox.height - 3 * px, Math.max(u.bbox.top + 3 * px, u.valToPos(m.v, 'y', true)));
      const c = palette.severity[m.severity] ?? palette.severity.none;
      const follows = x - (last.get(m.label) ?? -Infinity) < 16 * px;
      last.set(m.label, x);
      if (!follows) {
        ctx.strokeStyle = fade(c, 0.25);
        ctx.lineWidth = px;
        ctx.beginPath();
        ctx.moveTo(x, u.bbox.top);
        ctx.lineTo(x, u.bbox.top + u.bbox.height);
        ctx.stroke();
      }
      const r = (follows ? 2 : 4) * px;
      ctx.fillStyle = c;
      ctx.strokeStyle = palette.surface;
      ctx.lineWidth = (follows ? 0 : 1.5) * px;
      ctx.beginPath();
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r, y);
      ctx.lineTo(x, y + r);
      ctx.lineTo(x - r, y);
      ctx.closePath();
      ctx.fill();
      if (!follows) ctx.stroke();
    }
    ctx.restore();
  }

  stamp(ms) {
    return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: this.zone, hourCycle: 'h23' }).format(new Date(ms));
  }

  readOut(u) {
    const { left, idx } = u.cursor;
    if (left == null || left < 0 || idx == null || this.data.lines.length === 0) { if (this.tip) this.tip.hidden = true; return; }
    const at = u.posToVal(left, 'x') * 1000;
    const rows = [];
    this.data.lines.forEach((l) => {
      const i = nearest(l.t, at);
      if (i < 0 || l.v[i] == null) return;
      rows.push({ label: l.label, colour: palette.lines[l.color % 8], v: l.v[i], lo: l.lo?.[i], hi: l.hi?.[i], t: l.t[i] });
    });
    if (rows.length === 0) { this.tip.hidden = true; return; }
    if (rows.length > 1) rows.sort((a, b) => b.v - a.v);
    const range = this.range();
    const reach = (range[1] - range[0]) * 1000 * (6 / Math.max(1, u.over.clientWidth));
    const near = this.data.markers.filter((m) => Math.abs(m.t - at) < reach).slice(0, 3);
    const tip = this.tip;
    tip.replaceChildren();
    // Charts that only follow the cursor of another show their values and cover as little as they can.
    const follows = this.options.sync && u.cursor.event == null && this.element !== document.activeElement;
    tip.classList.toggle('follows', !!follows);
    if (!follows) tip.append(div('tip-time', this.stamp(rows.reduce((a, b) => (Math.abs(b.t - at) < Math.abs(a.t - at) ? b : a)).t)));
    for (const r of rows.slice(0, 10)) {
      const line = div('tip-row');
      const dot = document.createElement('i');
      dot.style.background = r.colour;
      line.append(dot, span('tip-label', r.label), span('tip-value', format(r.v, this.data.unit)));
      tip.append(line);
      if (!follows && r.lo != null && this.data.lines.length === 1) tip.append(div('tip-note', `${format(r.lo, this.data.unit)} to ${format(r.hi, this.data.unit)}`));
    }
    if (!follows) for (const m of near) tip.append(div(`tip-mark sev-${m.severity}`, `◆ ${m.label}${m.expected != null ? `, expected ${format(m.expected, this.data.unit)}` : ''}`));
    tip.hidden = false;
    const w = tip.offsetWidth;
    const over = u.over.clientWidth;
    tip.style.left = `${left + w + 16 > over ? Math.max(-40, left - w - 12) : left + 12}px`;
    tip.style.top = '4px';
    if (this.element === document.activeElement) this.spoken.textContent = tip.innerText.replace(/\n/g, ', ');
  }

  key(e) {
    if (!this.plot || !['ArrowLeft', 'ArrowRight', 'Escape'].includes(e.key)) return;
    e.preventDefault();
    if (e.key === 'Escape') { this.plot.setCursor({ left: -10, top: -10 }); return; }
    const xs = this.plot.data[0];
    if (!xs?.length) return;
    const current = this.plot.cursor.left >= 0 ? this.plot.cursor.idx ?? xs.length - 1 : xs.length;
    const next = Math.min(xs.length - 1, Math.max(0, current + (e.key === 'ArrowLeft' ? -1 : 1)));
    this.plot.setCursor({ left: this.plot.valToPos(xs[next], 'x'), top: 10 });
  }

  zoom(u) {
    if (u.select.width < 6) return;
    const from = Math.round(u.posToVal(u.select.left, 'x') * 1000);
    const to = Math.round(u.posToVal(u.select.left + u.select.width, 'x') * 1000);
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to - from > 1000) this.dotnet.invokeMethodAsync('OnZoomed', from, to);
  }

  dispose() {
    charts.delete(this);
    clearInterval(this.timer);
    this.resizer.disconnect();
    this.watcher.disconnect();
    this.element.removeEventListener('keydown', this.onKey);
    this.plot?.destroy();
    this.plot = null;
  }
}

function nearest(t, at) {
  if (t.length === 0) return -1;
  let a = 0, b = t.length - 1;
  while (b - a > 1) { const m = (a + b) >> 1; if (t[m] < at) a = m; else b = m; }
  return Math.abs(t[a] - at) <= Math.abs(t[b] - at) ? a : b;
}
function div(name, text) { const e = document.createElement('div'); e.className = name; if (text) e.textContent = text; return e; }
function span(name, text) { const e = document.createElement('span'); e.className = name; e.textContent = text; return e; }

export function create(element, dotnet, options) { return new TimeChart(element, dotnet, options); }
