/** Error codes of PC/SC (pcsc-lite's PCSC/pcsclite.h, winscard.h) that mean this account may not use the service. */
const accessDenied: readonly string[] = [
  /** SCARD_W_SECURITY_VIOLATION: pcscd 2 gives it where polkit refuses a card (src/winscard_svc.c, "access_card"). */
  '0x8010006a',
  /** SCARD_E_NO_ACCESS */
  '0x80100027',
  /** ERROR_ACCESS_DENIED, of Windows itself. */
  '0x00000005',
]

/**
 * SCARD_F_COMM_ERROR. pcscd hangs up on a client that polkit refuses (src/winscard_svc.c, "access_pcsc"), which
 * libpcsclite tells so (src/winscard_msg.c, MessageReceive, "peer closed the socket").
 */
const hungUp = '0x80100013'

/** Whether `text`, the words of a PC/SC error, means that this account has no right to use the smart card service. */
export function isAccessDenied(text: string): boolean {
  const lower = text.toLowerCase()
  if (accessDenied.some((code) => lower.includes(code))) return true
  return lower.includes('scardestablishcontext') && lower.includes(hungUp)
}
