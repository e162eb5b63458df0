/** Build and development server of the editor. The build goes into the wheel, served by the API under `/`. */

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.TUNDISH_SERVER ?? 'http://127.0.0.1:20900';

export default defineConfig({
  plugins: [react()],
  base: '/',
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The content security policy allows fonts and pictures from our own address only, not data: ones.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: { '/api': { target: server, ws: true, changeOrigin: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    // A watchdog only: jsdom is slow on a busy machine.
    testTimeout: 30_000,
  },
});
