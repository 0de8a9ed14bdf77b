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
  Files of -Config to replace although they are there already, by their paths in that folder, such as roster.csv.
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

# What is wrong with the parameters is said before anything is changed.
$Package = (Resolve-Path -LiteralPath $Package).ProviderPath
$Config = (Resolve-Path -LiteralPath $Config).ProviderPath.TrimEnd('\')
if (-not (Test-Path -LiteralPath (Join-Path $Config 'config.json'))) { throw "There is no config.json in $Config" }
$files = @(Get-ChildItem -LiteralPath $Config -File -Recurse |
    ForEach-Object { $_.FullName.Substring($Config.Length + 1) })
foreach ($name in $Replace) {
  if ($files -notcontains $name) { throw "-Replace names $name, which is not in $Config" }
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
  # Any user may make folders in ProgramData, and who made one may change its rights.
  & icacls $folder /setowner '*S-1-5-32-544' | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not make administrators the owner of $folder" }
  # By SID, since the names of these groups are translated: SYSTEM, Administrators. Nobody else inherits anything.
  & icacls $folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' "${Account}:(OI)(CI)RX" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not protect $folder" }
  & icacls $data /grant:r "${Account}:(OI)(CI)M" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls could not give $Account its data folder" }

  foreach ($name in $files) {
    $target = Join-Path $folder $name
    $isThere = Test-Path -LiteralPath $target
    if ($isThere -and $name -ne 'config.json' -and $Replace -notcontains $name) {
      Write-Output "Kept: $target"
    } else {
      New-Item -ItemType Directory -Force (Split-Path $target) | Out-Null
      Copy-Item -LiteralPath (Join-Path $Config $name) -Destination $target
    }
  }

  # By default Windows starts this service with the first reader and stops it with the last one. The trigger stays, so
  # that a reader that comes back brings the service back. Without a reader it may end at once, which is no failure.
  Set-Service -Name SCardSvr -StartupType Automatic
  Start-Service -Name SCardSvr -ErrorAction SilentlyContinue

  if ($Start -eq 'Task') {
    $xml = Get-Content -Raw (Join-Path $PSScriptRoot 'kiosk-task.xml')
    $xml = $xml.Replace('KIOSK_ACCOUNT', [System.Security.SecurityElement]::Escape($Account))
    Register-ScheduledTask -TaskName $taskName -Xml $xml -Force | Out-Null
  } elseif ($task) {
    Unregister-ScheduledTask -TaskName $taskName -Confirm:$false
  }
} finally {
  # Also after a failure: the version that is there goes on.
  if (Get-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue) {
    Enable-ScheduledTask -TaskName $taskName | Out-Null
    # The account is logged on already, or this does nothing and the log-on starts the kiosk.
    Start-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
  }
}
exit $installer.ExitCode
