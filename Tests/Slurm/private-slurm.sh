#!/usr/bin/env bash
# Starts a Slurm of one node for tests, as root, on loopback ports and without systemd or
# accounting; prints the path of its slurm.conf once the node is idle, and stops everything when its
# standard input ends. It cleans up after itself by process number.
#
#   private-slurm.sh [MAX_ARRAY_SIZE]      default 1001, Slurm's own
#
# Needs Debian's slurm-wlm and munge. Ends with 69 where one is missing.
set -euo pipefail

# A test runner may start this with signals blocked; Slurm and its jobs would inherit that.
if [ -z "${SIGNALS_UNBLOCKED:-}" ]; then
  export SIGNALS_UNBLOCKED=1
  exec perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV' \
    bash "$0" "$@"
fi

for program in munged slurmctld slurmd sinfo; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 69; }
done

home=$(mktemp -d "${TMPDIR:-/tmp}/private-slurm.XXXXXX")
host=$(hostname -s)
daemons=()
chmod 755 "$home"
mkdir -m 755 "$home/munge" "$home/state" "$home/spool" "$home/log"
(umask 077 && head -c 1024 /dev/urandom >"$home/munge/key")

# Ports that nobody listens on; two that are free now.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

cat >"$home/slurm.conf" <<CONF
ClusterName=private
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
SlurmctldLogFile=$home/log/slurmctld.log
SlurmdLogFile=$home/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MaxArraySize=${1:-1001}
MinJobAge=60
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=debug Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$home/slurm.conf

finish() {
  scancel --quiet --me 2>/dev/null || :
  for _ in {1..100}; do
    [ -z "$(squeue --noheader 2>/dev/null)" ] && break
    sleep 0.1
  done
  local index
  for ((index = ${#daemons[@]} - 1; index >= 0; index--)); do
    kill "${daemons[index]}" 2>/dev/null || :
    wait "${daemons[index]}" 2>/dev/null || :
  done
  rm -rf "$home"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

munged --foreground --force --key-file="$home/munge/key" --socket="$home/munge/socket" \
  --pid-file="$home/munge/pid" --seed-file="$home/munge/seed" --log-file="$home/log/munged.log" \
  >"$home/log/munged.out" 2>&1 </dev/null &
daemons+=($!)
for _ in {1..100}; do [ -S "$home/munge/socket" ] && break; sleep 0.05; done
slurmctld -D -i >"$home/log/slurmctld.out" 2>&1 </dev/null &
daemons+=($!)
slurmd -D >"$home/log/slurmd.out" 2>&1 </dev/null &
daemons+=($!)

for _ in {1..300}; do
  [ "$(sinfo --noheader -o %T 2>/dev/null)" = idle ] && break
  sleep 0.1
done
if [ "$(sinfo --noheader -o %T 2>/dev/null)" != idle ]; then
  tail -n 20 "$home"/log/* >&2
  exit 70
fi
echo "$SLURM_CONF"
cat >/dev/null
