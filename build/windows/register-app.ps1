#Requires -Version 5.1
#Requires -Modules Microsoft.Graph.Applications
<#
.SYNOPSIS
  Registers the app that kiosks sign in as: the one permission it needs, with admin consent, and a certificate a kiosk.
.DESCRIPTION
  Run by somebody who may consent (Privileged Role Administrator). One registration may serve all kiosks, with a
  certificate for each: run it again with -ClientId to add some or to remove some. Certificates are added before any is
  removed, and one that is there already is left as it is, so a run that was interrupted is simply run again. Prints what
  belongs into the config file, and which certificates the registration holds.
.PARAMETER Certificate
  Certificates of kiosks, PEM or DER; wildcards are fine. The private keys are not needed and do not leave the kiosks.
.PARAMETER ClientId
  An app registration that is there already.
.PARAMETER Remove
  SHA-1 thumbprints of certificates to take away, such as those of a kiosk that was decommissioned or stolen.
.PARAMETER RemoveExpired
  Takes away those that have expired.
#>
param(
  [string[]] $Certificate = @(),
  [string] $ClientId,
  [string[]] $Remove = @(),
  [switch] $RemoveExpired
)
$ErrorActionPreference = 'Stop'
if (-not $ClientId -and -not $Certificate) { throw 'A new registration needs -Certificate; one that is there, -ClientId' }

# First, so that a wrong file leaves no app registration without a certificate behind.
$wanted = @(foreach ($path in $Certificate) {
  foreach ($file in Resolve-Path $path) {
    [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($file.Path)
  }
})
$removed = @($Remove | ForEach-Object { $_ -replace '[^0-9A-Fa-f]', '' })
foreach ($thumbprint in $removed) {
  if ($thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { throw "$thumbprint is no SHA-1 thumbprint" }
  if ($wanted.Thumbprint -contains $thumbprint) { throw "$thumbprint is to be added and to be removed" }
}
Connect-MgGraph -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome

if ($ClientId) {
  $app = Get-MgApplication -Filter "appId eq '$ClientId'"
  if (-not $app) { throw "There is no app registration with the client ID $ClientId" }
} else {
  $graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
  # It covers reading, too.
  $role = $graph.AppRoles | Where-Object Value -eq 'Schedule.ReadWrite.All'
  $app = New-MgApplication -DisplayName 'Shifts Badge Kiosk' -SignInAudience AzureADMyOrg -RequiredResourceAccess @{
    ResourceAppId  = $graph.AppId
    ResourceAccess = @(@{ Id = $role.Id; Type = 'Role' })
  }
  $principal = New-MgServicePrincipal -AppId $app.AppId
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id `
    -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
}

# The public keys are returned only if they are requested by name ("keyCredential resource type"), and have to be sent back.
function Get-Keys { @((Get-MgApplication -ApplicationId $app.Id -Property 'Id,KeyCredentials').KeyCredentials) }
function Get-Thumbprint($Key) {
  [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([byte[]] $Key.Key).Thumbprint
}

# An update replaces the whole list: a run beside this one may have written between our reading and our writing. So what is
# wanted is looked for again after a pause, and written again where the other run has undone it.
$mostTries = 5
function Set-Keys([scriptblock] $IsAsWanted, [scriptblock] $Change) {
  for ($try = 1; $try -le $mostTries; $try++) {
    $keys = Get-Keys
    if (& $IsAsWanted $keys) { return }
    Update-MgApplication -ApplicationId $app.Id -KeyCredentials @(& $Change $keys)
    Start-Sleep -Seconds (Get-Random -Minimum 5 -Maximum 20)
  }
  if (-not (& $IsAsWanted (Get-Keys))) { throw 'Another run changes the certificates all the time: try again later' }
}

Set-Keys -IsAsWanted {
  param($keys)
  $there = @($keys | ForEach-Object { Get-Thumbprint $_ })
  -not ($wanted | Where-Object { $there -notcontains $_.Thumbprint })
} -Change {
  param($keys)
  $there = @($keys | ForEach-Object { Get-Thumbprint $_ })
  $keys
  foreach ($one in $wanted | Where-Object { $there -notcontains $_.Thumbprint }) {
    @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $one.RawData; DisplayName = $one.Subject }
  }
}

function Test-Removed($Key) {
  ($removed -contains (Get-Thumbprint $Key)) -or ($RemoveExpired -and $Key.EndDateTime -lt [datetime]::UtcNow)
}
Set-Keys -IsAsWanted {
  param($keys)
  -not ($keys | Where-Object { Test-Removed $_ })
} -Change {
  param($keys)
  $keys | Where-Object { -not (Test-Removed $_) }
}

[pscustomobject]@{
  tenantId     = (Get-MgContext).TenantId
  clientId     = $app.AppId
  certificates = @(Get-Keys | ForEach-Object {
    [pscustomobject]@{ name = $_.DisplayName; thumbprint = Get-Thumbprint $_; endsAt = $_.EndDateTime }
  })
} | ConvertTo-Json -Depth 3
