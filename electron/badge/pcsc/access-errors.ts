/**
 * PC/SC error codes (pcsc-lite's PCSC/pcsclite.h, winscard.h) that mean this account may not use the service.
 */
const accessDenied: readonly string[] = [
  /**
   * SCARD_W_SECURITY_VIOLATION: from pcscd 2 when polkit denies a card (src/winscard_svc.c, "access_card").
   */
  '0x8010006a',
  /** SCARD_E_NO_ACCESS */
  '0x80100027',
  /** ERROR_ACCESS_DENIED, from Windows itself. */
  '0x00000005',
]

/**
 * SCARD_F_COMM_ERROR. pcscd disconnects a client that polkit denies (src/winscard_svc.c, "access_pcsc"), and
 * libpcsclite reports that with this code (src/winscard_msg.c, MessageReceive, "peer closed the socket").
 */
const hungUp = '0x80100013'

/** Whether `text`, a PC/SC error message, means that this account may not use the smart card service. */
export function isAccessDenied(text: string): boolean {
  const lower = text.toLowerCase()
  if (accessDenied.some((code) => lower.includes(code))) return true
  return lower.includes('scardestablishcontext') && lower.includes(hungUp)
}
