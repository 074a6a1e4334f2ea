// Runs before the first paint: the theme of the last visit, and the browser's time zone for the server's first rendering.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('ef-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch { /* Storage may be forbidden; the system's theme is used then. */ }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `ef_zone=${encodeURIComponent(zone)};path=/;max-age=31536000;samesite=lax`;
})();
