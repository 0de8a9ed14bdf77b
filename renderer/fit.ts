/**
 * Text size: 1 is comfortable, 0 is the smallest that is legible from where people stand, -1 is the smallest
 * ever used, for an unforeseen panel or text. `theme.css` derives sizes from it.
 */
const comfortable = 1
const legible = 0
const smallest = -1
const searchSteps = 7

/**
 * Sets `--fit` on `picture` to the largest value at which nothing on the screen overflows.
 * `causes`: everything the content and the space depend on, so that an effect which reads them calls this
 * again.
 */
export function fitPicture(picture: HTMLElement | undefined, causes: object): void {
  if (picture === undefined || Object.keys(causes).length === 0) return
  picture.toggleAttribute('data-brief', false)
  if (fitsAt(picture, comfortable)) return
  if (largestFit(picture) >= legible) return
  // With slots there is less space: keep the text that must be read from a distance, and hide the reason.
  picture.toggleAttribute('data-brief', picture.classList.contains('shared'))
  largestFit(picture)
}

/** Binary search; leaves `picture` at the largest size that fits. */
function largestFit(picture: HTMLElement): number {
  let fits = smallest
  let tooLarge = comfortable
  for (let step = 0; step < searchSteps; step += 1) {
    const middle = (fits + tooLarge) / 2
    if (fitsAt(picture, middle)) fits = middle
    else tooLarge = middle
  }
  // Still too large: break words rather than cut them off.
  picture.toggleAttribute('data-cramped', !fitsAt(picture, fits))
  return fits
}

function fitsAt(picture: HTMLElement, fit: number): boolean {
  picture.toggleAttribute('data-cramped', false)
  picture.style.setProperty('--fit', fit.toFixed(4))
  const isTooTall = (element: Element) => element.scrollHeight > element.clientHeight + 1
  const isTooWide = (element: Element) => element.scrollWidth > element.clientWidth
  return (
    ![...picture.querySelectorAll('[data-fits=height]')].some(isTooTall) &&
    ![...picture.querySelectorAll('[data-fits=width]')].some(isTooWide)
  )
}
