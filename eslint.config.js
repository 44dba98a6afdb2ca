import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'node_modules',
      'build',
      '.data',
      '.cache',
      'app/platform/prisma/generated',
      'tests/fixtures',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Async handlers of events and forms return promises that nobody awaits, by design of their callers.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // Interfaces that are asynchronous for one adapter are so for all.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off', // this code base has no `this`; resolvers and ports are closures
      '@typescript-eslint/no-invalid-void-type': 'off', // a handler returns a verdict or nothing
      '@typescript-eslint/only-throw-error': 'off', // Remix answers by throwing a Response
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // It takes a variable that another function changes during an await for a constant.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Remix 2 without Single Fetch answers with json(); it goes with the move to React Router.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'package', name: ['json', 'defer'], package: '@remix-run/server-runtime' },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read it in app/platform/env.server.ts' },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    // Tests, sandboxes and tools talk to a person at a terminal and may read the environment.
    files: ['tests/**', 'prisma/**', 'app/platform/env.server.ts', '*.config.ts', '**/*.mjs'],
    rules: {
      'no-restricted-properties': 'off',
      'no-console': 'off',
      // Rows of ad-hoc queries and answers read only to be compared.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        document: 'readonly',
        window: 'readonly',
      },
    },
  },
  {
    // Scripts that a browser loads as they are; its globals are too many to list.
    files: ['extensions/*/assets/*.js', 'tests/sandbox/*/screens/browser/*.js'],
    rules: { 'no-undef': 'off' },
  },
);
