#!/bin/bash
# Four real FTP daemons on loopback, for `cargo xtask test --all` (Debian, root).
#   daemons.sh start DIR                 installs what is missing, starts all; prints one line a server
#   daemons.sh stop DIR                  stops those started from DIR
#   daemons.sh around DIR COMMAND...     starts, runs the command, stops however it ended
# vsftpd 2121 plain + explicit TLS (require_ssl_reuse=YES), vsftpd 2990 implicit TLS, proftpd 2122, pure-ftpd 2123,
# pyftpdlib 2124. User ftptest, password secret. Each serves DIR/data/<server>/. Certificate: DIR/etc/cert.pem
# (self-signed, CN and SAN localhost and 127.0.0.1). Logs in DIR/log. Only 127.0.0.1 is bound.
set -eu
verb=${1:?start, stop or around} D=$(mkdir -p "${2:?a folder}" && cd "$2" && pwd)
shift 2
mkdir -p "$D"/{etc,log,run/empty,root,debs,data/{vsftpd,proftpd,pureftpd,pyftpd}}

stop() { for f in "$D"/run/*.own; do [ -e "$f" ] && { kill "$(cat "$f")" 2>/dev/null || true; rm -f "$f"; }; done; true; }

install() {
  local want=(vsftpd proftpd-basic proftpd-core proftpd-mod-crypto pure-ftpd pure-ftpd-common)
  if [ ! -x "$D/root/usr/sbin/vsftpd" ]; then   # Debian's three packages conflict: unpacked side by side, not installed
    apt-get install -y -q openssl python3-venv libpam-modules >/dev/null
    (cd "$D/debs" && apt-get download -q "${want[@]}" >/dev/null)
    for deb in "$D"/debs/*.deb; do dpkg -x "$deb" "$D/root"; done
  fi
  if ldd "$D"/root/usr/sbin/{vsftpd,proftpd,pure-ftpd} | grep -q 'not found'; then
    # The libraries that the packages name; of alternatives, whichever this Debian has.
    for library in $(for deb in "$D"/debs/*.deb; do dpkg-deb -f "$deb" Depends Pre-Depends; done |
        tr ',|' '\n' | sed 's/^[A-Za-z-]*Depends: //; s/(.*//; s/:any//; s/ //g' | grep '^lib' | sort -u); do
      apt-get install -y -q --no-install-recommends "$library" >/dev/null 2>&1 || true
    done
  fi
  [ -x "$D/py/bin/python" ] || { python3 -m venv "$D/py"; "$D/py/bin/pip" -q install pyftpdlib pyOpenSSL; }
  # vsftpd looks for the home folder before it goes to local_root: it must exist.
  if id ftptest >/dev/null 2>&1; then usermod -d / ftptest; else useradd -M -d / -s /usr/sbin/nologin ftptest; fi
  echo ftptest:secret | chpasswd
  printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >/etc/pam.d/ftptest
}

configure() {
  [ -f "$D/etc/cert.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
    -keyout "$D/etc/key.pem" -out "$D/etc/cert.pem" 2>/dev/null
  cat "$D/etc/key.pem" "$D/etc/cert.pem" >"$D/etc/both.pem"
  local uid gid hash; uid=$(id -u ftptest) gid=$(id -g ftptest) hash=$(openssl passwd -6 secret)
  for kind in plain implicit; do
    local port=2121 low=31000 extra=""
    [ $kind = implicit ] && port=2990 low=31100 extra="implicit_ssl=YES"
    cat >"$D/etc/vsftpd-$kind.conf" <<C
listen=YES
listen_address=127.0.0.1
listen_port=$port
$extra
background=NO
local_enable=YES
write_enable=YES
anonymous_enable=NO
pam_service_name=ftptest
check_shell=NO
local_root=$D/data/vsftpd
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir=$D/run/empty
seccomp_sandbox=NO
isolate_network=NO
use_localtime=NO
pasv_min_port=$low
pasv_max_port=$((low + 99))
xferlog_enable=YES
vsftpd_log_file=$D/log/vsftpd-$kind.log
log_ftp_protocol=YES
max_per_ip=0
max_clients=0
ssl_enable=YES
force_local_data_ssl=NO
force_local_logins_ssl=NO
ssl_tlsv1=YES
require_ssl_reuse=YES
ssl_ciphers=HIGH
rsa_cert_file=$D/etc/cert.pem
rsa_private_key_file=$D/etc/key.pem
C
    sed -i '/^$/d' "$D/etc/vsftpd-$kind.conf"
  done
  cat >"$D/etc/proftpd.conf" <<C
ModulePath $D/root/usr/lib/proftpd
LoadModule mod_tls.c
LoadModule mod_tls_shmcache.c
ServerType standalone
DefaultAddress 127.0.0.1
Port 2122
SocketBindTight on
UseIPv6 off
User nobody
Group nogroup
MaxInstances 60
AuthUserFile $D/etc/proftpd.passwd
AuthOrder mod_auth_file.c
RequireValidShell off
DefaultRoot ~
WtmpLog off
TransferLog none
SystemLog $D/log/proftpd.log
PidFile $D/run/proftpd.pid
ScoreboardFile $D/run/proftpd.scoreboard
ControlsSocket $D/run/proftpd.sock
DelayEngine off
PassivePorts 31200 31299
AllowOverwrite on
AllowRetrieveRestart on
AllowStoreRestart on
TimesGMT on
TLSEngine on
TLSLog $D/log/proftpd-tls.log
TLSProtocol TLSv1.2
TLSRSACertificateFile $D/etc/cert.pem
TLSRSACertificateKeyFile $D/etc/key.pem
TLSRequired off
TLSVerifyClient off
TLSSessionCache shm:/file=$D/run/tls.cache
C
  echo "ftptest:$hash:$uid:$gid::$D/data/proftpd:/bin/false" >"$D/etc/proftpd.passwd"; chmod 600 "$D/etc/proftpd.passwd"
  echo "ftptest:$hash:$uid:$gid::$D/data/pureftpd/./::::::::::::" >"$D/etc/pureftpd.passwd"
  "$D/root/usr/bin/pure-pw" mkdb "$D/etc/pureftpd.pdb" -f "$D/etc/pureftpd.passwd"
  cat >"$D/etc/pyftpd.py" <<C
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
users = DummyAuthorizer(); users.add_user("ftptest", "secret", "$D/data/pyftpd", perm="elradfmwMT")
class Handler(TLS_FTPHandler):
    authorizer = users
    certfile, keyfile = "$D/etc/cert.pem", "$D/etc/key.pem"
    passive_ports = range(31400, 31500)
    use_gmt_times = True
ThreadedFTPServer(("127.0.0.1", 2124), Handler).serve_forever()
C
  chown -R ftptest: "$D/data"; chmod 755 "$D"
}

run() { local n=$1; shift; setsid "$@" >"$D/log/$n.out" 2>&1 & echo $! >"$D/run/$n.own"; echo "$n: started ($!)"; }

start() {
  stop; install; configure
  run vsftpd "$D/root/usr/sbin/vsftpd" "$D/etc/vsftpd-plain.conf"
  run vsftpd-implicit "$D/root/usr/sbin/vsftpd" "$D/etc/vsftpd-implicit.conf"
  run proftpd "$D/root/usr/sbin/proftpd" -n -q -c "$D/etc/proftpd.conf"
  run pureftpd "$D/root/usr/sbin/pure-ftpd" -S 127.0.0.1,2123 -l "puredb:$D/etc/pureftpd.pdb" -E -H -4 -p 31300:31399 -Y 1 -2 "$D/etc/both.pem" -C 50 -c 100
  run pyftpd "$D/py/bin/python" "$D/etc/pyftpd.py"
  for port in 2121 2990 2122 2123 2124; do
    for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
    (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null || { echo "port $port does not answer; see $D/log" >&2; exit 1; }
  done
}

case $verb in
start) start ;;
stop) stop ;;
around)
  trap stop EXIT
  start >&2
  "$@" ;;
*) echo "usage: daemons.sh start|stop|around DIR [COMMAND...]" >&2; exit 2 ;;
esac
