#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs or upgrades the kiosk without a question: package, config, rights, start at log-on.
.DESCRIPTION
  For Intune (Win32 app), Configuration Manager or a start-up script of Group Policy. May run again at any time: it
  brings the computer to the same state. Ends with the installer's exit code (0, or 3010 for a restart).
.PARAMETER Package
  The .msi file.
.PARAMETER Config
  Folder with config.json and what it names: certificate, key, roster. Copied over what is there.
.PARAMETER Account
  The account the kiosk runs under, such as KIOSK01\kiosk: an ordinary user, no administrator.
#>
param(
  [Parameter(Mandatory)] [string] $Package,
  [Parameter(Mandatory)] [string] $Config,
  [Parameter(Mandatory)] [string] $Account
)
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramData 'Shifts Badge Kiosk'
$data = Join-Path $folder 'data'

$log = Join-Path $env:TEMP 'shifts-badge-kiosk-install.log'
$installer = Start-Process msiexec -Wait -PassThru -ArgumentList "/i `"$Package`" /qn /norestart /l*v `"$log`""
if ($installer.ExitCode -notin 0, 3010) { exit $installer.ExitCode }

New-Item -ItemType Directory -Force $folder, $data | Out-Null
# By SID, since the names of these groups are translated: SYSTEM, Administrators. Nobody else inherits anything.
& icacls $folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' "${Account}:(OI)(CI)RX" | Out-Null
if ($LASTEXITCODE -ne 0) { throw "icacls could not protect $folder" }
& icacls $data /grant:r "${Account}:(OI)(CI)M" | Out-Null
if ($LASTEXITCODE -ne 0) { throw "icacls could not give $Account its data folder" }
Copy-Item (Join-Path $Config '*') $folder -Recurse -Force

$task = (Get-Content -Raw (Join-Path $PSScriptRoot 'kiosk-task.xml')).Replace('KIOSK_ACCOUNT', $Account)
Register-ScheduledTask -TaskName 'Shifts Badge Kiosk' -Xml $task -Force | Out-Null
# After an upgrade the account is logged on already; where it is not, this does nothing and the log-on starts it.
Start-ScheduledTask -TaskName 'Shifts Badge Kiosk' -ErrorAction SilentlyContinue
exit $installer.ExitCode
