import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../docs/reference/openapi.json',
  output: { path: 'src/api' },
  plugins: [
    '@hey-api/client-fetch',
    { name: '@hey-api/typescript', enums: false },
    { name: '@hey-api/sdk', responseStyle: 'data' },
    '@tanstack/react-query',
  ],
});
