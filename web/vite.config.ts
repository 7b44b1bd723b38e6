import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import compress from './scripts/compress.mjs';

/** Where `npm run dev` finds a platform to talk to. */
const PLATFORM = process.env.ZUKA_PLATFORM ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react(), compress()],
  build: {
    outDir: '../src/zuka/app/console',
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset would need `data:` in more places of the content policy than pictures.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // The platform refuses writes from another origin than its own host, so it must see the one the browser asked for.
  server: { proxy: { '/api': { target: PLATFORM, changeOrigin: false, ws: true } } },
});
