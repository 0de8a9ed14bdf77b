import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/**
 * A test file's suffix says what it needs beyond Node: `.test.ts` nothing, `.pcsc.test.ts` pcscd with a virtual
 * reader in a private namespace, `.browser.test.ts` Chromium, `.whole.test.ts` both, `.softhsm.test.ts` SoftHSM and OpenSSL's
 * engine for PKCS #11, `.promtool.test.ts` Prometheus' promtool. `npm test` finds out what is there, runs what can run and says
 * plainly what it skipped and why. `.squid.test.ts` needs squid, certutil and Chromium; `.ci/through-squid` alone runs it.
 */
const tier = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude },
})

export default defineConfig({
  plugins: [svelte()],
  test: {
    projects: [
      tier(
        'core',
        ['test/**/*.test.ts'],
        [
          '**/*.squid.test.ts',
          '**/*.promtool.test.ts',
          '**/*.softhsm.test.ts',
          '**/*.pcsc.test.ts',
          '**/*.browser.test.ts',
          '**/*.whole.test.ts',
          'test/electron-runtime/**',
        ],
      ),
      tier('promtool', ['test/**/*.promtool.test.ts']),
      tier('softhsm', ['test/**/*.softhsm.test.ts']),
      tier('pcsc', ['test/**/*.pcsc.test.ts']),
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          globalSetup: ['test/renderer/build-once.ts'],
        },
      },
      tier('whole', ['test/**/*.whole.test.ts']),
      // `.ci/through-squid`.
      tier('squid', ['test/**/*.squid.test.ts']),
      // `npm run test:electron`, where Electron's runtime is.
      tier('electron', ['test/electron-runtime/*.electron.test.ts']),
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real processes and a real reader stand behind many suites: two at a time is what a small machine bears.
    maxWorkers: 2,
    // Tests that run side by side within a file start a kiosk each.
    maxConcurrency: 3,
  },
})
