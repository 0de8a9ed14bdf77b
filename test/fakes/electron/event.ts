/** An event as Electron hands it to listeners. */
export interface FakeEvent {
  defaultPrevented: boolean
  readonly preventDefault: () => void
}

export function fakeEvent<Details extends object>(details?: Details): Details & FakeEvent {
  const event = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true
    },
    ...(details ?? ({} as Details)),
  }
  return event
}
