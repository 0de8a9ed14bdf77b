#Requires -Version 5.1
<#
.SYNOPSIS
  Signs for the kiosk (signIn.signer) with a key in the Windows certificate store, which never leaves it.
.DESCRIPTION
  The kiosk starts it with these three arguments, writes what is to be signed to standard input, and reads the signature
  in base64 from standard output. The certificate is looked for by its thumbprint: first among those of the account,
  then among those of the computer, whose key the account must have been allowed to use. The key has to be a CNG one,
  such as of the Microsoft Platform Crypto Provider (the TPM) or the Microsoft Software Key Storage Provider.
.PARAMETER Protocol
  v1.
.PARAMETER Algorithm
  PS256 or RS256.
.PARAMETER Thumbprint
  SHA-1 of the certificate in hex.
#>
param(
  [Parameter(Mandatory, Position = 0)] [ValidateSet('v1')] [string] $Protocol,
  [Parameter(Mandatory, Position = 1)] [ValidateSet('PS256', 'RS256')] [string] $Algorithm,
  [Parameter(Mandatory, Position = 2)] [ValidatePattern('^[0-9A-Fa-f]{40}$')] [string] $Thumbprint
)
$ErrorActionPreference = 'Stop'

function Find-Key([string] $Location) {
  $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', $Location)
  $store.Open('ReadOnly')
  try {
    foreach ($certificate in $store.Certificates.Find('FindByThumbprint', $Thumbprint, $false)) {
      if (-not $certificate.HasPrivateKey) { continue }
      return [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
    }
  } finally {
    $store.Close()
  }
}

try {
  $key = Find-Key 'CurrentUser'
  if ($null -eq $key) { $key = Find-Key 'LocalMachine' }
  if ($null -eq $key) { throw "no certificate $Thumbprint with an RSA key in the stores CurrentUser\My and LocalMachine\My" }
  if ($key -isnot [System.Security.Cryptography.RSACng]) {
    throw 'the key is of an old provider, which cannot sign with PSS: make it with a CNG provider (New-SelfSignedCertificate -Provider "Microsoft Platform Crypto Provider")'
  }
  $padding = [System.Security.Cryptography.RSASignaturePadding]::Pss
  if ($Algorithm -eq 'RS256') { $padding = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1 }

  $data = [System.IO.MemoryStream]::new()
  [System.Console]::OpenStandardInput().CopyTo($data)
  $signature = $key.SignData($data.ToArray(), [System.Security.Cryptography.HashAlgorithmName]::SHA256, $padding)
  [System.Console]::Out.Write([System.Convert]::ToBase64String($signature))
  exit 0
} catch {
  [System.Console]::Error.WriteLine($_.Exception.Message)
  exit 1
}
