import { echoedPath } from '../../base/text/echo.ts'
import type { OtherForm } from './file-form.ts'

/** Which of the two a file should be. */
export type Wanted = 'certificate' | 'key'

/** What a file is, and the command that makes of it what is wanted. */
export interface FormWords {
  readonly problem: string
  readonly expected: string
}

const wantedFile = { certificate: 'kiosk.pem', key: 'kiosk.key' } as const
const anew =
  'openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 730 -subj "/CN=Shifts Badge Kiosk" -keyout kiosk.key -out kiosk.pem'

/** `path`: that of the file, which the command names. */
export function wordsOfForm(form: OtherForm, wanted: Wanted, path: string): FormWords {
  const file = `"${echoedPath(path)}"`
  const out = wantedFile[wanted]
  switch (form) {
    case 'empty':
      return { problem: 'is empty', expected: 'the file as it was exported' }
    case 'pkcs12': {
      const what = wanted === 'certificate' ? '-clcerts -nokeys' : '-nocerts -nodes'
      return {
        problem: 'is a PFX (PKCS #12) file, not PEM',
        expected: `convert it: openssl pkcs12 -in ${file} ${what} -out ${out} (an old one takes -legacy too)`,
      }
    }
    case 'pkcs7':
      return {
        problem: 'is a PKCS #7 (.p7b) file, not PEM',
        expected:
          wanted === 'certificate'
            ? `convert it: openssl pkcs7 -inform DER -in ${file} -print_certs -out ${out}`
            : 'the private key: a .p7b file holds certificates alone',
      }
    case 'java-keystore':
      return {
        problem: 'is a Java keystore, not PEM',
        expected:
          `convert it: keytool -importkeystore -srckeystore ${file} -destkeystore kiosk.pfx -deststoretype PKCS12, ` +
          `then openssl pkcs12 -in kiosk.pfx ${wanted === 'certificate' ? '-clcerts -nokeys' : '-nocerts -nodes'} -out ${out}`,
      }
    case 'putty-key':
      return wanted === 'key'
        ? {
            problem: 'is a PuTTY key, not PEM',
            expected: `convert it: puttygen ${file} -O private-openssh -o ${out}, then ssh-keygen -p -N "" -m PKCS8 -f ${out}`,
          }
        : notACertificate('a PuTTY key')
    case 'openssh-public-key':
      return wanted === 'key'
        ? { problem: 'is a public key of OpenSSH', expected: 'the private key, the file without .pub' }
        : notACertificate('a public key of OpenSSH')
    case 'encrypted-key':
      return wanted === 'key' ? wordsOfEncryptedKey(path, ' -inform DER') : notACertificate('a private key')
    case 'unknown':
      return wanted === 'key'
        ? {
            problem: 'is not a private key in PEM or DER form',
            expected: 'a file with -----BEGIN PRIVATE KEY-----',
          }
        : {
            problem: 'is not a certificate in PEM or DER form',
            expected: 'a file with -----BEGIN CERTIFICATE-----',
          }
    default:
      return form satisfies never
  }
}

/** `options`: what openssl has to be told besides the file. */
export function wordsOfEncryptedKey(path: string, options = ''): FormWords {
  return {
    problem: 'is protected by a passphrase, which nobody could type at the kiosk',
    expected: `take it off, once: openssl pkey${options} -in "${echoedPath(path)}" -out kiosk.key; or leave the key in a key store (signIn.signer)`,
  }
}

/** What a PEM file holds that has no block of the wanted kind. `labels`: of the blocks it has. */
export function wordsOfLabels(labels: readonly string[], wanted: Wanted, path: string): FormWords {
  const file = `"${echoedPath(path)}"`
  const holds = (part: string): boolean => labels.some((label) => label.includes(part))
  if (wanted === 'key') {
    if (holds('CERTIFICATE REQUEST'))
      return {
        problem: 'holds a certificate request, not a private key',
        expected: 'the key the request was made with',
      }
    if (holds('CERTIFICATE')) {
      const expected = 'the two paths the other way round, perhaps'
      return { problem: 'holds a certificate, not a private key', expected }
    }
    if (holds('PUBLIC KEY'))
      return { problem: 'holds a public key, not a private key', expected: 'the private key it belongs to' }
    return wordsOfForm('unknown', wanted, path)
  }
  if (holds('CERTIFICATE REQUEST'))
    return {
      problem: 'holds a certificate request, not a certificate',
      expected: 'the certificate that the authority has issued for it',
    }
  if (holds('PRIVATE KEY'))
    return {
      problem: 'holds a private key, not a certificate',
      expected: 'the two paths the other way round, perhaps',
    }
  if (holds('PKCS7'))
    return {
      problem: 'is a PKCS #7 (.p7b) file, not a certificate',
      expected: `convert it: openssl pkcs7 -in ${file} -print_certs -out kiosk.pem`,
    }
  return wordsOfForm('unknown', wanted, path)
}

export function wordsOfOpenSshKey(path: string): FormWords {
  return {
    problem: "is a key in OpenSSH's own form, not PEM",
    expected: `convert a copy: cp "${echoedPath(path)}" kiosk.key && ssh-keygen -p -N "" -m PKCS8 -f kiosk.key`,
  }
}

/** `type`: as OpenSSL calls it, such as `ec`. */
export function wordsOfOtherKeyType(type: string): FormWords {
  const name = type === 'ec' ? 'an elliptic curve key' : `a key of the type ${type}`
  return {
    problem: `is ${name}, not an RSA key`,
    expected: `an RSA key of 2048 bits or more, which Entra takes alone; make a new pair: ${anew}`,
  }
}

export function wordsOfShortKey(bits: number): FormWords {
  return {
    problem: `is an RSA key of ${bits} bits, less than 2048`,
    expected: `an RSA key of 2048 bits or more; make a new pair: ${anew}`,
  }
}

function notACertificate(what: string): FormWords {
  return { problem: `is ${what}, not a certificate`, expected: 'a file with -----BEGIN CERTIFICATE-----' }
}
