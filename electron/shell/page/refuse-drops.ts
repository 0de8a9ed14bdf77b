interface DragEvent extends Event {
  readonly dataTransfer?: { dropEffect: string } | null
}

/** What is dropped on a page (a file, a link out of another window) would be opened in its place, or read by it. */
export function refuseDrops(page: EventTarget): void {
  for (const kind of ['dragstart', 'dragenter', 'dragover', 'drop'])
    page.addEventListener(
      kind,
      (event: DragEvent) => {
        event.preventDefault()
        event.stopImmediatePropagation()
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
      },
      { capture: true },
    )
}
