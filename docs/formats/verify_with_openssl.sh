#!/bin/sh
# Open and verify a .htpkg without our program: openssl 3, unzip and sha256sum alone.
# usage: verify_with_openssl.sh PACKAGE KEY.pem CERT.pem ROOT.pem OUTDIR
# KEY and CERT are the receiver's, ROOT the pinned root (issuing certificates may follow it). OUTDIR must not
# exist; it holds the files afterwards, and is removed again unless everything is right.
# Exit status 0: all checks passed; 1: refused; 2: wrong usage.
# Not checked, because it needs a memory of earlier packages: number and chain (replay, gap, fork).
set -eu
umask 077
export LC_ALL=C
[ $# = 5 ] || { echo "usage: $0 PACKAGE KEY.pem CERT.pem ROOT.pem OUTDIR" >&2; exit 2; }
package=$1 key=$2 certificate=$3 root=$4 out=$5
for file in "$package" "$key" "$certificate" "$root"; do
    [ -r "$file" ] || { echo "cannot read: $file" >&2; exit 2; }
done
[ ! -e "$out" ] || { echo "exists already: $out" >&2; exit 2; }

failed() {
    echo "FAILED: $1"
    [ ! -s "$out/log" ] || tail -n 3 "$out/log" >&2
    exit 1
}
epoch() { # YYYYMMDDHHMMSS -> seconds since 1970; the 1 in front keeps 08 and 09 from being octal
    y=$(echo "$1" | cut -c1-4) m=$((1$(echo "$1" | cut -c5-6) - 100)) d=$((1$(echo "$1" | cut -c7-8) - 100))
    H=$((1$(echo "$1" | cut -c9-10) - 100)) M=$((1$(echo "$1" | cut -c11-12) - 100))
    S=$((1$(echo "$1" | cut -c13-14) - 100))
    if [ "$m" -le 2 ]; then y=$((y - 1)) m=$((m + 12)); fi
    days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 719469))
    echo $((days * 86400 + H * 3600 + M * 60 + S))
}
fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr 'A-F' 'a-f'; }
in_manifest() { sed -nE "s/.*\"$1\":\"?([^\",}]+).*/\1/p" "$out/files/manifest.json"; }

mkdir -p "$out/files"
trap 'rm -rf "$out"' EXIT
trap 'exit 1' HUP INT TERM

# 1. decrypt. openssl writes plaintext before it has checked the GCM tag: the output counts only on exit 0
openssl cms -decrypt -inform DER -in "$package" -recip "$certificate" -inkey "$key" -binary \
    -out "$out/container" 2>"$out/log" || failed "does not decrypt, or was changed"
echo "ok: decrypted, GCM tag right"

# 2. unpack; only names that cannot leave the folder, each once
unzip -Z1 "$out/container" >"$out/names" 2>"$out/log" || failed "not a container"
if grep -qvE '^(mimetype|manifest\.json|META-INF/(ASiCManifest[0-9]{3}\.xml|signature[0-9]{3}\.p7s)|(data|scans)/[a-z0-9][a-z0-9._-]{0,99})$' "$out/names"; then
    failed "a file name that is not allowed"
fi
[ -z "$(sort "$out/names" | uniq -d)" ] || failed "a file twice"
unzip -q -n "$out/container" -d "$out/files" >"$out/log" 2>&1 || failed "the container is damaged"
rm "$out/container"
[ "$(cat "$out/files/mimetype")" = "application/vnd.etsi.asic-e+zip" ] || failed "not ASiC-E"
[ -f "$out/files/manifest.json" ] || failed "no manifest"
grep -v -e '^META-INF/' -e '^mimetype$' "$out/names" | sort >"$out/data"

# 3. every signature: its certificate up to the root at the time of signing, and every file it covers
found=0
: >"$out/people"
for signature in "$out"/files/META-INF/signature*.p7s; do
    [ -f "$signature" ] || failed "no signature"
    found=$((found + 1))
    number=$(printf '%03d' "$found")
    [ "$(basename "$signature")" = "signature$number.p7s" ] || failed "signatures are not numbered from 1"
    listing="$out/files/META-INF/ASiCManifest$number.xml" signer="$out/signer$number.pem"
    [ -f "$listing" ] || failed "signature $number has no listing"
    at=$(openssl asn1parse -inform DER -in "$signature" 2>"$out/log" |
        sed -nE '/:signingTime/{n;n;s/.*(UTCTIME|GENERALIZEDTIME) *:([0-9]+)Z.*/\2/p;}')
    case $at in
    [0-4]???????????) at=20$at ;;
    20????????????) ;;
    *) failed "signature $number has no one signing time" ;;
    esac
    seconds=$(epoch "$at")
    [ "$seconds" -le $(($(epoch "$(date -u +%Y%m%d%H%M%S)") + 93600)) ] || failed "signature $number is of the future"
    # only the given root counts, not those of this PC; -cades checks signing-certificate-v2
    openssl cms -verify -cades -binary -inform DER -in "$signature" -content "$listing" -CAfile "$root" \
        -no-CApath -no-CAstore -auth_level 2 -purpose any -attime "$seconds" -signer "$signer" -out /dev/null \
        2>"$out/log" || failed "signature $number"
    openssl x509 -in "$signer" -noout -ext keyUsage 2>"$out/log" | grep -q 'Digital Signature' ||
        failed "the certificate of signature $number is not for signing"
    uid=$(openssl x509 -in "$signer" -noout -subject -nameopt multiline | sed -nE 's/^ *userId *= *//p')
    [ -n "$uid" ] || failed "the certificate of signature $number names no person (UID)"
    echo "$uid" >>"$out/people"
    role=$(sed -nE "s/.*\"cert_sha256\":\"$(fingerprint "$signer")\",\"role\":\"([a-z_]+)\".*/\1/p" "$out/files/manifest.json")
    [ -n "$role" ] || failed "the manifest does not name the certificate of signature $number"
    roles="${roles:-}${roles:+ }$role"
    echo "ok: signature $number, $role, $at UTC, $(openssl x509 -in "$signer" -noout -subject -nameopt RFC2253,utf8,-esc_msb)"

    sed -nE 's/.*URI="([^"]+)" MimeType="[^"]*"><ds:DigestMethod[^>]*xmlenc#sha256"\/><ds:DigestValue>([^<]+)<.*/\1 \2/p' "$listing" |
        while read -r name digest; do
            echo "$(printf '%s' "$digest" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')  $name"
        done >"$out/sums"
    cut -c67- "$out/sums" | sort >"$out/covered"
    cmp -s "$out/covered" "$out/data" || failed "signature $number does not cover exactly the files that are there"
    (cd "$out/files" && sha256sum --quiet -c ../sums >../log 2>&1) || failed "a file was changed"
    echo "ok: signature $number covers all $(wc -l <"$out/data") files, digests right"
done
[ "$(find "$out/files/META-INF" -type f | wc -l)" -eq $((2 * found)) ] || failed "a listing without signature"

# 4. who had to sign, and for whom the package is
purpose=$(in_manifest purpose)
case $purpose in ket_qua) wanted="tu_phap cong_an" ;; *) wanted="cong_an_phat_hanh" ;; esac
[ "$roles" = "$wanted" ] || failed "'$purpose' is signed by: $wanted"
[ "$(sort -u "$out/people" | wc -l)" -eq "$found" ] || failed "one person signed twice"
grep -qE "\"to\":\[[^]]*\"$(fingerprint "$certificate")\"" "$out/files/manifest.json" ||
    failed "signed for another receiver"
echo "ok: $found signature(s) by $found person(s): $roles"
echo "ok: $purpose no $(in_manifest package_no) from $(in_manifest sender_id) to $(in_manifest receiver_id)"
rm -f "$out/log" "$out/names" "$out/data" "$out/sums" "$out/covered" "$out/people"
trap - EXIT
