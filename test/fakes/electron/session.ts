import { EventEmitter } from 'node:events'
import { Agent } from 'node:http'
import type { OnBeforeRequestListenerDetails, Protocol, ProxyConfig, Session } from 'electron'
import type { Recorder } from './recorder.ts'

type PermissionRequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type PermissionCheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type DevicePermissionHandler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>
type BluetoothPairingHandler = NonNullable<Parameters<Session['setBluetoothPairingHandler']>[0]>
type BeforeRequest = (
  details: Pick<OnBeforeRequestListenerDetails, 'url'>,
  callback: (response: Electron.CallbackResponse) => void,
) => void

export class FakeSession
  extends EventEmitter
  implements
    Pick<
      Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setBluetoothPairingHandler'
      | 'closeAllConnections'
      | 'setProxy'
      | 'resolveProxy'
    >
{
  permissionRequest: PermissionRequestHandler | null = null
  permissionCheck: PermissionCheckHandler | null = null
  devicePermission: DevicePermissionHandler | null = null
  bluetoothPairing: BluetoothPairingHandler | null = null
  beforeRequest: BeforeRequest | undefined
  readonly schemes = new Map<string, (request: Request) => Response | Promise<Response>>()
  readonly protocol: Pick<Protocol, 'handle' | 'isProtocolHandled'>
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.beforeRequest = listener
    },
  }

  /** Its connections, which are kept open. */
  readonly agent = new Agent({ keepAlive: true })
  /** `host:port`. */
  proxy: string | undefined

  readonly #record: Recorder
  readonly #partition: string

  constructor(record: Recorder, partition: string) {
    super()
    this.#record = record
    this.#partition = partition
    this.protocol = {
      handle: (scheme, handler) => {
        record('session.protocol.handle', partition, scheme)
        if (this.schemes.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
        this.schemes.set(scheme, handler)
      },
      isProtocolHandled: (scheme) => this.schemes.has(scheme),
    }
  }
  closeAllConnections(): Promise<void> {
    this.#record('session.closeAllConnections', this.#partition)
    this.agent.destroy()
    return Promise.resolve()
  }
  setProxy({ proxyRules = '' }: ProxyConfig): Promise<void> {
    this.proxy = proxyRules === '' ? undefined : proxyRules
    return Promise.resolve()
  }
  resolveProxy(): Promise<string> {
    return Promise.resolve(this.proxy === undefined ? 'DIRECT' : `PROXY ${this.proxy}`)
  }
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: DevicePermissionHandler | null): void {
    this.devicePermission = handler
  }
  setBluetoothPairingHandler(handler: BluetoothPairingHandler | null): void {
    this.bluetoothPairing = handler
  }
}
