import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['out', 'dist', 'node_modules', '*.mjs'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // only the extension itself may know the editor: the rest is tested without one
      'no-restricted-imports': ['error', { paths: ['vscode', 'vscode-languageclient/node'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['src/extension.ts'], rules: { 'no-restricted-imports': 'off' } },
  // `test` of node:test answers with a promise that nobody has to wait for
  { files: ['test/**'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
);
