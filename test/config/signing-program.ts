import { writeFileSync } from 'node:fs'
import path from 'node:path'

/** How the stand-in for a signer behaves; each is something real ones do. */
export type SigningManner =
  | 'right'
  | 'longest-salt'
  | 'no-salt'
  | 'always-rs256'
  | 'hashes-twice'
  | 'chatty'
  | 'endless'
  | 'silent'
  | 'leaves-a-child'
  | 'fails'
  | 'wrong-pin'
  | 'empty'
  | 'tells-what-it-got'

/** A real program, which signs with a key file as the protocol of `signIn.signer` says. */
const source = `
import { constants, createHash, sign } from 'node:crypto'
import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
const [keyPath, manner, notesPath, version, algorithm, thumbprint] = process.argv.slice(2)
if (version !== 'v1') process.exit(9)
const key = readFileSync(keyPath, 'utf8')
const data = readFileSync(0)
const pss = (saltLength) => ({ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const padding = algorithm === 'PS256' ? pss(32) : { key, padding: constants.RSA_PKCS1_PADDING }
const tell = (signature) => process.stdout.write(signature.toString('base64').replace(/.{64}/g, '$&\\n') + '\\n')
switch (manner) {
  case 'right': tell(sign('sha256', data, padding)); break
  case 'longest-salt': tell(sign('sha256', data, pss(constants.RSA_PSS_SALTLEN_MAX_SIGN))); break
  case 'no-salt': tell(sign('sha256', data, pss(0))); break
  case 'always-rs256': tell(sign('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING })); break
  case 'hashes-twice': tell(sign('sha256', createHash('sha256').update(data).digest(), padding)); break
  case 'chatty': console.log('Enter PIN:'); tell(sign('sha256', data, padding)); break
  case 'endless': setInterval(() => process.stdout.write('A'.repeat(65536)), 1); break
  case 'silent': writeFileSync(notesPath, String(process.pid)); setInterval(() => {}, 1000); break
  case 'leaves-a-child': {
    const child = spawn('sleep', ['600'], { stdio: 'inherit' })
    writeFileSync(notesPath, String(child.pid))
    child.unref()
    break
  }
  case 'fails':
    console.error('x'.repeat(5000))
    console.error('no token in pkcs11:token=kiosk;pin-value=482913 for ' + data.toString())
    process.exit(5)
  case 'wrong-pin':
    appendFileSync(notesPath, '.')
    console.error('PIN incorrect')
    process.exit(3)
  case 'empty': break
  case 'tells-what-it-got':
    writeFileSync(notesPath, JSON.stringify({ algorithm, thumbprint, data: data.toString(), env: process.env }))
    tell(sign('sha256', data, padding))
}
`

/** Writes the program into a folder; returns what makes a command of it. */
export function signingProgram(folder: string) {
  const program = path.join(folder, 'signer.mjs')
  const notesPath = path.join(folder, 'notes')
  writeFileSync(program, source)
  return {
    notesPath,
    command: (keyPath: string, manner: SigningManner): readonly string[] => [
      process.execPath,
      program,
      keyPath,
      manner,
      notesPath,
    ],
  }
}
