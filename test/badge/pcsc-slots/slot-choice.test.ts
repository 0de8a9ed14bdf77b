import { describe, expect, test } from 'vitest'
import { SlotChoice } from '../../../electron/badge/pcsc-slots/slot-choice.ts'
import { isContactlessAtr, SlotEvidence } from '../../../electron/badge/pcsc-slots/slot-evidence.ts'
import { nameEvidence } from '../../../electron/badge/pcsc-slots/slot-name.ts'

const contactless = Buffer.from('3B8F8001804F0CA000000306030001000000006A', 'hex')
const isoDep = Buffer.from('3B8180018080', 'hex')
/** A YubiKey's. */
const contact = Buffer.from('3BFD1300008131FE158073C021C057597562694B657940', 'hex')

describe('the name of a slot', () => {
  test.each([
    'ACS ACR122U PICC Interface 00 00',
    'ACS ACR1252 1S CL Reader PICC 0',
    'ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (RR554) 00 00',
    'HID Global OMNIKEY 5422CL Smartcard Reader 0',
    'Identiv Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F CL Reader] 01 00',
    'Feitian R502 [R502 Contactless Reader] 00 00',
    'Broadcom Corp 58200 [Contactless SmartCard] 00 00',
    'Bit4id miniLector AIR [CCID Interface CLESS slot2] 00 00',
    'Gemalto Prox-DU [Prox-DU Contactless_09A00795] (09A00795) 01 00',
    'Elatec TWN4 SmartCard NFC 0',
    'REINER SCT cyberJack RFID basis 0',
    'OMNIKEY 6321 CLi USB 00 00',
  ])('%s is that of a badge reader', (name) => {
    expect(nameEvidence(name)).toEqual({ kind: 'contactless' })
  })

  test.each([
    ['ACS ACR1252 1S CL Reader SAM 0', 'SAM slot'],
    ['ACS ACR1281 1S Dual Reader ICC 0', 'contact slot'],
    ['Feitian R502 [R502 SAM1 Reader] 00 00', 'SAM slot'],
    [
      'Identiv Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F Contact Reader] 00 00',
      'contact slot',
    ],
    ['Broadcom Corp 58200 [Contacted SmartCard] 00 00', 'contact slot'],
    ['Gemalto Prox-DU [Prox-DU Contact_09A00795] (09A00795) 00 00', 'contact slot'],
    ['ACS ACR39U ICC Reader 00 00', 'contact slot'],
    ['Microsoft UICC ISO Reader 5b2ec7b4 0', 'contact slot'],
    ['Yubico YubiKey OTP+FIDO+CCID 00 00', 'security key'],
    ['Yubico YubiKey 5 NFC 0', 'security key'],
    ['Windows Hello for Business 1', 'Windows Hello'],
    ['Microsoft Virtual Smart Card 0', 'virtual smart card'],
    ['SafeNet eToken 5300 00 00', 'security key'],
  ])('%s is another: %s', (name, what) => {
    expect(nameEvidence(name)).toEqual({ kind: 'other', why: `its name says ${what}` })
  })

  test.each([
    'Virtual PCD 00 00',
    'HID Global OMNIKEY 5022 Smart Card Reader 00 00',
    'Alcor Micro AU9540 00 00',
    'Circle CIR415 CL & 1S 00 01',
    'ESMART Reader ER773x Dual & 1S 00 00',
    'Identive Identive CLOUD 4510 F Contactless + SAM Reader 00 00',
    'Feitian VR504 VHBR Contactless & Contact Card Reader 00 00',
    'Samsung Reader 0',
  ])('%s is no evidence', (name) => {
    expect(nameEvidence(name)).toEqual({ kind: 'none' })
  })
})

test('a contactless ATR is 3B 8n 80 01 with n historical bytes and a checksum', () => {
  expect(isContactlessAtr(contactless)).toBe(true)
  expect(isContactlessAtr(isoDep)).toBe(true)
  expect(isContactlessAtr(contact)).toBe(false)
  expect(isContactlessAtr(isoDep.subarray(0, 5))).toBe(false)
  expect(isContactlessAtr(Buffer.alloc(0))).toBe(false)
})

describe('the cards in a slot', () => {
  const verdictAfter = (name: string, ...cards: [Buffer | undefined, 'uid' | 'none'][]) => {
    const evidence = new SlotEvidence(name)
    for (const [atr, answer] of cards) evidence.cardQueried({ atr, answer })
    return evidence.verdict.kind
  }

  test.each<[string, string, string, [Buffer | undefined, 'uid' | 'none'][]]>([
    ['no card', 'Reader 0', 'unknown', []],
    ['a badge', 'Reader 0', 'badge-reader', [[contactless, 'uid']]],
    ['a badge that gives no number', 'Reader 0', 'badge-reader', [[isoDep, 'none']]],
    ['a UID with another ATR', 'Reader 0', 'badge-reader', [[contact, 'uid']]],
    ['a card with contacts', 'Reader 0', 'other', [[contact, 'none']]],
    ['a card without an ATR', 'Reader 0', 'unknown', [[undefined, 'none']]],
    [
      'contacts, then a badge',
      'Reader 0',
      'badge-reader',
      [
        [contact, 'none'],
        [contactless, 'uid'],
      ],
    ],
    [
      'a badge, then contacts',
      'Reader 0',
      'badge-reader',
      [
        [contactless, 'uid'],
        [contact, 'none'],
      ],
    ],
    ['contacts in a slot named contactless', 'PICC 0', 'badge-reader', [[contact, 'none']]],
    ['a contactless ATR in a slot named SAM', 'SAM 0', 'other', [[isoDep, 'none']]],
    ['a UID in a slot named SAM', 'SAM 0', 'badge-reader', [[isoDep, 'uid']]],
  ])('%s', (_, name, verdict, cards) => {
    expect(verdictAfter(name, ...cards)).toBe(verdict)
  })
})

describe('which slots are used', () => {
  class FakeSlot {
    readonly isHung = false
    readonly accessDenied = undefined
    readonly name: string
    readonly #evidence: SlotEvidence
    constructor(name: string) {
      this.name = name
      this.#evidence = new SlotEvidence(name)
    }
    get verdict() {
      return this.#evidence.verdict
    }
    card(atr: Buffer, answer: 'uid' | 'none') {
      this.#evidence.cardQueried({ atr, answer })
    }
  }
  const choose = (readerName: string | undefined, ...names: string[]) => {
    const choice = new SlotChoice<FakeSlot>(readerName)
    const slots = names.map((name) => new FakeSlot(name))
    for (const slot of slots) choice.add(slot)
    return { choice, slots, slot: (index: number) => slots[index] ?? new FakeSlot('') }
  }
  const dual = ['ACS ACR1252 1S CL Reader PICC 0', 'ACS ACR1252 1S CL Reader SAM 0']

  test('without slots there is no reader', () => {
    expect(choose(undefined).choice.status()).toEqual({ kind: 'no-reader' })
  })

  test('the slots beside the contactless one never make the kiosk ready', () => {
    const { choice, slot } = choose(undefined, ...dual)
    const others = [{ name: dual[1], why: 'its name says SAM slot' }]
    expect(choice.status()).toEqual({ kind: 'ready', readers: [dual[0]], others })
    choice.remove(slot(0))
    expect(choice.status()).toEqual({ kind: 'no-reader', others })
    expect(choice.isUsed(slot(1))).toBe(false)
  })

  test('an unknown slot is used until a contact card is inserted', () => {
    const { choice, slot } = choose(undefined, 'Reader 0')
    expect(choice.status()).toEqual({ kind: 'ready', readers: ['Reader 0'] })
    slot(0).card(contact, 'none')
    expect(choice.status()).toEqual({
      kind: 'no-reader',
      others: [{ name: 'Reader 0', why: 'the card in it has contacts: no contactless ATR, and no UID' }],
    })
  })

  test('an unknown slot of the PC does not replace an unplugged reader', () => {
    const { choice, slot } = choose(undefined, 'Alcor Micro AU9540 00 00', 'ACS ACR122U PICC Interface 01 00')
    expect(choice.status()).toMatchObject({ kind: 'ready' })
    choice.remove(slot(1))
    expect(choice.status()).toMatchObject({
      kind: 'no-reader',
      others: [{ name: 'Alcor Micro AU9540 00 00' }],
    })
    slot(0).card(contactless, 'uid')
    expect(choice.status()).toEqual({ kind: 'ready', readers: ['Alcor Micro AU9540 00 00'] })
  })

  test('the second of two readers of one model continues when the first, which has read badges, is unplugged', () => {
    const { choice, slot } = choose(undefined, 'Reader 00 00', 'Reader 01 00')
    slot(0).card(contactless, 'uid')
    choice.remove(slot(0))
    expect(choice.status()).toEqual({ kind: 'ready', readers: ['Reader 01 00'] })
  })

  test("reader.name in the config outweighs the slot's name and cards", () => {
    const { choice, slot } = choose('contact reader', 'Odd Contact Reader 0')
    slot(0).card(contact, 'none')
    expect(choice.status()).toEqual({ kind: 'ready', readers: ['Odd Contact Reader 0'] })
    expect(choice.isUsed(slot(0))).toBe(true)
  })

  test('a name in the config that matches several slots of a reader selects the contactless one', () => {
    const { choice, slot } = choose('acr1252', ...dual)
    expect(choice.status()).toMatchObject({ kind: 'ready', readers: [dual[0]] })
    expect(choice.isUsed(slot(1))).toBe(false)
  })

  test('a name in the config that matches no slot: the connected ones are listed', () => {
    const { choice, slot } = choose('OMNIKEY', ...dual)
    expect(choice.status()).toEqual({ kind: 'no-such-reader', present: dual })
    choice.remove(slot(0))
    choice.remove(slot(1))
    expect(choice.status()).toEqual({ kind: 'no-reader' })
  })

  test('if the named reader is unplugged there is no reader, whatever else is connected', () => {
    const { choice, slot } = choose('ACR122', 'ACS ACR122U PICC Interface 0', 'Reader 0')
    choice.remove(slot(0))
    expect(choice.status()).toEqual({
      kind: 'no-reader',
      others: [{ name: 'Reader 0', why: 'reader.name is not in its name' }],
    })
  })
})
