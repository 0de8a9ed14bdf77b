/** The systems the kiosk ships for, as far as Electron behaves differently on them. */
export const profileNames = ['linux-x11', 'linux-wayland', 'win32', 'darwin'] as const

export type ProfileName = (typeof profileNames)[number]

export function platformOf(profile: ProfileName): NodeJS.Platform {
  switch (profile) {
    case 'linux-x11':
    case 'linux-wayland':
      return 'linux'
    case 'win32':
    case 'darwin':
      return profile
    default:
      return profile satisfies never
  }
}

/**
 * What the session's environment holds beside what the machine's own has. Electron is a Wayland client where
 * XDG_SESSION_TYPE says so (docs/breaking-changes.md, "38.0"), unless `--ozone-platform` says otherwise.
 */
export function environmentOf(profile: ProfileName): Readonly<Record<string, string>> {
  switch (profile) {
    case 'linux-x11':
      return { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' }
    case 'linux-wayland':
      return { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0' }
    case 'win32':
    case 'darwin':
      return {}
    default:
      return profile satisfies never
  }
}

export function isLinux(profile: ProfileName): boolean {
  return platformOf(profile) === 'linux'
}
