#!/bin/bash
# VPL runs this to prepare; it then runs what is left here as vpl_execution and reads what that prints.
# tuitrainer is looked for where TUITRAINER_COMMAND says, in /opt/tuitrainer, and on the PATH.
if [ -f vpl_environment.sh ]; then . ./vpl_environment.sh; fi
{
    echo '#!/bin/bash'
    printf 'export VPL_GRADEMIN=%q VPL_GRADEMAX=%q\n' "${VPL_GRADEMIN:-0}" "${VPL_GRADEMAX:-10}"
    cat <<'END_OF_EXECUTION'
umask 077
# say TEXT: a comment of VPL's; whatever it holds, no line of it can be read as a grade.
say() { sed 's/^/Comment :=>>>/' <<<"$1"; }

tuitrainer=${TUITRAINER_COMMAND:-/opt/tuitrainer/bin/tuitrainer}
if [ ! -x "$tuitrainer" ]; then tuitrainer=$(command -v tuitrainer); fi
if [ -z "$tuitrainer" ]; then
    say @ABSENT@
    exit 0
fi
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export TUITRAINER_HOME=$home
options=(@OPTIONS@)
course=@COURSE@
if [ -n "$course" ]; then
    mkdir "$home/course"
    base64 -d "$course" 2>/dev/null | tar -x -C "$home/course" 2>/dev/null
    rm -f "$course"
    options+=(--exercises "$home/course/exercises")
fi
if [ -L @FILE@ ] || [ ! -f @FILE@ ]; then
    rm -rf @FILE@
    : >@FILE@
fi
"$tuitrainer" grade @EXERCISE@ @FILE@ --format @FORM@ "${options[@]}" >"$home/report" 2>"$home/said"
if [ -s "$home/report" ]; then
    cat "$home/report"
else
    say @FAILED@
    say "$(tail -n 20 "$home/said")"
fi
END_OF_EXECUTION
} >vpl_execution
chmod +x vpl_execution
