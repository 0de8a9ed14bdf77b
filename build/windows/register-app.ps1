#Requires -Version 5.1
#Requires -Modules Microsoft.Graph.Applications
<#
.SYNOPSIS
  Registers the app that kiosks sign in as: the one permission it needs, with admin consent, and a certificate.
.DESCRIPTION
  Run once by somebody who may consent (Privileged Role Administrator). One registration may serve all kiosks, with a
  certificate for each: run it again with -ClientId to add one. Prints what belongs into the config file.
.PARAMETER Certificate
  The kiosk's certificate, PEM. The private key is not needed and does not leave the kiosk.
.PARAMETER ClientId
  An app registration that is there already.
#>
param(
  [Parameter(Mandatory)] [string] $Certificate,
  [string] $ClientId
)
$ErrorActionPreference = 'Stop'
# First, so that a wrong file leaves no app registration without a certificate behind.
$loaded = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new((Resolve-Path $Certificate).Path)
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

$added = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $loaded.RawData; DisplayName = $loaded.Subject }
Update-MgApplication -ApplicationId $app.Id -KeyCredentials (@($app.KeyCredentials) + $added)

[pscustomobject]@{ tenantId = (Get-MgContext).TenantId; clientId = $app.AppId } | ConvertTo-Json
