#!/bin/sh
# The main job by curl alone: report, conversation, referral, outcome, closed case, proven log.
#
#   make demo                      # in one terminal
#   sh docs/main-job.sh            # in another
#
# Needs curl, python3 (to read JSON) and the credentials that the demonstration wrote.
set -eu
. "$(dirname "$0")/by-curl.sh"

form=$(token reports:write)
call "$form" POST /v1/reports '{
  "narrative": "On the ward round I was asked where I am really from, again.",
  "incident_types": ["microaggression"], "setting": "hospital_placement",
  "subjects": [{"type": "clinical_supervisor", "name": "Dr Example"}],
  "consents": [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}]}'
report=$(answer 'd["id"]') receipt=$(answer 'd["receipt"]') version=$(answer 'd["version"]')
say "The form submitted a report" "$(answer 'd["reference"]'), receipt $receipt"

curl -sSf "$base/v1/follow-up/session" -H 'Content-Type: application/json' \
    -d "{\"receipt\": \"$receipt\"}" > "$work/session"
reporter=$(pick "$work/session" 'd["access_token"]')
call "$reporter" POST /v1/follow-up/messages '{"text": "Is anybody there?"}'
say "Its reporter wrote, by receipt" "$(answer 'd["direction"]')"

office=$(token cases:write)
call "$office" POST "/v1/reports/$report/transitions" '{"action": "acknowledge"}' "$version"
call "$office" GET "/v1/reports/$report/messages?purpose=triage"
say "An officer read" "$(answer 'next(m["text"] for m in d["data"] if m["direction"] == "from_reporter")')"
call "$office" POST "/v1/reports/$report/messages" '{"text": "Yes. Thank you for telling us."}'
call "$office" POST /v1/cases "{\"report_ids\": [\"$report\"], \"risk_level\": \"low\"}"
case=$(answer 'd["id"]') version=$(answer 'd["version"]')
say "A case was opened" "$(answer 'd["reference"]')"
call "$office" POST "/v1/cases/$case/transitions" '{"action": "start_triage"}' "$version"
version=$(answer 'd["version"]')

call "$office" GET "/v1/support-services?limit=1"
service=$(answer 'd["data"][0]["id"]')
call "$office" POST /v1/referrals \
    "{\"service_id\": \"$service\", \"report_id\": \"$report\", \"need\": \"Somebody to talk to.\"}"
referral=$(answer 'd["id"]')
call "$office" POST "/v1/referrals/$referral/transitions" '{"action": "send"}' "$(answer 'd["version"]')"
say "A referral was sent" "$(answer 'd["reference"] + " is " + d["status"]')"

call "$office" POST "/v1/cases/$case/outcomes" \
    '{"outcome_type": "apology", "finding": "upheld", "reasons": "It happened as told."}'
call "$office" GET "/v1/cases/$case/parties"
cp "$work/answer" "$work/parties"
for party in $(pick "$work/parties" '" ".join(p["id"] + ":" + str(p["version"]) for p in d["data"])'); do
    call "$office" PATCH "/v1/cases/$case/parties/${party%:*}" \
        '{"told_text": "The supervisor has apologised."}' "${party#*:}"
done
call "$office" POST "/v1/cases/$case/transitions" '{"action": "close", "reason": "resolved"}' "$version"
say "Everybody was told, and the case is" "$(answer 'd["state"]')"
call "$reporter" GET /v1/follow-up/status
say "The reporter reads" "$(answer 'd["updates"][-1]["text"]')"

auditor=$(token audit:read)
fetch() { # fetch FOLDER [BODY]: export the log into a folder
    call "$auditor" POST /v1/audit/exports "${2:-{\}}"
    mkdir "$1"
    curl -sSf "$base$(answer 'd["archive"]')" -H "Authorization: Bearer $auditor" | tar -x -C "$1"
}
fetch "$work/first"
fetch "$work/export" "$(python3 -c 'import json,sys; print(json.dumps({"since": open(sys.argv[1]).read()}))' "$work/first/checkpoint")"
$redress audit verify "$work/export" --since "$work/first/checkpoint" > "$work/verdict"
say "The auditor verified offline" "$(head -n 1 "$work/verdict"), $(sed -n 3p "$work/verdict" | xargs)"

refuse() { # refuse WHAT: the tampered export must be refused
    code=0
    $redress audit verify "$work/tampered" --since "$work/first/checkpoint" > "$work/verdict" || code=$?
    [ "$code" = 1 ] || { echo "NOT refused: $1 (exit code $code)"; exit 1; }
    say "Refused: $1" "$(sed -n '2,$p' "$work/verdict" | xargs | cut -c 1-90)"
}
tamper() { rm -rf "$work/tampered"; cp -r "$work/export" "$work/tampered"; }
tamper; python3 - "$work/tampered/entries.jsonl" <<'PY'
import pathlib, sys
path = pathlib.Path(sys.argv[1]); data = bytearray(path.read_bytes()); data[len(data) // 2] ^= 1
path.write_bytes(data)
PY
refuse "one byte flipped"
tamper; sed -i '$d' "$work/tampered/entries.jsonl"; refuse "last line dropped"
tamper; sed -i '3{h;d};4{G}' "$work/tampered/entries.jsonl"; refuse "two lines exchanged"
tamper
size=$(sed -n 2p "$work/first/checkpoint")
head -n $((size - 1)) "$work/export/entries.jsonl" > "$work/tampered/entries.jsonl"
cp "$work/first/checkpoint" "$work/tampered/checkpoint"
refuse "tail cut, old checkpoint used again"
