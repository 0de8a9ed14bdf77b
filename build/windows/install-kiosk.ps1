#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs or upgrades the kiosk without a question: package, config, rights, smart card service, start at log-on.
.DESCRIPTION
  For Intune (Win32 app), Configuration Manager or a start-up script of Group Policy. May run again at any time: it
  brings the computer to the same state. Ends with the installer's exit code (0, or 3010 for a restart).
.PARAMETER Package
  The .msi file.
.PARAMETER Config
  Folder with config.json and what it names: certificate, key, roster. config.json is the policy and is replaced. Every
  other file is copied where there is none and kept where there is one: a certificate, a key or a roster may have been
  renewed on the kiosk since.
.PARAMETER Account
  The account the kiosk runs under, such as KIOSK01\kiosk: an ordinary user, no administrator. With Shell Launcher's
  own account, kioskUser0.
.PARAMETER Start
  What starts the kiosk. Task: a scheduled task of this script. ShellLauncher: the profile shell-launcher.xml, which you
  push yourself; the task is removed, or two would start it. None: neither.
.PARAMETER Replace
  Files of -Config to replace although they are there already, by their paths in that folder, such as
  -Replace kiosk.pem,kiosk.key.
#>
param(
  [Parameter(Mandatory)] [string] $Package,
  [Parameter(Mandatory)] [string] $Config,
  [Parameter(Mandatory)] [string] $Account,
  [ValidateSet('Task', 'ShellLauncher', 'None')] [string] $Start = 'Task',
  [string[]] $Replace = @()
)
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramData 'Shifts Badge Kiosk'
$data = Join-Path $folder 'data'
$taskName = 'Shifts Badge Kiosk'
$taskFile = Join-Path $PSScriptRoot 'kiosk-task.xml'
# powershell -File passes a list on as one text.
$Replace = @($Replace | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() } | Where-Object { $_ })

# What is wrong with the parameters is said before anything is changed.
$Package = (Resolve-Path -LiteralPath $Package).ProviderPath
$Config = (Resolve-Path -LiteralPath $Config).ProviderPath.TrimEnd('\')
if (-not (Test-Path -LiteralPath (Join-Path $Config 'config.json'))) { throw "There is no config.json in $Config" }
$files = @(Get-ChildItem -LiteralPath $Config -File -Recurse |
    ForEach-Object { $_.FullName.Substring($Config.Length + 1) })
foreach ($name in $Replace) {
  if ($files -notcontains $name) { throw "-Replace names $name, which is not in $Config" }
}
if ($Start -eq 'Task' -and -not (Test-Path -LiteralPath $taskFile)) { throw "There is no $taskFile" }

# An existing kiosk has created its own site key, which may be in a data folder that only its config names.
$isFirstTime = -not (Test-Path -LiteralPath (Join-Path $folder 'config.json'))

# Any user may make folders in ProgramData. Who made this one before the first installation keeps rights of their own in
# it, and rights changed through a link of theirs would be those of any folder they like.
$madeByStranger = $false
if (Test-Path -LiteralPath $folder) {
  $madeBy = (Get-Acl -LiteralPath $folder).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
  $madeByStranger = $madeBy -notin 'S-1-5-18', 'S-1-5-32-544'
}
if ($madeByStranger) {
  foreach ($item in @(Get-Item -LiteralPath $folder -Force) + @(Get-ChildItem -LiteralPath $folder -Force -Recurse)) {
    if ($item.Attributes -band [System.IO.FileAttributes]::ReparsePoint) {
      throw "$($item.FullName) is a link in a folder of ${madeBy}: remove it"
    }
  }
}

function Stop-Kiosk {
  # Nothing asks a kiosk to end: its window refuses to be closed. Killing it loses nothing, since every accepted tap is
  # on disk, and what was being sent is looked up before it is sent again.
  $running = Get-Process -Name 'Shifts Badge Kiosk' -ErrorAction SilentlyContinue
  if ($running) {
    $running | Stop-Process -Force -ErrorAction SilentlyContinue
    $running | Wait-Process -Timeout 30 -ErrorAction SilentlyContinue
  }
}

# A task that starts the kiosk each minute would start it amid the installation, from files half old and half new.
$task = Get-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
if ($task) { Disable-ScheduledTask -TaskName $taskName | Out-Null }
try {
  Stop-Kiosk
  $log = Join-Path $env:TEMP 'shifts-badge-kiosk-install.log'
  $installer = Start-Process msiexec -Wait -PassThru -ArgumentList "/i `"$Package`" /qn /norestart /l*v `"$log`""
  if ($installer.ExitCode -notin 0, 3010) { exit $installer.ExitCode }
  # Shell Launcher has started the kiosk again meanwhile, and that one may be the old version.
  Stop-Kiosk

  New-Item -ItemType Directory -Force $folder, $data | Out-Null
  # An owner may change the rights.
  & icacls $folder /setowner '*S-1-5-32-544' | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not make administrators the owner of $folder" }
  if ($madeByStranger) {
    & icacls $folder /setowner '*S-1-5-32-544' /T /L | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "icacls could not make administrators the owner of what is in $folder" }
    & icacls $folder /reset /T /L | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "icacls could not reset the rights in $folder" }
  }
  # By SID, since the names of these groups are translated: SYSTEM, Administrators. Nobody else inherits anything.
  & icacls $folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' "${Account}:(OI)(CI)RX" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not protect $folder" }
  & icacls $data /grant:r "${Account}:(OI)(CI)M" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not give $Account its data folder" }

  # The key that keeps the journal from being forged: the kiosk reads it here, and cannot exchange it as it could in its
  # data folder. One that comes with -Config is copied below.
  $siteKey = Join-Path $folder 'site.key'
  if ($isFirstTime -and $files -notcontains 'site.key' -and -not (Test-Path -LiteralPath $siteKey) -and
    -not (Test-Path -LiteralPath (Join-Path $data 'site.key')) -and
    -not (Test-Path -LiteralPath (Join-Path $data 'journal.db'))) {
    $bytes = New-Object byte[] 32
    $random = [System.Security.Cryptography.RandomNumberGenerator]::Create()
    $random.GetBytes($bytes)
    $random.Dispose()
    $hex = [System.BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant()
    Set-Content -LiteralPath $siteKey -Value $hex -Encoding Ascii
  }

  foreach ($name in $files) {
    $target = Join-Path $folder $name
    $isThere = Test-Path -LiteralPath $target
    if ($isThere -and $name -ne 'config.json' -and $Replace -notcontains $name) {
      Write-Output "Kept: $target"
    } else {
      New-Item -ItemType Directory -Force (Split-Path $target) | Out-Null
      Copy-Item -LiteralPath (Join-Path $Config $name) -Destination $target -Force:($name -eq 'config.json')
    }
  }
  # Shell Launcher may have started the kiosk with the config that was there before: it starts again with this one.
  if ($Start -ne 'Task') { Stop-Kiosk }

  # By default Windows starts this service with the first reader and stops it with the last one. The trigger stays, so
  # that a reader that comes back brings the service back. Without a reader it may end at once, which is no failure.
  Set-Service -Name SCardSvr -StartupType Automatic
  Start-Service -Name SCardSvr -ErrorAction SilentlyContinue

  if ($Start -eq 'Task') {
    $xml = Get-Content -Raw -LiteralPath $taskFile
    $xml = $xml.Replace('KIOSK_ACCOUNT', [System.Security.SecurityElement]::Escape($Account))
    Register-ScheduledTask -TaskName $taskName -Xml $xml -Force | Out-Null
  } elseif ($task) {
    Unregister-ScheduledTask -TaskName $taskName -Confirm:$false
  }
} finally {
  # Also after a failure: the installed version keeps running.
  if (Get-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue) {
    Enable-ScheduledTask -TaskName $taskName | Out-Null
    # The account is logged on already, or this does nothing and the log-on starts the kiosk.
    Start-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
  }
}
exit $installer.ExitCode
