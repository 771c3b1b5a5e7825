# Has smbclient ask smbd for a referral while tcpdump looks on. Runs in namespaces of its own, as their first
# process: when it ends, the kernel ends all the others.
#
# SCRATCH  where smb.conf is, and where all that is written goes; seen as /srv in here
# SMBD     the program
# ACCOUNT  whose rights guests have
# DIALECT  the newest that smbclient may speak
set -eu

# Waits for a line in a file, some seconds.
await() {
    for _ in $(seq 100); do
        if grep -qs "$1" "$2"; then return; fi
        sleep 0.05
    done
    echo "$3" >&2
    exit 1
}

ip link set lo up
# Neither the directory nor the name of this machine is anybody's business.
mount --bind "$SCRATCH" /srv
hostname files
cd /srv
mkdir private lock state cache pid ncalrpc log dfs
# Documentation addresses: following them ends at once, since there is no route.
ln -s 'msdfs:192.0.2.10\data,192.0.2.11\data' dfs/link

"$SMBD" -s /srv/smb.conf --option="guest account=$ACCOUNT" --foreground --no-process-group \
    -l /srv/log </dev/null >smbd.txt 2>&1 &
await ':01BD 00000000:0000 0A' /proc/net/tcp 'smbd does not listen'

# As root it would become another user, who may not write here.
if [ "$(id -u)" = 0 ]; then stay='-Z root'; else stay=; fi
tcpdump $stay -i lo --immediate-mode -U -w conversation.pcap 'tcp port 445' 2>tcpdump.txt &
tcpdump=$!
await 'listening on' tcpdump.txt 'tcpdump does not listen'

# It comes no further than the link; what was captured tells whether it came as far.
timeout 20 smbclient //127.0.0.1/dfs -s /srv/smb.conf --option="client max protocol=$DIALECT" \
    -U alice% -d 10 -c 'ls link\' </dev/null >smbclient.txt 2>&1 || true

kill -INT "$tcpdump"
wait "$tcpdump"
