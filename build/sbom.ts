import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import type { ShippedPackage } from './shipped-packages.ts'

/** CycloneDX 1.5 (cyclonedx.org), the parts used here. */
const bom = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string(), name: z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
})
export type Bom = z.infer<typeof bom>

/**
 * The software bill of materials of a package made from the staging copy: npm's own, plus what npm does not
 * know about: Electron and the contents of the bundles. `npm sbom` needs no network. It runs in the staging
 * copy, because in the project `--omit dev` also drops packages that development uses as well.
 */
export function softwareBillOfMaterials(
  staging: string,
  name: string,
  shipped: readonly ShippedPackage[],
): Bom {
  const generated = bom.parse(
    JSON.parse(npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], staging)),
  )
  const { component } = generated.metadata
  const known = new Set(generated.components.map((part) => part['bom-ref']))
  const added = shipped.filter((part) => !known.has(refOf(part)))
  return {
    ...generated,
    // npm uses the folder's name.
    metadata: { ...generated.metadata, component: { ...component, type: 'application', name } },
    components: [...generated.components, ...added.map(componentOf)],
    dependencies: [
      ...generated.dependencies.map((edges) =>
        edges.ref === component['bom-ref']
          ? { ...edges, dependsOn: [...(edges.dependsOn ?? []), ...added.map(refOf)] }
          : edges,
      ),
      ...added.map((part) => ({ ref: refOf(part), dependsOn: [] })),
    ],
  }
}

function refOf({ name, version }: ShippedPackage): string {
  return `${name}@${version}`
}

function componentOf(part: ShippedPackage): Bom['components'][number] {
  const [algorithm = '', hash = ''] = part.integrity.split('-')
  const hashes = [
    { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') },
  ]
  return {
    'bom-ref': refOf(part),
    type: part.as === 'runtime' ? 'framework' : 'library',
    name: part.name,
    version: part.version,
    scope: 'required',
    purl: `pkg:npm/${part.name.replace('@', '%40')}@${part.version}`,
    hashes,
    licenses: [{ license: { id: part.license } }],
  }
}

/**
 * Runs the current npm, or the one on the path. Through Node, because on Windows npm is not an executable.
 */
function npm(args: readonly string[], cwd: string): string {
  const script = process.env['npm_execpath']
  const options = { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  if (script?.endsWith('.js') === true) return execFileSync(process.execPath, [script, ...args], options)
  return execFileSync('npm', [...args], { ...options, shell: process.platform === 'win32' })
}
