#!/bin/sh
# The sealed draw with sha256sum, openssl, sort, awk and nothing of ours.
# Usage: second_implementation.sh FOLDER; prints the drawn sites as "ticket site_id cell".
set -eu
cd "$1"

digest() { sha256sum | cut -c1-64; }
unhex() { # POSIX printf knows octal only
    printf '%b' "$(awk '{ for (i = 1; i < length($0); i += 2)
        printf "\\0%03o", 16 * n(i) + n(i + 1) }
        function n(i) { return index("0123456789abcdef", substr($0, i, 1)) - 1 }')"
}
hmac() { openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/.*= *//'; }
fail() { echo "$1" >&2; exit 1; }

# the pins, in the plan's order, and the fifth line (section 5.1)
shares=$(grep -o '[0-9a-f]\{64\}' shares.json)
pins=$(sed 's/.*"trustees":\[\([^]]*\)\].*/\1/' plan.json | grep -o '[0-9a-f]\{64\}')
made=$(for share in $shares; do
    { printf 'sanrandom-secret/1\000'; printf '%s' "$share" | unhex; } | digest
done)
[ "$made" = "$pins" ] || fail "a share does not match its pin"
secret=$({ printf 'sanrandom-secret/1\001'
    for share in $shares; do printf '%s' "$share" | unhex; done; } | digest)
[ "$(sed -n 5p seed.txt)" = "secret=$secret" ] || fail "the fifth line is another"
[ "$(sed -n 2p seed.txt)" = "plan=$(digest < plan.json)" ] || fail "the plan is another"

# the key of stage sites (section 6): HKDF by two HMACs
quarter=$(sed 's/.*"quarter":"\([^"]*\)".*/\1/' plan.json)
prk=$(hmac key:sanrandom-draw/1 < seed.txt)
key=$(printf 'sanrandom-draw/1/sites/%s\001' "$quarter" | hmac "hexkey:$prk")

# one ticket a line, cells apart, the first take of each (section 7)
awk -F, 'NR > 1 && $4 != "" && $10 == "" { print $1, $4 }' frame.csv |
while read -r site cell; do
    echo "$cell $(printf '%s,%s' "$key" "$site" | digest) $site"
done | LC_ALL=C sort | while read -r cell ticket site; do
    take=$(sed "s/.*\"take_per_cell\":{[^}]*\"$cell\":\([0-9]*\).*/\1/" plan.json)
    echo "$cell $ticket $site $take"
done | awk '{ if ($1 != before) n = 0; before = $1; n++; if (n <= $4) print $2, $3, $1 }'
