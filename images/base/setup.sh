#!/bin/sh
# Runs once, as root, inside the new system while the image is built.
set -eu

# Programs that have nothing to do in a container, or that would only delay or fail its boot.
for unit in \
    systemd-modules-load.service systemd-sysctl.service systemd-remount-fs.service systemd-firstboot.service \
    systemd-random-seed.service systemd-pstore.service systemd-binfmt.service systemd-machine-id-commit.service \
    systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-hwdb-update.service \
    systemd-journald-audit.socket systemd-initctl.socket \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
    sys-kernel-config.mount sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount \
    getty.target getty@.service console-getty.service container-getty@.service serial-getty@.service \
    systemd-ask-password-console.path systemd-ask-password-wall.path \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
    fstrim.timer; do
    ln -sf /dev/null "/etc/systemd/system/$unit"
done
systemctl set-default --quiet multi-user.target
systemctl enable --quiet ssh.service zuka-network.service jupyter.socket

# Login without the detours of a general distribution: no messages of the day, no mail.
sed -i -E '/pam_(motd|mail)\.so/d' /etc/pam.d/sshd /etc/pam.d/login
: >/etc/motd

# The two languages of the console; both clients send theirs along.
localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
localedef -i en_US -f UTF-8 en_US.UTF-8
echo 'LANG=C.UTF-8' >/etc/default/locale

# JupyterLab without what is not needed to open it.
rm -f /opt/zuka/python/etc/jupyter/jupyter_server_config.d/jupyter_lsp.json \
    /opt/zuka/python/etc/jupyter/jupyter_server_config.d/notebook_shim.json
find /opt/zuka/python/share/jupyter/lab /opt/zuka/python/lib -name '*.js.map' -delete

chmod 0700 /root
mkdir -p -m 0700 /root/.ssh
mkdir -p /root/zuka-tmp
mkdir -p -m 0755 /etc/zuka
: >/etc/zuka/identity.ready
chmod 0755 /usr/local/lib/zuka/*
