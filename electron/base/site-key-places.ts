/** Where the site key is looked for. Paths are absolute. */
export type SiteKeyPlaces =
  /** `storage.siteKeyPath` names it: there and nowhere else. */
  | { readonly kind: 'named'; readonly path: string }
  /** Machine-wide first, where an administrator puts it; else `site.key` in the data folder, which the kiosk makes. */
  | { readonly kind: 'default'; readonly machineWide: string; readonly dataFolder: string }
