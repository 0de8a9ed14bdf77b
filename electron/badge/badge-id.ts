/**
 * A badge's number as its chip gives it: the bytes of the UID in upper-case hex, in the order the reader gives
 * them; 4, 7 or 10 bytes (ISO/IEC 14443-3), so 8, 14 or 20 digits.
 */
export type BadgeId = string & { readonly __brand: 'BadgeId' }
