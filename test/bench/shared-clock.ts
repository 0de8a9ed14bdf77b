/**
 * Milliseconds since the Unix epoch, with fractions, that go on evenly: the wall clock as it was when the process
 * (or page) began, carried on by the monotonic clock. All processes of a computer and the pages of its browsers agree
 * on it within a millisecond as long as nobody sets the clock meanwhile.
 */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now()
}
