import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The server writes the page's root, relative to the address; Vite's own server is always at `/`. */
const rootWhileDeveloping: Plugin = {
  name: 'omni-root',
  apply: 'serve',
  transformIndexHtml: html => html.replace('<base href="./">', '<base href="/">'),
};

const api = process.env.OMNI_URL ?? 'http://127.0.0.1:8882';

const LIBRARIES =
  /node_modules.(react|react-dom|scheduler|use-sync-external-store|i18next|openapi-fetch|@tanstack.(history|store|react-store|router-core|react-router|query-core|react-query))[\\/]/;

export default defineConfig({
  // Every address in the bundle is relative, so that it works below any prefix.
  base: './',
  plugins: [react(), tailwindcss(), rootWhileDeveloping],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    // The policy forbids `data:` for everything but pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every page needs of them, in a file that a release of the page alone does not change.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'libraries', test: LIBRARIES }] } },
    },
  },
  server: { proxy: { '/api': { target: api, ws: true, changeOrigin: false } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
