import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckId, CheckState } from '../../electron/check/check-result.ts'
import { proxyPasswordErrorCode } from '../../electron/base/proxy-password.ts'
import { makeServerCertificate } from '../support/certificates.ts'
import { httpsFetch } from '../support/https-fetch.ts'
import { hurriedClock } from '../support/hurried-clock.ts'
import { staff } from '../support/site.ts'
import { makeCertificate } from '../config/kiosk-folder.ts'
import { signingProgram, type SigningManner } from '../config/signing-program.ts'
import { answerAlways, blackHole, closedPort, rightSecret, type Lab } from './lab.ts'

export interface Mistake {
  /** As the table in docs/deploy.md names it. */
  readonly name: string
  readonly make: (lab: Lab) => Promise<void> | void
  /** What is not good, without the network and with it. */
  readonly offline?: Findings
  readonly online?: Findings
  readonly exitCode: number
  /** What the checks have to say, of each that is named. */
  readonly says?: Readonly<Partial<Record<CheckId, RegExp>>>
}

type Findings = Readonly<Partial<Record<CheckId, Exclude<CheckState, 'good' | 'not-checked'>>>>

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const otherGuid = 'c0ffee00-1234-4f6a-9abc-5d6e7f8091a2'

const withSecret = (lab: Lab, secret: string): void => {
  const { tenantId, clientId } = lab.https
  lab.configure({ signIn: { tenantId, clientId } })
  lab.env['SHIFTS_KIOSK_CLIENT_SECRET'] = secret
}

const withSigner = (lab: Lab, manner: SigningManner): void =>
  lab.set('signIn', {
    signer: signingProgram(lab.folder).command(join(lab.folder, 'kiosk.key'), manner),
    privateKeyPath: undefined,
  })

const roster = (lab: Lab, ids: readonly string[]): void => {
  const rows = Object.values(staff).map(({ badge, name }, index) => `${badge},${ids[index] ?? ''},${name}`)
  lab.write('roster.csv', ['badge,user id,name', ...rows, ''].join('\n'))
}

const both = (url: string) => ({ endpoints: { graph: url, login: url } })

/** Every mistake of a set-up that the checks have to find, in the order of the table. */
export const mistakes: readonly Mistake[] = [
  {
    name: "The sample's IDs left in",
    make: (lab) => lab.set('signIn', { tenantId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' }),
    offline: { 'config.ids': 'problem' },
    online: { 'config.ids': 'problem', 'sign-in.token': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Data folder that cannot be written to',
    make: (lab) => lab.set('storage', { dataFolder: '/proc/self' }),
    offline: { 'data.folder': 'problem' },
    online: { 'data.folder': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Data folder open to others',
    make: (lab) => {
      mkdirSync(join(lab.folder, 'data'))
      chmodSync(join(lab.folder, 'data'), 0o777)
    },
    offline: { 'data.folder': 'warning' },
    online: { 'data.folder': 'warning' },
    exitCode: 0,
  },
  {
    name: 'Site key that is none, or too short',
    make: (lab) => lab.write('site.key', 'abc'),
    offline: { 'site-key': 'problem' },
    online: { 'site-key': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Site key that everybody may read',
    make: (lab) => lab.write('site.key', '5e'.repeat(32), 0o644),
    offline: { 'site-key': 'problem' },
    online: { 'site-key': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Badge reader software missing, on a kiosk',
    make: (lab) => {
      mkdirSync(join(lab.folder, 'data'), { mode: 0o700 })
      lab.reader = {
        ...lab.reader,
        trySoftware: () => Promise.resolve({ kind: 'missing', detail: 'no addon' }),
      }
    },
    online: { 'reader.software': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Smart card service stopped, on a kiosk',
    make: async (lab) => {
      mkdirSync(join(lab.folder, 'data'), { mode: 0o700 })
      await lab.stopService()
    },
    offline: { 'reader.service': 'problem' },
    online: { 'reader.service': 'problem' },
    exitCode: 2,
  },
  {
    name: "`reader.name` that is in no reader's name, on a kiosk",
    make: (lab) => {
      mkdirSync(join(lab.folder, 'data'), { mode: 0o700 })
      lab.reader = {
        ...lab.reader,
        listReaders: () =>
          Promise.resolve({ kind: 'no-such-reader', present: ['ACS ACR122U PICC Interface 00 00'] }),
      }
    },
    online: { 'reader.found': 'problem' },
    says: { 'reader.found': /ACS ACR122U PICC Interface 00 00/ },
    exitCode: 2,
  },
  {
    name: 'User IDs that are sign-in names (UPNs)',
    make: (lab) => roster(lab, [staff.ana.userId, 'ben.okafor@example.com', staff.cho.userId]),
    offline: { 'roster.file': 'warning', 'roster.ids': 'warning' },
    online: { 'roster.file': 'warning', 'roster.ids': 'warning' },
    exitCode: 0,
  },
  {
    name: 'Certificate and key that are no pair',
    make: async (lab) => lab.write('kiosk.key', (await makeCertificate()).privateKey),
    offline: { 'config.file': 'problem' },
    online: { 'config.file': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Signer that signs with another salt',
    make: (lab) => withSigner(lab, 'longest-salt'),
    offline: { certificate: 'problem' },
    online: { certificate: 'problem', 'sign-in.token': 'problem' },
    exitCode: 2,
    says: {
      certificate: /salt of 222 bytes; PS256 requires 32/,
      'sign-in.token': /did not sign the sign-in request: signIn\.signer signed with a salt of 222 bytes/,
    },
  },
  {
    name: 'Signer with the key of another certificate',
    make: async (lab) => {
      withSigner(lab, 'right')
      lab.write('kiosk.key', (await makeCertificate()).privateKey)
    },
    offline: { certificate: 'problem' },
    online: { certificate: 'problem', 'sign-in.token': 'problem' },
    exitCode: 2,
    says: { certificate: /signed with a key other than the certificate's/ },
  },
  {
    name: 'Signer that is not installed',
    make: (lab) => lab.set('signIn', { signer: ['/nonexistent/signer'], privateKeyPath: undefined }),
    offline: { 'config.file': 'problem' },
    online: { 'config.file': 'problem' },
    exitCode: 2,
    says: { 'config.file': /signIn\.signer: file not found: \/nonexistent\/signer/ },
  },
  {
    name: 'Certificate that has expired',
    make: async (lab) => {
      const { certificate, privateKey } = await makeCertificate(-20, -10)
      lab.write('kiosk.pem', certificate)
      lab.write('kiosk.key', privateKey)
    },
    offline: { 'config.file': 'problem' },
    online: { 'config.file': 'problem' },
    exitCode: 2,
  },
  {
    name: 'Certificate that was not uploaded',
    make: async (lab) => {
      const { certificate, privateKey } = await makeCertificate()
      lab.write('kiosk.pem', certificate)
      lab.write('kiosk.key', privateKey)
    },
    online: { 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { 'sign-in.token': /never uploaded.*AADSTS700027.*This certificate: [0-9A-F]{40}/ },
  },
  {
    name: 'Wrong tenant ID',
    make: (lab) => lab.set('signIn', { tenantId: otherGuid }),
    online: { 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { 'sign-in.token': /tenant does not exist/ },
  },
  {
    name: 'Wrong client ID',
    make: (lab) => lab.set('signIn', { clientId: otherGuid }),
    online: { 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { 'sign-in.token': /AADSTS700016/ },
  },
  {
    name: 'Wrong client secret',
    make: (lab) => withSecret(lab, 'wrong~secret.of-the.app0123456789ABCDEFGH'),
    offline: { 'config.file': 'warning', certificate: 'warning' },
    online: { 'config.file': 'warning', certificate: 'warning', 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { 'sign-in.token': /AADSTS7000215/ },
  },
  {
    name: 'Client secret in place of a certificate',
    make: (lab) => withSecret(lab, rightSecret),
    offline: { 'config.file': 'warning', certificate: 'warning' },
    online: { 'config.file': 'warning', certificate: 'warning' },
    exitCode: 0,
  },
  {
    name: 'No consent',
    make: ({ https }) => {
      https.tenant.consent = []
    },
    online: { 'sign-in.permissions': 'problem' },
    exitCode: 11,
    says: { 'sign-in.permissions': /Schedule\.ReadWrite\.All is missing/ },
  },
  {
    name: 'Permission that only reads',
    make: ({ https }) => {
      https.tenant.consent = ['Schedule.Read.All']
    },
    online: { 'sign-in.permissions': 'problem' },
    exitCode: 11,
    says: { 'sign-in.permissions': /has only Schedule\.Read\.All/, 'team.members': /GroupMember\.Read\.All/ },
  },
  {
    name: 'Permissions that are not needed',
    make: ({ https }) => {
      https.tenant.consent = ['Schedule.ReadWrite.All', 'Directory.ReadWrite.All']
    },
    online: { 'sign-in.permissions': 'warning' },
    exitCode: 0,
    says: { 'sign-in.permissions': /Not needed: Directory\.ReadWrite\.All/ },
  },
  {
    name: 'Wrong team ID',
    make: (lab) => lab.set('shifts', { teamId: otherGuid }),
    online: { 'team.found': 'problem' },
    exitCode: 12,
  },
  {
    name: 'Schedule not set up',
    make: ({ https }) => {
      https.tenant.schedule.provisionStatus = 'NotStarted'
    },
    online: { 'team.schedule': 'problem' },
    exitCode: 12,
    says: { 'team.schedule': /NotStarted/ },
  },
  {
    name: 'Schedule not in use',
    make: ({ https }) => {
      https.tenant.schedule.enabled = false
    },
    online: { 'team.schedule': 'problem' },
    exitCode: 12,
  },
  {
    name: 'Time clock off',
    make: ({ https }) => {
      https.tenant.schedule.timeClockEnabled = false
    },
    online: { 'team.time-clock': 'problem' },
    exitCode: 12,
  },
  {
    name: "Another time zone than the team's",
    make: (lab) => lab.configure({ screen: { timeZone: 'Pacific/Auckland' } }),
    online: { 'team.time-zone': 'warning' },
    exitCode: 0,
    says: { 'team.time-zone': /Pacific\/Auckland/ },
  },
  {
    name: 'Some user IDs of people outside the team',
    make: (lab) => roster(lab, [staff.ana.userId, otherGuid, staff.cho.userId]),
    online: { 'team.members': 'warning' },
    exitCode: 0,
    says: { 'team.members': /^2 of 3 people/ },
  },
  {
    name: 'All user IDs wrong',
    make: (lab) => roster(lab, [otherGuid, otherGuid.replace('c0', 'c1'), otherGuid.replace('c0', 'c2')]),
    online: { 'team.members': 'problem' },
    exitCode: 12,
    says: { 'team.members': /^0 of 3 people/ },
  },
  {
    name: 'Clock 4 minutes ahead',
    make: ({ https }) => {
      https.tenant.faults.clockSkewMs = -4 * minuteMs
    },
    online: { clock: 'warning' },
    exitCode: 0,
    says: { clock: /^[34] min( \d+ s)? ahead of/ },
  },
  {
    name: 'Clock 4 minutes behind',
    make: ({ https }) => {
      https.tenant.faults.clockSkewMs = 4 * minuteMs
    },
    online: { clock: 'warning' },
    exitCode: 0,
    says: { clock: /^[34] min( \d+ s)? behind/ },
  },
  {
    name: 'Clock 15 minutes ahead',
    make: ({ https }) => {
      https.tenant.faults.clockSkewMs = -15 * minuteMs
    },
    online: { clock: 'problem', 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { clock: /^1[45] min( \d+ s)? ahead of/, 'sign-in.token': /clock.*AADSTS700024/ },
  },
  {
    // The signed request lives ten minutes, and Entra allows five for clocks: exactly 15 could go either way.
    name: 'Clock 16 minutes behind',
    make: ({ https }) => {
      https.tenant.faults.clockSkewMs = 16 * minuteMs
    },
    online: { clock: 'problem', 'sign-in.token': 'problem' },
    exitCode: 11,
    says: { clock: /^1[56] min( \d+ s)? behind/, 'sign-in.token': /clock.*AADSTS700024/ },
  },
  {
    name: 'TLS opened by an authority that is not trusted',
    make: (lab) => {
      lab.fetch = (url, init) => fetch(url, init)
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /does not trust: "Throw-away test authority"/ },
  },
  {
    name: "A server's certificate that has expired",
    make: async (lab) => {
      const validity = { notBefore: new Date(Date.now() - 9 * dayMs), notAfter: new Date(Date.now() - dayMs) }
      const certificate = await makeServerCertificate({ validity })
      trust(lab, certificate.caPem)
      lab.configure(both(await answerAlways(lab, certificate, { status: 200 })))
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /is not valid now: it expires on .*this computer's date is/ },
  },
  {
    name: "A certificate for another host, as a network's sign-in page has",
    make: async (lab) => {
      const certificate = await makeServerCertificate({ name: 'portal.example' })
      trust(lab, certificate.caPem)
      lab.configure(both(await answerAlways(lab, certificate, { status: 200 })))
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /is not for 127\.0\.0\.1/ },
  },
  {
    name: 'Proxy that wants a password (407)',
    make: async (lab) => {
      const certificate = await makeServerCertificate()
      trust(lab, certificate.caPem)
      lab.configure(both(await answerAlways(lab, certificate, { status: 407 })))
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': new RegExp(`proxy requires a password.*${proxyPasswordErrorCode}`) },
  },
  {
    name: "A page that is not Microsoft's (502)",
    make: async (lab) => {
      const certificate = await makeServerCertificate()
      trust(lab, certificate.caPem)
      const answer = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' }
      lab.configure(both(await answerAlways(lab, certificate, answer)))
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /Something other than .* answered.*502/ },
  },
  {
    name: 'A name that DNS does not know',
    make: (lab) => lab.configure(both('https://no-such-host.invalid')),
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /no-such-host\.invalid cannot be resolved/ },
  },
  {
    name: 'Connection refused',
    make: async (lab) => lab.configure(both(await closedPort())),
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /refused the connection/ },
  },
  {
    name: 'Firewall that drops everything',
    make: async (lab) => {
      lab.clock = hurriedClock(20)
      lab.configure(both(await blackHole(lab)))
    },
    online: { 'network.sign-in': 'problem', 'network.graph': 'problem' },
    exitCode: 10,
    says: { 'network.graph': /No answer from/ },
  },
]

function trust(lab: Lab, caPem: string): void {
  const trusting = httpsFetch(caPem)
  lab.fetch = trusting.fetch
  lab.cleanups.push(() => trusting.close())
}
