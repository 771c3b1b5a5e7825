# Makes the lab's network, file systems and names, and then becomes the command that is given. Runs in namespaces of its own, as their
# first process: when it ends, the kernel ends all the others, and all that is mounted here is gone.
#
# SCRATCH  target/lab; seen as /srv in here
set -eu

ip link set lo up
hostname lab
# Paths of sockets must be short, and no path here may have a comma or a colon.
mount --bind "$SCRATCH" /srv
# Samba finds its parts where it was compiled for: above what this machine has there.
mount -t overlay lab -o lowerdir=/srv/debian/usr:/usr /usr
# Whatever servers keep is in memory.
mount -t tmpfs lab /run
# Where all look for winbindd, whatever its configuration.
mkdir /run/samba
mount --bind /srv/etc/hosts /etc/hosts
exec "$@"
