import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'happy-dom',
    projects: [
      // A process for each file costs more than all its tests; contexts keep files apart within one.
      { extends: true, test: { name: 'logic', pool: 'vmThreads', include: ['src/**/*.test.ts'] } },
      // Modules that only Node can load, as antd's are, need a process.
      { extends: true, test: { name: 'components', include: ['src/**/*.test.tsx'] } },
    ],
  },
});
