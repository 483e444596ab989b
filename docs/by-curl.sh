# What the scripts here share: tokens, calls and reading their answers. Sourced, not run.
# Needs curl, python3 (to read JSON) and the credentials that the demonstration wrote.
credentials=${1:-var/demo/credentials.json}
redress=${REDRESS:-.venv/bin/redress}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pick() { # pick FILE EXPRESSION: read a value of a JSON file, bound to d
    python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}
base=$(pick "$credentials" 'd["base_url"]')

token() { # token SCOPE: a token of the first sample client that has the scope
    client="next(c for c in d['clients'] if '$1' in c['scopes'])"
    curl -sSf "$base/oauth/token" -d grant_type=client_credentials \
        -u "$(pick "$credentials" "$client['client_id'] + ':' + $client['client_secret']")" \
        > "$work/token"
    pick "$work/token" 'd["access_token"]'
}
call() { # call TOKEN METHOD PATH [BODY [VERSION]]: the answer goes to $work/answer
    bearer=$1 method=$2 path=$3 body=${4:-} seen=${5:-}
    set -- -sS --fail-with-body -X "$method" "$base$path" -H "Authorization: Bearer $bearer"
    [ "$method" != POST ] || set -- "$@" -H "Idempotency-Key: $(python3 -c 'import uuid; print(uuid.uuid4())')"
    [ -z "$body" ] || set -- "$@" -H 'Content-Type: application/json' -d "$body"
    [ -z "$seen" ] || set -- "$@" -H "If-Match: \"v$seen\""
    curl "$@" -o "$work/answer" || { cat "$work/answer"; exit 1; }
}
answer() { pick "$work/answer" "$1"; }
say() { printf '%-46s %s\n' "$1" "$2"; }
