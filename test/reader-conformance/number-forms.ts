/**
 * Finds a badge's number in a text, in any form it may have: hex in either case, its bytes parted or not, in either
 * order, whole or three bytes of it in a row; decimal in either order. Gives the forms found.
 */
export function numberFormsIn(text: string, uid: string): readonly string[] {
  const bytes = uid.toLowerCase().match(/../g) ?? []
  const orders = [bytes, [...bytes].reverse()]
  const decimals = orders.map((order) => BigInt(`0x${order.join('')}`).toString())
  const windows = orders.flatMap((order) => order.slice(2).map((_, at) => order.slice(at, at + 3).join('')))
  const squeezed = text.toLowerCase().replace(/[^0-9a-z]/g, '')
  return [
    ...decimals.filter((form) => text.includes(form)),
    ...windows.filter((form) => squeezed.includes(form)),
  ]
}
