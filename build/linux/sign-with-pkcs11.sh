#!/bin/sh
# Signs for the kiosk (signIn.signer) with a key behind PKCS #11: a smart card, a TPM, an HSM. The key never leaves it.
# Needs openssl and Debian's libengine-pkcs11-openssl.
#
#   sign-with-pkcs11 MODULE KEY-URI PIN-FILE v1 PS256|RS256 THUMBPRINT
#
# MODULE   the PKCS #11 library, such as /usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1
# KEY-URI  which key, such as 'pkcs11:token=kiosk;object=kiosk' (RFC 7512), without a PIN
# PIN-FILE holds only the PIN, without a line break; nobody but the account of the kiosk and root may read it
#
# The kiosk adds the last three, and writes what is to be signed to standard input. Exit codes: 0 signed, 3 the PIN is
# wrong (the kiosk does not ask again), 2 wrongly called, 1 anything else.
set -eu

wrong() {
  printf '%s\n' "$1" >&2
  exit 2
}

[ $# -eq 6 ] || wrong 'usage: sign-with-pkcs11 MODULE KEY-URI PIN-FILE, then what the kiosk adds: v1 PS256 THUMBPRINT'
module=$1 key=$2 pin_file=$3 version=$4 algorithm=$5
[ "$version" = v1 ] || wrong "the kiosk asks by protocol $version, and this knows v1"
[ -r "$module" ] || wrong "no PKCS #11 library: $module"
[ -r "$pin_file" ] || wrong "the PIN file cannot be read: $pin_file"
case $key in
  *pin-value* | *pin-source*) wrong 'the PIN does not belong into the URI of the key: name a PIN file' ;;
  pkcs11:*) ;;
  *) wrong 'the URI of the key begins with pkcs11:' ;;
esac
case $algorithm in
  PS256) set -- -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest ;;
  RS256) set -- -sigopt rsa_padding_mode:pkcs1 ;;
  *) wrong "unknown algorithm: $algorithm" ;;
esac
[ -z "$(find -L "$pin_file" -prune \( -perm -004 -o -perm -002 \))" ] ||
  wrong "every account may read or change the PIN file: chmod 600 $pin_file"
# The line break would go to the key store as a part of the PIN, and a few wrong PINs lock it.
[ "$(tail -c 1 "$pin_file" | wc -l)" -eq 0 ] ||
  wrong "the PIN file ends with a line break: make it with printf %s"

export PKCS11_MODULE_PATH="$module"
# The signature goes to standard output, separate from the messages; the first command's exit code decides.
exec 3>&1
messages=$({
  {
    openssl dgst -sha256 -engine pkcs11 -keyform engine -sign "$key?pin-source=file:$pin_file" "$@" -binary
    echo "ended with $?" >&2
  } | openssl base64 -A >&3
} 2>&1)
case $messages in
  *'ended with 0') exit 0 ;;
esac
printf '%s\n' "$messages" >&2
case $messages in
  *'PIN incorrect'* | *'PIN locked'* | *'PIN len range'* | *'PIN invalid'* | *'Login failed'*) exit 3 ;;
esac
exit 1
