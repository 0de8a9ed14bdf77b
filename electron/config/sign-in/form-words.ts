import { echoedPath } from '../../base/text/echo.ts'
import type { OtherForm } from './file-form.ts'

/** What a file should be. */
export type Wanted = 'certificate' | 'key'

/** What is wrong with a file, and what is expected instead, with the command that converts it. */
export interface FormWords {
  readonly problem: string
  readonly expected: string
}

const wantedFile = { certificate: 'kiosk.pem', key: 'kiosk.key' } as const
const newPairCommand =
  'openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 730 -subj "/CN=Shifts Badge Kiosk" -keyout kiosk.key -out kiosk.pem'

/** The words for an unsupported format. `path`: the file's path, for the command. */
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
        expected: `a PEM file; convert it: openssl pkcs12 -in ${file} ${what} -out ${out} (add -legacy for an old file)`,
      }
    }
    case 'pkcs7':
      return {
        problem: 'is a PKCS #7 (.p7b) file, not PEM',
        expected:
          wanted === 'certificate'
            ? `a PEM file; convert it: openssl pkcs7 -inform DER -in ${file} -print_certs -out ${out}`
            : 'the private key: a .p7b file holds only certificates',
      }
    case 'java-keystore':
      return {
        problem: 'is a Java keystore, not PEM',
        expected:
          `a PEM file; convert it: keytool -importkeystore -srckeystore ${file} -destkeystore kiosk.pfx -deststoretype PKCS12, ` +
          `then openssl pkcs12 -in kiosk.pfx ${wanted === 'certificate' ? '-clcerts -nokeys' : '-nocerts -nodes'} -out ${out}`,
      }
    case 'putty-key':
      return wanted === 'key'
        ? {
            problem: 'is a PuTTY key, not PEM',
            expected: `a PEM file; convert it: puttygen ${file} -O private-openssh -o ${out}, then ssh-keygen -p -N "" -m PKCS8 -f ${out}`,
          }
        : notACertificate('a PuTTY key')
    case 'openssh-public-key':
      return wanted === 'key'
        ? { problem: 'is an OpenSSH public key', expected: 'the private key, in the file without .pub' }
        : notACertificate('an OpenSSH public key')
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

/** The words for a key with a passphrase. `options`: further options of the openssl command. */
export function wordsOfEncryptedKey(path: string, options = ''): FormWords {
  return {
    problem: 'is protected by a passphrase, which nobody can type at the kiosk',
    expected: `a key without a passphrase; remove it once: openssl pkey${options} -in "${echoedPath(path)}" -out kiosk.key; or keep the key in a key store (signIn.signer)`,
  }
}

/** The words for a PEM file without a block of the wanted kind. `labels`: the labels of its blocks. */
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
      const expected = 'the private key; the two paths may be swapped'
      return { problem: 'holds a certificate, not a private key', expected }
    }
    if (holds('PUBLIC KEY'))
      return { problem: 'holds a public key, not a private key', expected: 'the private key it belongs to' }
    return wordsOfForm('unknown', wanted, path)
  }
  if (holds('CERTIFICATE REQUEST'))
    return {
      problem: 'holds a certificate request, not a certificate',
      expected: 'the certificate that the authority issued for it',
    }
  if (holds('PRIVATE KEY'))
    return {
      problem: 'holds a private key, not a certificate',
      expected: 'the certificate; the two paths may be swapped',
    }
  if (holds('PKCS7'))
    return {
      problem: 'is a PKCS #7 (.p7b) file, not a certificate',
      expected: `a PEM file; convert it: openssl pkcs7 -in ${file} -print_certs -out kiosk.pem`,
    }
  return wordsOfForm('unknown', wanted, path)
}

export function wordsOfOpenSshKey(path: string): FormWords {
  return {
    problem: "is a key in OpenSSH's own format, not PEM",
    expected: `a PEM file; convert a copy: cp "${echoedPath(path)}" kiosk.key && ssh-keygen -p -N "" -m PKCS8 -f kiosk.key`,
  }
}

/** The words for a key that is not RSA. `type`: OpenSSL's name, such as `ec`. */
export function wordsOfOtherKeyType(type: string): FormWords {
  const name = type === 'ec' ? 'an elliptic curve key' : `a key of type ${type}`
  return {
    problem: `is ${name}, not an RSA key`,
    expected: `an RSA key of 2048 bits or more, the only type Entra accepts; create a new pair: ${newPairCommand}`,
  }
}

export function wordsOfShortKey(bits: number): FormWords {
  return {
    problem: `is an RSA key of ${bits} bits, less than 2048`,
    expected: `an RSA key of 2048 bits or more; create a new pair: ${newPairCommand}`,
  }
}

function notACertificate(what: string): FormWords {
  return { problem: `is ${what}, not a certificate`, expected: 'a file with -----BEGIN CERTIFICATE-----' }
}
