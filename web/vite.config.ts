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

/** What the page needs before it shows anything. */
const BASE =
  /src.(components.(Loading|Notice|Button|Failure|cx)|lib.(root|theme|store|useStore|accountId)|i18n.(index|reason|useText)|api.errors)\.tsx?$/;

/** Forms: what checks and submits them, which the page loads with the first of them. */
const FORMS =
  /node_modules.(react-hook-form|zod|@hookform|@standard-schema)[\\/]|src.(forms.|api.refusedField)/;

/** What many pages share: one file, so that the list of what each page needs stays short. */
const PARTS = /src.(components|lib)./;

/** Files that several pages have in common keep their names. */
const SHARED = /^(libraries|rolldown-runtime|base|forms|parts)$/;

const LOADED = /\/(libraries|rolldown-runtime|base)-/;

export default defineConfig({
  // Every address in the bundle is relative, so that it works below any prefix.
  base: './',
  plugins: [react(), tailwindcss(), rootWhileDeveloping],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    // The policy forbids `data:` for everything but pictures.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What the page itself has loaded is not preloaded again for what it loads later.
      resolveDependencies: (_file, files, { hostType }) =>
        hostType === 'html' ? files : files.filter(file => !LOADED.test(file)),
    },
    rolldownOptions: {
      output: {
        // The list of what each page needs is a third of the page's own code, and was mostly names.
        chunkFileNames: ({ name }) => `assets/${SHARED.test(name) ? '[name]-' : ''}[hash].js`,
        codeSplitting: {
          groups: [
            // What every page needs of them, in a file that a release of the page alone does not change.
            { name: 'libraries', test: LIBRARIES, priority: 3 },
            { name: 'base', test: BASE, priority: 2 },
            { name: 'forms', test: FORMS, priority: 2 },
            { name: 'parts', test: PARTS, minShareCount: 6, priority: 1 },
          ],
        },
      },
    },
  },
  // Not `/api-reference`, which is a page.
  server: { proxy: { '^/api/': { target: api, ws: true, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // The compiler may run beside them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
