import { EventEmitter } from 'node:events'
import type { Display, Rectangle, Screen } from 'electron'

/** One display of 1920 × 1080 until a test says otherwise; the first is the primary one. */
export class FakeScreen extends EventEmitter implements Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'> {
  displays: readonly Display[] = [fakeDisplay(1)]
  getAllDisplays(): Display[] {
    return [...this.displays]
  }
  getPrimaryDisplay(): Display {
    return this.displays[0] ?? fakeDisplay(1)
  }
  /** The rectangle around all displays. */
  layout(): Rectangle {
    const boxes = this.displays.map(({ bounds }) => bounds)
    const x = Math.min(...boxes.map((box) => box.x))
    const y = Math.min(...boxes.map((box) => box.y))
    return {
      x,
      y,
      width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
      height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
    }
  }
}

export function fakeDisplay(id: number, bounds: Partial<Rectangle> = {}, label = `Display ${id}`): Display {
  const display: Pick<Display, 'id' | 'label' | 'bounds'> = {
    id,
    label,
    bounds: { x: 0, y: 0, width: 1920, height: 1080, ...bounds },
  }
  return display as Display
}
