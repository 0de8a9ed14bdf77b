interface DragEvent extends Event {
  readonly dataTransfer?: { dropEffect: string } | null
}

/** Blocks drag and drop: the page would open or read a dropped file or link. */
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
