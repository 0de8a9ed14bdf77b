/**
 * How large the words are: 1 as large as is pleasant, 0 as small as is still legible from where people stand,
 * -1 as small as they ever get, for a panel or a text nobody has reckoned with. `theme.css` makes sizes of it.
 */
const comfortable = 1
const legible = 0
const smallest = -1
const searchSteps = 7

/**
 * Sets `--fit` on `picture` to the largest value at which nothing of the screen sticks out of its place.
 * `causes`: whatever its contents and its room depend on; an effect that reads them calls again when one changes.
 */
export function fitPicture(picture: HTMLElement | undefined, causes: object): void {
  if (picture === undefined || Object.keys(causes).length === 0) return
  picture.toggleAttribute('data-brief', false)
  if (fitsAt(picture, comfortable)) return
  if (largestFit(picture) >= legible) return
  // Beside others there is less room: what has to be read from afar stays legible, and the reason is left out.
  picture.toggleAttribute('data-brief', picture.classList.contains('shared'))
  largestFit(picture)
}

/** Tries sizes by halves, and leaves `picture` at the largest that fits. */
function largestFit(picture: HTMLElement): number {
  let fits = smallest
  let tooLarge = comfortable
  for (let step = 0; step < searchSteps; step += 1) {
    const middle = (fits + tooLarge) / 2
    if (fitsAt(picture, middle)) fits = middle
    else tooLarge = middle
  }
  // Still too large: then rather a word broken in the middle than one cut off.
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
