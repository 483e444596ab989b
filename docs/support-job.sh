#!/bin/sh
# Support by curl alone: somebody with no report finds a service, is referred with their consent,
# and is met; another takes their consent back half-way, and everything stops.
#
#   make demo                      # in one terminal
#   sh docs/support-job.sh         # in another
set -eu
. "$(dirname "$0")/by-curl.sh"

refused() { # refused STATUS METHOD PATH [BODY [VERSION]]: the service's system must be told no
    wanted=$1 method=$2 path=$3 body=${4:-} seen=${5:-}
    set -- -sS -X "$method" "$base$path" -H "Authorization: Bearer $theirs"
    [ -z "$body" ] || set -- "$@" -H 'Content-Type: application/json' -d "$body" \
        -H "Idempotency-Key: $(python3 -c 'import uuid; print(uuid.uuid4())')"
    [ -z "$seen" ] || set -- "$@" -H "If-Match: \"v$seen\""
    status=$(curl "$@" -o "$work/answer" -w '%{http_code}')
    [ "$status" = "$wanted" ] || { echo "$method $path: $status, not $wanted"; cat "$work/answer"; exit 1; }
    ! grep -q 'Robin' "$work/answer" || { echo "Somebody is named: $path"; exit 1; }
}
service=$(pick "$credentials" 'next(c["service_id"] for c in d["clients"] if c.get("service_id"))')
portal=$(token referrals:write)
theirs=$(token referrals:receive)
tomorrow=$(python3 -c 'import datetime as t; print((t.datetime.now(t.timezone.utc) + t.timedelta(1)).strftime("%Y-%m-%dT%H"))')

curl -sSf "$base/v1/support-services?characteristic=race&site=${SITE:-Northbridge%20Royal%20Infirmary}&limit=100" > "$work/found"
say "Found, by characteristic and site" "$(pick "$work/found" 'len(d["data"])') services; crisis first: $(pick "$work/found" 'd["data"][0]["urgent"]')"
say "One of them" "$(pick "$work/found" "next(s['name'] for s in d['data'] if s['id'] == '$service')")"

refer() { # refer NEED: draft and send a referral with consent; its id goes to $referral
    call "$portal" POST /v1/referrals "{
      \"service_id\": \"$service\", \"need\": \"$1\",
      \"person\": {\"name\": \"Robin Sample\", \"email\": \"robin@example.org\"},
      \"consents\": [
        {\"scope\": \"referral\", \"state\": \"granted\", \"wording_version\": \"2026-09\"},
        {\"scope\": \"share_identity\", \"state\": \"granted\", \"wording_version\": \"2026-09\"}]}"
    referral=$(answer 'd["id"]') version=$(answer 'd["version"]')
    call "$portal" GET "/v1/referrals/$referral/preview"
    cp "$work/answer" "$work/preview"
    call "$portal" POST "/v1/referrals/$referral/transitions" '{"action": "send"}' "$version"
    call "$theirs" GET "/v1/referrals/$referral/shared"
    pick "$work/preview" 'sorted((k, str(v)) for k, v in d.items() if k in ("need", "identity", "narrative"))' > "$work/before"
    pick "$work/answer" 'sorted((k, str(v)) for k, v in d.items() if k in ("need", "identity", "narrative"))' > "$work/after"
    cmp "$work/before" "$work/after" || { echo "What was shared is not what was shown."; exit 1; }
}
step() { # step ACTION: the service takes a step
    call "$theirs" GET "/v1/referrals/$referral"
    call "$theirs" POST "/v1/referrals/$referral/transitions" "{\"action\": \"$1\"}" "$(answer 'd["version"]')"
}
book() { # book: the service makes an appointment; its id goes to $appointment
    call "$theirs" POST "/v1/referrals/$referral/appointments" "{\"kind\": \"in_person\",
      \"starts_at\": \"$tomorrow:00:00Z\", \"ends_at\": \"$tomorrow:50:00Z\", \"place\": \"Room 4\"}"
    appointment=$(answer 'd["id"]')
}

refer "Somebody to talk to who knows the wards."
say "Referred with consent; the service reads" "$(answer '", ".join(k for k, v in d.items() if v)')"
step accept; book
say "The service accepted and booked" "$(answer 'd["starts_at"]')"
call "$theirs" POST "/v1/referrals/$referral/progress" '{"kind": "contact_made", "note": "We spoke."}'
step start; step complete
say "The referral is" "$(answer 'd["status"]')"

refer "Somebody to talk to about placements."
step accept; book
call "$portal" POST "/v1/referrals/$referral/consents" \
    '{"scope": "referral", "state": "withdrawn", "wording_version": "2026-09"}'
call "$theirs" GET "/v1/referrals/$referral"
version=$(answer 'd["version"]')
say "Consent is withdrawn; the service sees why" "$(answer 'd["status"] + ": " + d["end_reason"]')"
refused 403 GET "/v1/referrals/$referral/shared"
refused 403 GET "/v1/referrals/$referral/appointments/$appointment"
refused 409 POST "/v1/referrals/$referral/transitions" '{"action": "start"}' "$version"
refused 403 POST "/v1/referrals/$referral/progress" '{"kind": "session_held"}'
say "and not what, nor can it go on" "four calls refused"
