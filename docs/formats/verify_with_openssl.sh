#!/bin/sh
# Open and verify a .htpkg without our program: openssl, unzip and sha256sum alone.
# usage: verify_with_openssl.sh PACKAGE KEY.pem CERT.pem ROOT.pem OUTDIR
# KEY and CERT are the receiver's, ROOT the pinned root. OUTDIR must not exist; it holds the files afterwards.
set -eu
[ $# = 5 ] || { echo "usage: $0 PACKAGE KEY.pem CERT.pem ROOT.pem OUTDIR" >&2; exit 2; }
package=$1 key=$2 certificate=$3 root=$4 out=$5
[ ! -e "$out" ] || { echo "exists already: $out" >&2; exit 2; }
mkdir -p "$out/files"

# 1. decrypt. openssl writes plaintext before it has checked the GCM tag: the output counts only on exit 0
if ! openssl cms -decrypt -inform DER -in "$package" -recip "$certificate" -inkey "$key" -binary \
    -out "$out/container.untrusted" 2>"$out/log"; then
    rm -f "$out/container.untrusted"
    echo "FAILED: does not decrypt, or was changed"
    exit 1
fi
mv "$out/container.untrusted" "$out/container.asice"
echo "ok: decrypted, GCM tag right"
unzip -q "$out/container.asice" -d "$out/files"

# 2. every signature over its ASiCManifest, up to the root (signing-certificate-v2 checked by -cades)
found=0
for signature in "$out"/files/META-INF/signature*.p7s; do
    number=$(basename "$signature" .p7s)
    number=${number#signature}
    listing="$out/files/META-INF/ASiCManifest$number.xml"
    if ! openssl cms -verify -cades -binary -inform DER -in "$signature" -content "$listing" \
        -CAfile "$root" -purpose any -signer "$out/signer$number.pem" -out /dev/null 2>"$out/log"; then
        echo "FAILED: signature $number"
        exit 1
    fi
    echo "ok: signature $number by $(openssl x509 -in "$out/signer$number.pem" -noout -subject)"
    # 3. every file against the digests of this signed listing
    sed -nE 's/.*URI="([^"]+)" MimeType="[^"]*"><ds:DigestMethod[^>]*><ds:DigestValue>([^<]+)<.*/\1 \2/p' "$listing" |
        while read -r name digest; do
            echo "$(printf '%s' "$digest" | openssl base64 -d -A | od -An -tx1 | tr -d ' \n')  $name"
        done >"$out/sums$number"
    [ -s "$out/sums$number" ] || { echo "FAILED: signature $number covers nothing"; exit 1; }
    (cd "$out/files" && sha256sum --quiet -c "../sums$number") || { echo "FAILED: a file was changed"; exit 1; }
    covered=$(wc -l <"$out/sums$number")
    present=$(find "$out/files" -type f ! -path "$out/files/META-INF/*" ! -name mimetype | wc -l)
    [ "$covered" -eq "$present" ] || { echo "FAILED: a file is not covered by signature $number"; exit 1; }
    echo "ok: signature $number covers all $covered files, digests right"
    found=$((found + 1))
done
[ "$found" -gt 0 ] || { echo "FAILED: no signature"; exit 1; }
# 4. two signatures must be of two persons (UID of the subject)
people=$(for one in "$out"/signer*.pem; do openssl x509 -in "$one" -noout -subject -nameopt RFC2253 |
    sed -E 's/.*UID=([^,]+).*/\1/'; done | sort -u | wc -l)
[ "$people" -eq "$found" ] || { echo "FAILED: one person signed twice"; exit 1; }
echo "ok: $found signature(s) by $people person(s)"
