import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/**
 * Imports run downhill: a room (a folder under electron/, with its subfolders) may import only the rooms named here and
 * itself. ARCHITECTURE.md draws the same picture.
 */
const mayImport = {
  contract: [],
  base: [],
  files: ['base'],
  badge: ['base', 'contract'],
  directory: ['base', 'contract', 'badge', 'files', 'graph'],
  graph: ['base'],
  shifts: ['base', 'contract', 'graph', 'journal'],
  journal: ['base', 'contract', 'files'],
  config: ['base', 'contract', 'badge', 'files'],
  kiosk: ['base', 'contract', 'badge', 'directory', 'graph', 'shifts', 'journal'],
  alerts: ['base', 'graph', 'journal'],
  // The stand-in shares no code with what it stands in for (graph, shifts): a mistake must not be made twice alike.
  sandbox: ['base', 'contract', 'badge'],
  // A host beside Electron's; it alone may reach up to start-kiosk.ts.
  preview: [
    'base',
    'contract',
    'badge',
    'config',
    'files',
    'journal',
    'ops',
    'sandbox',
    'kiosk-host.ts',
    'start-kiosk.ts',
  ],
  // Adds and blocks badges at the kiosk.
  enrollment: ['base', 'contract', 'badge', 'directory'],
  check: ['base', 'contract', 'badge', 'directory', 'journal', 'config', 'files'],
  'online-check': ['base', 'badge', 'check', 'config', 'files', 'directory', 'graph', 'shifts'],
  ops: [
    'base',
    'alerts',
    'contract',
    'badge',
    'config',
    'files',
    'journal',
    'directory',
    'check',
    'online-check',
  ],
  // Sits between the kiosk and its host, so it uses parts of both.
  maintenance: [
    'base',
    'contract',
    'badge',
    'config',
    'enrollment',
    'journal',
    'kiosk',
    'ops',
    '../package.json',
  ],
  shell: ['base', 'contract', 'badge', 'ops'],
}

const electronOnlyInShell = {
  name: 'electron',
  message: 'Only shell/, main.ts and preload.ts touch Electron.',
}

/** Packaged code reaches the network only through the `Fetch` that is passed to it (Electron's `net.request`). */
const noOtherNetwork = {
  files: ['electron/**/*.ts'],
  // pcscd's socket is local. The check only makes a TLS handshake, to name the certificate's issuer.
  ignores: [
    'electron/preview/**',
    'electron/sandbox/**',
    'electron/demo.ts',
    'electron/badge/pcsc/pcsc-service.ts',
    'electron/online-check/peer-certificate.ts',
  ],
  rules: {
    'no-restricted-globals': [
      'error',
      ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
        name,
        message: 'Reach the network through the Fetch that is passed in.',
      })),
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector:
          'ImportDeclaration[source.value=/^(node:)?(http|https|http2|net|tls|dgram|dns)(\\u002f|$)/]',
        message: 'Reach the network through the Fetch that is passed in.',
      },
    ],
  },
}

/** `depth`: how many folders lie between electron/ and the file. */
const downhillAt = (depth) =>
  Object.entries(mayImport).map(([room, allowed]) => ({
    files: [`electron/${room}/${'*/'.repeat(depth - 1)}*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: room === 'shell' ? [] : [electronOnlyInShell],
          patterns: [
            {
              regex: `^${'\\.\\./'.repeat(depth)}(?!(${[...allowed, room].join('|')})(/|$))`,
              message: `electron/${room}/ may import only: ${allowed.join(', ') || 'nothing'}.`,
            },
          ],
        },
      ],
    },
  }))

export default ts.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'coverage/', 'test/journal/fixtures/*.mjs'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ['*.js'], extends: [ts.configs.disableTypeChecked] },
  {
    files: ['electron/*.ts'],
    ignores: ['electron/main.ts', 'electron/preload.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [electronOnlyInShell] }] },
  },
  {
    files: ['renderer/**/*.{ts,svelte}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [electronOnlyInShell],
          patterns: [
            {
              regex: 'electron/(?!contract/)',
              message: 'The renderer shares only electron/contract with main.',
            },
          ],
        },
      ],
    },
  },
  ...downhillAt(1),
  ...downhillAt(2),
  noOtherNetwork,
)
