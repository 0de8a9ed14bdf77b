/** Where the site key is looked up. Paths are absolute. */
export type SiteKeyPlaces =
  /** Named by `storage.siteKeyPath`: only there. */
  | { readonly kind: 'named'; readonly path: string }
  /** First machine-wide, where an administrator puts it; then in the data folder, made by the kiosk. */
  | { readonly kind: 'default'; readonly machineWide: string; readonly dataFolder: string }
