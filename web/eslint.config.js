import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['src/api/**', 'node_modules/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  a11y.flatConfigs.recommended,
  hooks.configs.flat['recommended-latest'],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Handlers in React are promises that nobody waits for; their errors end in the mutation.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Our forms may take the focus when they are all that a page or dialog is about.
      'jsx-a11y/no-autofocus': ['error', { ignoreNonDOM: true }],
      // One way to show a time, an amount or a number: the functions of ui/format.ts.
      'no-restricted-properties': [
        'error',
        { property: 'toLocaleString', message: 'Use ui/format.ts.' },
        { property: 'toLocaleDateString', message: 'Use ui/format.ts.' },
        { property: 'toLocaleTimeString', message: 'Use ui/format.ts.' },
        { property: 'toFixed', message: 'Use ui/format.ts.' },
        {
          object: 'window',
          property: 'localStorage',
          message: 'Use ui/preferences.ts; secrets never go there.',
        },
      ],
    },
  },
  // The router is told to go elsewhere by throwing where to.
  { files: ['src/routes/router.tsx'], rules: { '@typescript-eslint/only-throw-error': 'off' } },
  { files: ['*.config.{ts,js}', 'scripts/**'], extends: [tseslint.configs.disableTypeChecked] },
);
