// Runs before the first paint, so that nobody sees the light page flash who reads the dark one. A file of its own, as the
// page allows no scripts inside of it.
const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
const isDark = chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
