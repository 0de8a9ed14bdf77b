#Requires -Version 5.1
<#
.SYNOPSIS
  Makes a private key (RSA, 3072 bits) and a certificate of its own for two years: kiosk.key and kiosk.pem.
.DESCRIPTION
  Run it on the kiosk, so that the key never travels. Files that are there already are kept: to renew, make the new ones
  in another folder and put both in place once kiosk.pem is uploaded.
.PARAMETER Name
  Which kiosk, as it is to be found in Entra, such as dock-3.
.PARAMETER Folder
  Where both files go. The key takes the rights of that folder.
#>
param(
  [Parameter(Mandatory)] [string] $Name,
  [string] $Folder = (Join-Path $env:ProgramData 'Shifts Badge Kiosk')
)
$ErrorActionPreference = 'Stop'
$keyPath = Join-Path $Folder 'kiosk.key'
$certificatePath = Join-Path $Folder 'kiosk.pem'
foreach ($path in $keyPath, $certificatePath) {
  if (Test-Path -LiteralPath $path) { throw "$path is there already" }
}

# Not RSA.Create(): what that makes cannot be exported as PKCS #8 by Windows PowerShell.
$parameters = [System.Security.Cryptography.CngKeyCreationParameters]::new()
$parameters.ExportPolicy = [System.Security.Cryptography.CngExportPolicies]::AllowPlaintextExport
$parameters.Parameters.Add([System.Security.Cryptography.CngProperty]::new(
    'Length', [System.BitConverter]::GetBytes(3072), [System.Security.Cryptography.CngPropertyOptions]::None))
$key = [System.Security.Cryptography.CngKey]::Create(
  [System.Security.Cryptography.CngAlgorithm]::Rsa, [NullString]::Value, $parameters)
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
  "CN=Shifts Badge Kiosk $Name",
  [System.Security.Cryptography.RSACng]::new($key),
  [System.Security.Cryptography.HashAlgorithmName]::SHA256,
  [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
$now = [System.DateTimeOffset]::UtcNow
$certificate = $request.CreateSelfSigned($now, $now.AddDays(730))

function Write-Pem([string] $Path, [string] $Label, [byte[]] $Bytes) {
  $base64 = [System.Convert]::ToBase64String($Bytes, [System.Base64FormattingOptions]::InsertLineBreaks)
  Set-Content -LiteralPath $Path -Encoding Ascii -Value "-----BEGIN $Label-----", $base64, "-----END $Label-----"
}
Write-Pem $keyPath 'PRIVATE KEY' $key.Export([System.Security.Cryptography.CngKeyBlobFormat]::Pkcs8PrivateBlob)
Write-Pem $certificatePath 'CERTIFICATE' $certificate.RawData
