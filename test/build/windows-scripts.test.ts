import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }
import { parsePowerShell } from '../support/powershell.ts'

/** The scripts for Windows, by their text: each promise as the order and the arguments of their commands. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const windows = join(root, 'build/windows')
const script = (name: string) => parsePowerShell(readFileSync(join(windows, name), 'utf8'))
const scripts = readdirSync(windows).filter((name) => name.endsWith('.ps1'))
const documented = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    [...readFileSync(join(root, 'docs', name), 'utf8').matchAll(/^```powershell\n([^]*?)^```$/gm)].map(
      ([, text = '']) => ({ name, text }),
    ),
  )

/** What Windows PowerShell 5.1 does not know, and PowerShell 7 does. */
const onlyPowerShell7 = [
  /\?\?|\?\.|\?\[/,
  /&&|\|\|/,
  /\s\?\s/,
  /-AsHashtable|-Parallel|-AsByteStream|-SkipCertificateCheck/i,
  /Export\w*Pem\b|ImportFromPem|ExportPkcs8PrivateKey\(/,
  /-Encoding\s+utf8NoBOM/i,
]

test('the check for PowerShell 7 features detects them', () => {
  for (const text of [
    '$a ?? 1',
    '$a && $b',
    '$a ? 1 : 2',
    'ConvertFrom-Json -AsHashtable',
    '$rsa.ExportPkcs8PrivateKeyPem()',
  ])
    expect(
      onlyPowerShell7.some((pattern) => pattern.test(text)),
      text,
    ).toBe(true)
})

test('a script with a syntax error would be reported', () => {
  expect(parsePowerShell('if ($a) { Get-Item (').errors).not.toEqual([])
})

test.each(scripts)('%s parses, and needs only Windows PowerShell 5.1', (name) => {
  const { errors, code } = script(name)
  expect(errors).toEqual([])
  expect(readFileSync(join(windows, name), 'utf8')).toMatch(/^#Requires -Version 5\.1$/m)
  expect(onlyPowerShell7.filter((pattern) => pattern.test(code))).toEqual([])
})

test('so do the scripts in the documentation', () => {
  expect(documented.length).toBeGreaterThan(2)
  for (const { name, text } of documented) {
    const { errors, code } = parsePowerShell(text)
    expect(errors, `${name}: ${text}`).toEqual([])
    expect(
      onlyPowerShell7.filter((pattern) => pattern.test(code)),
      `${name}: ${text}`,
    ).toEqual([])
  }
})

test('commands in the documentation run the kiosk on Windows by its full path and wait for it', () => {
  const runs = documented.filter(({ text }) => text.includes('Shifts Badge Kiosk.exe'))
  expect(runs.length).toBeGreaterThan(1)
  for (const { text } of runs) {
    expect(text).toContain('"$env:ProgramFiles\\Shifts Badge Kiosk\\Shifts Badge Kiosk.exe"')
    for (const start of parsePowerShell(text).commands.filter((command) => command.includes('$kiosk')))
      expect(start).toMatch(/^Start-Process \$kiosk -Wait /)
  }
})

test('what Windows PowerShell 5.1 reads is ASCII, since it reads files without a BOM in the local code page', () => {
  for (const name of readdirSync(windows))
    // eslint-disable-next-line no-control-regex -- the whole of ASCII, control characters included
    expect(readFileSync(join(windows, name), 'utf8'), name).toMatch(/^[\x00-\x7f]*$/)
})

describe('install-kiosk.ps1', () => {
  const { commands, code } = script('install-kiosk.ps1')
  const first = (start: string) => commands.findIndex((command) => command.startsWith(start))
  const last = (start: string) => commands.findLastIndex((command) => command.startsWith(start))
  const inOrder = (...positions: readonly number[]) => {
    expect(positions).not.toContain(-1)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
  }

  test('disables the task before a file is replaced, and enables it again afterwards', () => {
    inOrder(
      first('Disable-ScheduledTask'),
      first('Stop-Kiosk'),
      first('Start-Process msiexec'),
      first('Copy-Item'),
      first('Register-ScheduledTask'),
      last('Enable-ScheduledTask'),
      last('Start-ScheduledTask'),
    )
    // Also where something in between fails.
    expect(code.slice(code.indexOf('} finally {'))).toContain('Enable-ScheduledTask')
  })

  test('ends the kiosk that Shell Launcher has started again during the installation', () => {
    const installed = first('Start-Process msiexec')
    inOrder(installed, commands.indexOf('Stop-Kiosk', installed), first('& icacls'), first('Copy-Item'))
  })

  test('ends it again once the config is copied, if no task would start it with the new one', () => {
    expect(code).toMatch(/Copy-Item[^]*\n {2}if \(\$Start -ne 'Task'\) \{ Stop-Kiosk \}\n/)
  })

  test('accepts the files of -Replace as one string too, as powershell -File passes them', () => {
    const split = code.indexOf("$Replace | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() }")
    expect(split).not.toBe(-1)
    expect(split).toBeLessThan(code.indexOf('foreach ($name in $Replace)'))
    const help = readFileSync(join(windows, 'install-kiosk.ps1'), 'utf8')
    expect(help).toContain('-Replace kiosk.pem,kiosk.key')
  })

  test('reports wrong parameters before it changes anything', () => {
    expect(code.lastIndexOf('throw "-Replace')).toBeLessThan(code.indexOf('Disable-ScheduledTask'))
    for (const problem of ['throw "There is no config.json', 'throw "There is no $taskFile'])
      inOrder(code.indexOf(problem), code.indexOf('Disable-ScheduledTask'))
  })

  test('replaces config.json and what -Replace names, and keeps every other existing file', () => {
    expect(code).toMatch(
      /if \(\$isThere -and \$name -ne 'config\.json' -and \$Replace -notcontains \$name\) \{\s+Write-Output "Kept: \$target"\s+\} else \{[^}]*Copy-Item/,
    )
    const copies = commands.filter((command) => /^(?:Copy|Move)-Item|^robocopy|^xcopy/i.test(command))
    // A policy that somebody has marked read-only is replaced all the same.
    expect(copies).toEqual([
      "Copy-Item -LiteralPath (Join-Path $Config $name) -Destination $target -Force:($name -eq 'config.json')",
    ])
  })

  test('protects the folder before anything secret is in it', () => {
    inOrder(first('& icacls $folder /setowner'), first('& icacls $folder /inheritance:r'), first('Copy-Item'))
  })

  test('makes a site key on a computer that never had a kiosk, once the folder is protected', () => {
    inOrder(
      code.indexOf("$isFirstTime = -not (Test-Path -LiteralPath (Join-Path $folder 'config.json'))"),
      code.indexOf('& icacls $folder /inheritance:r'),
      code.indexOf(
        "if ($isFirstTime -and $files -notcontains 'site.key' -and -not (Test-Path -LiteralPath $siteKey)",
      ),
      code.indexOf('RandomNumberGenerator]::Create()'),
      code.indexOf('Set-Content -LiteralPath $siteKey'),
      code.indexOf('Copy-Item'),
    )
    for (const name of ['site.key', 'journal.db'])
      expect(code).toContain(`-not (Test-Path -LiteralPath (Join-Path $data '${name}'))`)
  })

  test('removes all rights of whoever created the folder before it, and follows no link of theirs', () => {
    expect(code).toMatch(/\$madeBy -notin 'S-1-5-18', 'S-1-5-32-544'/)
    inOrder(
      first('& icacls $folder /setowner'),
      first("& icacls $folder /setowner '*S-1-5-32-544' /T"),
      first('& icacls $folder /reset /T'),
      first('& icacls $folder /inheritance:r'),
    )
    inOrder(code.indexOf('ReparsePoint'), code.indexOf('is a link'), code.indexOf('Disable-ScheduledTask'))
  })

  test('has Windows run the smart card service from the start on, and start it with a reader as before', () => {
    inOrder(first('Set-Service -Name SCardSvr -StartupType Automatic'), first('Start-Service -Name SCardSvr'))
    expect(code).not.toMatch(/triggerinfo/i)
  })

  test('has the task or Shell Launcher start the kiosk, never both', () => {
    expect(code).toMatch(/ValidateSet\('Task', 'ShellLauncher', 'None'\)\] \[string\] \$Start = 'Task'/)
    expect(code).toMatch(
      /if \(\$Start -eq 'Task'\) \{[^}]*Register-ScheduledTask[^}]*\} elseif \(\$task\) \{\s+Unregister-ScheduledTask/,
    )
  })

  test('ends with what the installer ended with', () => {
    expect(code).toMatch(/if \(\$installer\.ExitCode -notin 0, 3010\) \{ exit \$installer\.ExitCode \}/)
    expect(code.trimEnd()).toMatch(/exit \$installer\.ExitCode$/)
  })
})

test('kiosk-task.xml restarts a dead kiosk within a minute, also in the session it was registered in', () => {
  const task = readFileSync(join(windows, 'kiosk-task.xml'), 'utf8')
  const [timeTrigger = ''] = /<TimeTrigger>[^]*<\/TimeTrigger>/.exec(task) ?? []
  // Has begun already and never ends.
  expect(timeTrigger).toContain('<StartBoundary>2020-01-01T00:00:00</StartBoundary>')
  expect(timeTrigger).toContain('<Interval>PT1M</Interval>')
  expect(timeTrigger).not.toMatch(/<Duration>|<EndBoundary>/)
  // Nothing happens while nobody is logged on, or while the kiosk runs.
  expect(task).toContain('<LogonType>InteractiveToken</LogonType>')
  expect(task).toContain('<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>')
})

// app-builder-lib: targets/nsis/nsisUtil.js adds elevate.exe to every installer per machine; templates/nsis/include/
// installer.nsh keeps the copy, templates/nsis/installSection.nsh inserts customInstall after both; appInfo.js names it.
test('an .exe installer leaves neither elevate.exe nor a copy of itself behind', () => {
  const { nsis } = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as {
    nsis: { include: string; perMachine: boolean }
  }
  expect(nsis).toMatchObject({ include: 'build/windows/installer.nsh', perMachine: true })
  const macro = readFileSync(join(root, nsis.include), 'utf8')
  expect(macro).toMatch(
    /!macro customInstall\n {2}Delete "\$INSTDIR\\resources\\elevate\.exe"\n {2}SetShellVarContext current\n {2}Delete "\$LOCALAPPDATA\\\$\{APP_INSTALLER_STORE_FILE\}"\n[^]*SetShellVarContext all\n!macroend\n/,
  )
  expect(macro).toContain(`RMDir "$LOCALAPPDATA\\${packageJson.name}-updater"`)
})

describe('register-app.ps1', () => {
  const { code } = script('register-app.ps1')

  test('asks for the one permission that the kiosk needs', () => {
    expect(code.match(/'[A-Z]\w+\.(?:Read|ReadWrite)\.All'/g)).toEqual([
      "'Application.ReadWrite.All'",
      "'AppRoleAssignment.ReadWrite.All'",
      "'Schedule.ReadWrite.All'",
    ])
  })

  test('reads the certificate before it registers anything', () => {
    expect(code.indexOf('X509Certificate2]::new')).toBeLessThan(code.indexOf('Connect-MgGraph'))
  })

  test('adds before it removes, and writes back the keys it has read', () => {
    const adds = code.indexOf("Type = 'AsymmetricX509Cert'")
    expect(adds).toBeGreaterThan(code.indexOf("-Property 'Id,KeyCredentials'"))
    expect(code.lastIndexOf('Test-Removed $_')).toBeGreaterThan(adds)
    expect(code.match(/Update-MgApplication/g)).toHaveLength(1)
  })
})

test('new-certificate.ps1 overwrites no key and no certificate', () => {
  const { code } = script('new-certificate.ps1')
  expect(code.indexOf('is there already')).toBeLessThan(code.indexOf('CngKey]::Create'))
})

describe('sign-with-store.ps1', () => {
  const { code } = script('sign-with-store.ps1')

  test('takes what the kiosk adds to a command: version, algorithm, thumbprint, in this order', () => {
    expect(code).toMatch(
      /Position = 0\)\] \[ValidateSet\('v1'\)\][^]*Position = 1\)\] \[ValidateSet\('PS256', 'RS256'\)\][^]*Position = 2\)\] \[ValidatePattern\('\^\[0-9A-Fa-f\]\{40\}\$'\)\]/,
    )
  })

  // .NET Framework: RSACng pads with a salt as long as the hash, as PS256 takes it; RSACryptoServiceProvider knows no PSS.
  test('signs with a CNG key, SHA-256 and PSS, and takes no key out of the store', () => {
    expect(code).toContain('-isnot [System.Security.Cryptography.RSACng]')
    expect(code).toMatch(/\$padding = \[System\.Security\.Cryptography\.RSASignaturePadding\]::Pss$/m)
    expect(code).toMatch(/SignData\(\$data\.ToArray\(\), \[[\w.]+HashAlgorithmName\]::SHA256, \$padding\)/)
    expect(code).not.toMatch(/Export|ToXmlString/)
  })

  test('is in the package for Windows, where docs/deploy.md names it', () => {
    const { win } = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as {
      win: { extraResources: readonly { from: string; to: string }[] }
    }
    expect(win.extraResources).toContainEqual({
      from: 'build/windows/sign-with-store.ps1',
      to: 'sign-with-store.ps1',
    })
    expect(readFileSync(join(root, 'docs/deploy.md'), 'utf8')).toContain(
      'C:\\\\Program Files\\\\Shifts Badge Kiosk\\\\resources\\\\sign-with-store.ps1',
    )
  })
})
