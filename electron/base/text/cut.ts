/**
 * Truncates a text to at most `longest` UTF-16 code units without splitting a character. External text is
 * truncated before any regular expression runs on it.
 */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  const last = text.charCodeAt(longest - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return text.slice(0, isHalf ? longest - 1 : longest)
}
